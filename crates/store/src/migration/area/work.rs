//! Work items and presence.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    let table = |name| NewTable::new(dialect, name);
    vec![
        table("work_item")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["kind", "medium"])
            .maybe(Uuid, &["case_id", "interaction", "intake"])
            .with(Uuid, &["queue"])
            .with(Text, &["state"])
            .with(Int, &["priority", "enqueued_at"])
            .maybe(Uuid, &["offer", "offered_to"])
            .maybe(Int, &["offer_expires_at"])
            .maybe(Uuid, &["assigned_to"])
            .maybe(Int, &["assigned_at", "done_at"])
            .with(Json, &["declined", "detail"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            .index(&["tenant", "state", "queue", "enqueued_at"])
            .index(&["tenant", "assigned_to", "state"])
            .index(&["tenant", "case_id"]),
        table("presence")
            .with(Uuid, &["tenant", "user_id"])
            .with(Text, &["state"])
            .with(Int, &["since", "idle_since"])
            .key(&["tenant", "user_id"]),
    ]
}
