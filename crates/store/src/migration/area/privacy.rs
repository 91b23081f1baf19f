//! Erasing people.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        // That people were erased, and nothing of them.
        NewTable::new(dialect, "erasure")
            .with(Uuid, &["tenant", "id", "asked_by"])
            .with(Text, &["reason", "state"])
            .with(Json, &["records", "blobs", "counts"])
            .with(Int, &["at"])
            .maybe(Int, &["done_at"])
            .key(&["tenant", "id"])
            .index(&["state", "at"]),
        NewTable::new(dialect, "erased_customer")
            .with(Uuid, &["tenant", "customer", "erasure"])
            .key(&["tenant", "customer"])
            .child_of("customer", "customer"),
    ]
}
