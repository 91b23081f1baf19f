//! Erasing people.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the tables of erasures.
pub(super) struct Privacy;

impl MigrationName for Privacy {
    fn name(&self) -> &str {
        "m0007_privacy"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Privacy {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::privacy::tables(dialect) {
            table.create(manager).await?;
        }
        Ok(())
    }
}
