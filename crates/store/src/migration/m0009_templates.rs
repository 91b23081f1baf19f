//! Canned replies.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the table of canned replies.
pub(super) struct Templates;

impl MigrationName for Templates {
    fn name(&self) -> &str {
        "m0009_templates"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Templates {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::templates::tables(dialect) {
            table.create(manager).await?;
        }
        Ok(())
    }
}
