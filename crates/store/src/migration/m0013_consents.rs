//! Consent by purpose and way, with its proof.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the tables of purposes and of the ledger of consents.
pub(super) struct Consents;

impl MigrationName for Consents {
    fn name(&self) -> &str {
        "m0013_consents"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Consents {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::consents::tables(dialect) {
            table.create(manager).await?;
        }
        Ok(())
    }
}
