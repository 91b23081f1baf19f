//! Signing in by a provider of OpenID Connect.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the tables of providers and of who is who there.
pub(super) struct SignOn;

impl MigrationName for SignOn {
    fn name(&self) -> &str {
        "m0012_sign_on"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SignOn {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::sign_on::tables(dialect) {
            table.create(manager).await?;
        }
        Ok(())
    }
}
