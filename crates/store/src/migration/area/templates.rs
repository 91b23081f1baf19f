//! Canned replies.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "template")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["name"])
            .maybe(Text, &["shortcut"])
            .with(Text, &["ja", "en"])
            .maybe(Uuid, &["category"])
            .with(Json, &["actions"])
            .with(Bool, &["archived"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            .unique(&["tenant", "shortcut"])
            .child_of("category", "category"),
    ]
}
