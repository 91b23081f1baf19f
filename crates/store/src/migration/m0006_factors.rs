//! A second factor beside the password.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the table of second factors.
pub(super) struct Factors;

impl MigrationName for Factors {
    fn name(&self) -> &str {
        "m0006_factors"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Factors {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::factors::tables(dialect) {
            table.create(manager).await?;
        }
        Ok(())
    }
}
