//! Proving an address.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the table of addresses that are to be proven.
pub(super) struct Proofs;

impl MigrationName for Proofs {
    fn name(&self) -> &str {
        "m0016_proofs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Proofs {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::proofs::tables(dialect) {
            table.create(manager).await?;
        }
        Ok(())
    }
}
