//! How long things are kept.

use sea_orm::DbErr;
use sea_orm::sea_query::{ColumnDef, Index, Table};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;
use crate::dialect::Kind::Int;

/// Creates the tables of what was deleted and what must not be; a case gets how far it was cleared.
pub(super) struct Retention;

impl MigrationName for Retention {
    fn name(&self) -> &str {
        "m0017_retention"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Retention {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::retention::tables(dialect) {
            table.create(manager).await?;
        }
        let mut cleared = ColumnDef::new_with_type("cleared", dialect.column_type(Int));
        let mut table = Table::alter();
        table.table("case_record").add_column(cleared.not_null().default(0));
        manager.alter_table(table).await?;
        // Cases whose time is over, without looking at those that are cleared.
        let mut due = Index::create();
        due.name("case_record_due").table("case_record");
        for column in ["tenant", "channel", "cleared", "resolved_at"] {
            due.col(column);
        }
        manager.create_index(due).await
    }
}
