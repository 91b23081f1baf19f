//! Which records are one person.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Bool, Int, Json, Text, Uuid};
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
        // Under which keys a record is looked for when another one is like it. Digests: a key may
        // be a whole address, and nobody reads one.
        NewTable::new(dialect, "customer_key")
            .with(Uuid, &["tenant", "key", "customer"])
            .key(&["tenant", "key", "customer"])
            .index(&["tenant", "customer"])
            .child_of("customer", "customer"),
        // Two records that may be one person, `a` being the older one.
        NewTable::new(dialect, "customer_pair")
            .with(Uuid, &["tenant", "a", "b"])
            .with(Int, &["score"])
            .with(Json, &["signals"])
            .with(Bool, &["joined", "dismissed"])
            .with(Int, &["found_at"])
            .maybe(Int, &["dismissed_at"])
            .maybe(Uuid, &["dismissed_by"])
            .key(&["tenant", "a", "b"])
            .index(&["tenant", "joined", "dismissed", "score"])
            .index(&["tenant", "b"])
            .child_of("customer", "a")
            .child_of("customer", "b"),
        // Two people who belong together without being one.
        NewTable::new(dialect, "customer_tie")
            .with(Uuid, &["tenant", "a", "b"])
            .with(Text, &["kind"])
            .with(Json, &["actor"])
            .with(Int, &["at"])
            .key(&["tenant", "a", "b"])
            .index(&["tenant", "b"])
            .child_of("customer", "a")
            .child_of("customer", "b"),
    ]
}
