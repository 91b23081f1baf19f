//! A snapshot of the embedded database.

use std::path::Path;

use sea_orm::sqlx::sqlite::SqlitePoolOptions;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, SqlxSqliteConnector, Statement};

use crate::connect;
use crate::error::StoreError;

/// Writes a snapshot to a file that is not there yet, while others read and write.
pub(super) async fn snapshot(db: &DatabaseConnection, to: &Path) -> Result<(), StoreError> {
    let to = to.to_str().ok_or_else(|| StoreError::Other("the path is no text".into()))?;
    db.execute_raw(Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "VACUUM INTO $1",
        [to.into()],
    ))
    .await?;
    Ok(())
}

/// Opens a snapshot.
pub(super) async fn open(file: &Path) -> Result<DatabaseConnection, StoreError> {
    let options = connect::sqlite(file).read_only(true).immutable(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}
