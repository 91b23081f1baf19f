//! What a virus scanner said of files.

use sea_orm::DbErr;
use sea_orm::sea_query::{
    ColumnDef, ConditionalStatement as _, Expr, ExprTrait as _, Index, Table,
};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::dialect::{Dialect, Kind};

/// Adds what was said to each file, and a way to those of which nothing was said.
pub(super) struct FileChecks;

impl MigrationName for FileChecks {
    fn name(&self) -> &str {
        "m0015_file_checks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FileChecks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for name in ["scan", "scan_said"] {
            let mut column = ColumnDef::new_with_type(name, dialect.column_type(Kind::Text));
            column.null();
            let mut table = Table::alter();
            table.table("attachment").add_column(column);
            manager.alter_table(table).await?;
        }
        let mut index = Index::create();
        index.name("attachment_unscanned").table("attachment").col("created_at");
        index.and_where(Expr::col("scan").is_null());
        manager.create_index(index).await
    }
}
