//! A short way to write down a table, rendered for either database.

use sea_orm::DbErr;
use sea_orm::sea_query::{
    ColumnDef, ConditionalStatement as _, Expr, ExprTrait as _, ForeignKey, Index, IntoIden, Table,
    TableCreateStatement,
};
use sea_orm_migration::SchemaManager;

use crate::dialect::{Dialect, Kind};

/// A table being described. Columns are NOT NULL unless their method says otherwise.
pub(super) struct NewTable {
    name: &'static str,
    dialect: Dialect,
    create: TableCreateStatement,
    indexes: Vec<(bool, &'static [&'static str])>,
    /// Columns whose empty rows their index leaves out.
    partial: Vec<&'static str>,
}

impl NewTable {
    /// A table without columns.
    pub(super) fn new(dialect: Dialect, name: &'static str) -> Self {
        let mut create = Table::create();
        create.table(name.into_iden());
        if !dialect.table_suffix().is_empty() {
            create.extra(dialect.table_suffix());
        }
        Self { name, dialect, create, indexes: Vec::new(), partial: Vec::new() }
    }

    /// Required columns of one kind.
    pub(super) fn with(mut self, kind: Kind, names: &[&'static str]) -> Self {
        for name in names {
            let mut column = ColumnDef::new_with_type(*name, self.dialect.column_type(kind));
            self.create.col(column.not_null());
        }
        self
    }

    /// Columns of one kind that may be empty.
    pub(super) fn maybe(mut self, kind: Kind, names: &[&'static str]) -> Self {
        for name in names {
            let mut column = ColumnDef::new_with_type(*name, self.dialect.column_type(kind));
            self.create.col(column.null());
        }
        self
    }

    /// An integer primary key; on SQLite the row id. `auto` counts by itself.
    pub(super) fn int_key(mut self, name: &'static str, auto: bool) -> Self {
        let mut column = ColumnDef::new_with_type(name, self.dialect.column_type(Kind::Int));
        column.not_null().primary_key();
        if auto {
            column.auto_increment();
        }
        self.create.col(&mut column);
        self
    }

    /// The primary key of several columns, or of one that is no integer.
    pub(super) fn key(mut self, columns: &[&'static str]) -> Self {
        let mut key = Index::create();
        for column in columns {
            key.col(*column);
        }
        self.create.primary_key(&mut key);
        self
    }

    /// A unique index.
    pub(super) fn unique(mut self, columns: &'static [&'static str]) -> Self {
        self.indexes.push((true, columns));
        self
    }

    /// An index.
    pub(super) fn index(mut self, columns: &'static [&'static str]) -> Self {
        self.indexes.push((false, columns));
        self
    }

    /// An index of the rows in which a column is not empty, where it is in most.
    pub(super) fn index_where_set(mut self, column: &'static str) -> Self {
        self.partial.push(column);
        self
    }

    /// `(tenant, column)` refers to `parent (tenant, id)`: the row cannot name one of another
    /// tenant.
    pub(super) fn child_of(mut self, parent: &'static str, column: &'static str) -> Self {
        let mut reference = ForeignKey::create();
        reference
            .name(format!("{}_{column}_fk", self.name))
            .from(self.name, ("tenant", column))
            .to(parent, ("tenant", "id"));
        self.create.foreign_key(&mut reference);
        self
    }

    /// Creates the table and its indexes.
    pub(super) async fn create(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager.create_table(self.create).await?;
        for (unique, columns) in self.indexes {
            let mut index = Index::create();
            index.name(format!("{}_{}", self.name, columns.join("_"))).table(self.name);
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        for column in self.partial {
            let mut index = Index::create();
            index.name(format!("{}_{column}", self.name)).table(self.name).col(column);
            index.and_where(Expr::col(column).is_not_null());
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
