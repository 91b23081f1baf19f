//! API tokens and outgoing webhooks.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the tables of API tokens, webhooks and their deliveries.
pub(super) struct Integrations;

impl MigrationName for Integrations {
    fn name(&self) -> &str {
        "m0011_integrations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Integrations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::integrations::tables(dialect) {
            table.create(manager).await?;
        }
        Ok(())
    }
}
