//! What is done with cases: how they end, go on in each other, are walked through and listed.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "disposition")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["name"])
            .with(Int, &["position"])
            .with(Bool, &["archived"])
            .with(Int, &["version"])
            .key(&["tenant", "id"]),
        // Of a join, `one` went on in `other`; of a split, `one` began with a part of `other`.
        NewTable::new(dialect, "case_tie")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["kind"])
            .with(Uuid, &["one", "other"])
            .with(Json, &["sessions", "actor"])
            .with(Int, &["at"])
            .maybe(Text, &["was"])
            .maybe(Int, &["undone_at"])
            .key(&["tenant", "id"])
            .index(&["tenant", "one"])
            .index(&["tenant", "other"])
            .child_of("case_record", "one")
            .child_of("case_record", "other"),
        NewTable::new(dialect, "saved_view")
            .with(Uuid, &["tenant", "id"])
            .maybe(Uuid, &["owner"])
            .with(Text, &["name"])
            .with(Json, &["query"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            .index(&["tenant", "owner"])
            .child_of("user_account", "owner"),
        NewTable::new(dialect, "procedure")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["name"])
            .with(Uuid, &["category"])
            .with(Json, &["steps"])
            .with(Bool, &["archived"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            .index(&["tenant", "category"])
            .child_of("category", "category"),
        NewTable::new(dialect, "case_step")
            .with(Uuid, &["tenant", "case_id", "step"])
            .with(Uuid, &["done_by"])
            .with(Int, &["done_at"])
            .key(&["tenant", "case_id", "step"])
            .child_of("case_record", "case_id")
            .child_of("user_account", "done_by"),
        NewTable::new(dialect, "bulk_change")
            .with(Uuid, &["tenant", "id", "done_by"])
            .with(Int, &["at"])
            .with(Json, &["cases"])
            .maybe(Int, &["undone_at"])
            .key(&["tenant", "id"])
            .child_of("user_account", "done_by"),
    ]
}
