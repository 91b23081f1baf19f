//! Links with which customers go on by another channel.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the table of links.
pub(super) struct Handover;

impl MigrationName for Handover {
    fn name(&self) -> &str {
        "m0005_handover"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Handover {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::handover::tables(dialect) {
            table.create(manager).await?;
        }
        Ok(())
    }
}
