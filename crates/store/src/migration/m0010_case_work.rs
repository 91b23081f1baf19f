//! Cases that are put off, given back, joined, walked through, and told how they ended.

use sea_orm::DbErr;
use sea_orm::sea_query::{
    Alias, ColumnDef, ConditionalStatement as _, Expr, ExprTrait as _, Index, Table,
};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;
use crate::dialect::Kind::{Int, Uuid};

/// Creates the tables of the work on cases; a case gets columns for how it ended, until when it is
/// put off, its way back, and where it goes on.
pub(super) struct CaseWork;

impl MigrationName for CaseWork {
    fn name(&self) -> &str {
        "m0010_case_work"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CaseWork {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = Dialect::of(manager.get_connection());
        for table in area::case_work::tables(dialect) {
            table.create(manager).await?;
        }
        let columns = [
            ("disposition", Uuid),
            ("held_until", Int),
            ("returns_queue", Uuid),
            ("returns_user", Uuid),
            ("joined_into", Uuid),
        ];
        for (name, kind) in columns {
            let mut column = ColumnDef::new_with_type(Alias::new(name), dialect.column_type(kind));
            let mut table = Table::alter();
            table.table("case_record").add_column(column.null());
            manager.alter_table(table).await?;
        }
        let mut held = Index::create();
        held.name("case_record_held_until").table("case_record").col("held_until");
        held.and_where(Expr::col("held_until").is_not_null());
        manager.create_index(held).await
    }
}
