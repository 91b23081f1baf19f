//! Business hours, promises, and the clocks of cases.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the tables of promises.
pub(super) struct Promises;

impl MigrationName for Promises {
    fn name(&self) -> &str {
        "m0002_promises"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Promises {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::promises::tables(dialect) {
            table.create(manager).await?;
        }
        Ok(())
    }
}
