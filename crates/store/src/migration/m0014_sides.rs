//! Conversations with people outside about cases.

use sea_orm::DbErr;
use sea_orm::sea_query::{
    Alias, ColumnDef, ConditionalStatement as _, Expr, ExprTrait as _, Index, Table,
};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;
use crate::dialect::Kind::Uuid;

/// Creates the tables of such conversations and of the address book; a message gets a column for the
/// one it belongs to.
pub(super) struct Sides;

impl MigrationName for Sides {
    fn name(&self) -> &str {
        "m0014_sides"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sides {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::sides::tables(dialect) {
            table.create(manager).await?;
        }
        let mut column = ColumnDef::new_with_type(Alias::new("side"), dialect.column_type(Uuid));
        let mut table = Table::alter();
        table.table("message").add_column(column.null());
        manager.alter_table(table).await?;
        let mut of_side = Index::create();
        of_side.name("message_tenant_side").table("message").col("tenant").col("side").col("seq");
        of_side.and_where(Expr::col("side").is_not_null());
        manager.create_index(of_side).await
    }
}
