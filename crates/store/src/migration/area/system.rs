//! The log, the outbox, the intake journal, cursors, leases, imports.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    let table = |name| NewTable::new(dialect, name);
    vec![
        event(dialect),
        table("outbox")
            .int_key("id", true)
            .with(Uuid, &["tenant"])
            .with(Text, &["kind", "lane", "key"])
            .with(Json, &["payload"])
            .with(Text, &["state"])
            .with(Int, &["attempts", "due_at"])
            .maybe(Text, &["last_error"])
            .with(Int, &["created_at"])
            .unique(&["tenant", "key"])
            .index(&["state", "due_at"]),
        table("intake")
            .with(Uuid, &["tenant", "id", "channel"])
            .with(Int, &["received_at"])
            .with(Text, &["provider_id"])
            .maybe(Text, &["blob"])
            .with(Int, &["bytes"])
            .with(Text, &["state"])
            .maybe(Text, &["error"])
            .maybe(Uuid, &["message", "case_id"])
            .key(&["tenant", "id"])
            .unique(&["tenant", "channel", "provider_id"])
            .index(&["state", "received_at"])
            .index_where_set("blob"),
        table("log_cursor").with(Text, &["name"]).with(Int, &["seq"]).key(&["name"]),
        table("idempotency")
            .with(Uuid, &["tenant", "user_id"])
            .with(Text, &["key", "request_hash"])
            .maybe(Int, &["status"])
            .maybe(Text, &["etag", "response"])
            .with(Int, &["created_at"])
            .key(&["tenant", "user_id", "key"])
            .index(&["created_at"]),
        table("import_run")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["kind", "file_hash", "file_name"])
            .with(Int, &["position", "rows_ok", "rows_bad"])
            .with(Text, &["state"])
            .with(Int, &["started_at", "updated_at"])
            .key(&["tenant", "id"])
            .unique(&["tenant", "kind", "file_hash"]),
        table("lease")
            .with(Text, &["name", "holder"])
            .with(Int, &["epoch", "expires_at"])
            .key(&["name"]),
    ]
}

/// The log. `seq` is the row id on SQLite: new events go to the end of the table.
fn event(dialect: Dialect) -> NewTable {
    NewTable::new(dialect, "event")
        .int_key("seq", false)
        .with(Uuid, &["id", "tenant"])
        .maybe(Uuid, &["customer", "case_id", "interaction"])
        .with(Text, &["kind"])
        .with(Int, &["at"])
        .with(Json, &["actor", "payload"])
        .index(&["tenant", "customer", "at"])
        .index(&["tenant", "case_id", "seq"])
}
