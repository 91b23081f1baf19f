//! Channels, queues, categories.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Blob, Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    let table = |name| NewTable::new(dialect, name);
    vec![
        table("channel")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["kind", "name"])
            .with(Bool, &["active"])
            .maybe(Text, &["public_key"])
            .with(Uuid, &["queue"])
            .with(Json, &["config"])
            .maybe(Blob, &["secrets"])
            .with(Json, &["cursor"])
            .maybe(Int, &["last_ok_at"])
            .maybe(Text, &["last_error"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            .unique(&["public_key"]),
        table("queue")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["name"])
            .with(Int, &["offer_seconds"])
            .with(Bool, &["archived"])
            .with(Int, &["version"])
            .key(&["tenant", "id"]),
        table("queue_member")
            .with(Uuid, &["tenant", "queue", "user_id"])
            .key(&["tenant", "queue", "user_id"])
            .index(&["tenant", "user_id"])
            .child_of("queue", "queue")
            .child_of("user_account", "user_id"),
        table("category")
            .with(Uuid, &["tenant", "id"])
            .maybe(Uuid, &["parent"])
            .with(Text, &["name"])
            .with(Int, &["position"])
            .with(Bool, &["archived"])
            .with(Int, &["version"])
            .key(&["tenant", "id"]),
    ]
}
