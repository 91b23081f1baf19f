//! The first schema. The tables are described per area in `area/`.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates every table.
pub(super) struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &str {
        "m0001_initial"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        let areas = [
            area::people::tables(dialect),
            area::customers::tables(dialect),
            area::settings::tables(dialect),
            area::cases::tables(dialect),
            area::work::tables(dialect),
            area::system::tables(dialect),
        ];
        for table in areas.into_iter().flatten() {
            table.create(manager).await?;
        }
        for statement in dialect.migration_extras() {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
