//! Which records are one person.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Int, Json, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "customer_merge")
            .with(Uuid, &["tenant", "id"])
            .with(Int, &["number"])
            .with(Uuid, &["absorbed", "survivor"])
            .with(Json, &["reason", "actor"])
            .with(Int, &["at"])
            .maybe(Int, &["undone_at"])
            .maybe(Json, &["undone_by"])
            .key(&["tenant", "id"])
            .index(&["tenant", "absorbed"])
            .index(&["tenant", "survivor"])
            .child_of("customer", "absorbed")
            .child_of("customer", "survivor"),
    ]
}
