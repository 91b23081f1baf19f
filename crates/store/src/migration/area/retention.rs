//! How long things are kept, and what must not go.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Int, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        // What was deleted when, in figures.
        NewTable::new(dialect, "retention_run")
            .with(Uuid, &["tenant", "id", "channel"])
            .with(Text, &["part"])
            .with(Int, &["at", "cases", "messages", "files"])
            .key(&["tenant", "id"])
            .index(&["tenant", "at"]),
        // A case or a customer of whom nothing may be deleted.
        NewTable::new(dialect, "legal_hold")
            .with(Uuid, &["tenant", "id", "placed_by"])
            .maybe(Uuid, &["case_id", "customer", "ended_by"])
            .with(Text, &["reason"])
            .with(Int, &["placed_at"])
            .maybe(Int, &["ended_at"])
            .key(&["tenant", "id"])
            .index(&["tenant", "case_id"])
            .index(&["tenant", "customer"])
            .child_of("case_record", "case_id")
            .child_of("customer", "customer"),
    ]
}
