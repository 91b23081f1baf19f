//! What other programs use: tokens to act here, addresses that are told what happens.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Blob, Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "api_token")
            .with(Uuid, &["tenant", "id"])
            .with(Blob, &["token_hash"])
            .with(Uuid, &["owner"])
            .with(Text, &["name", "ending"])
            .with(Json, &["scopes"])
            .with(Int, &["created_at"])
            .maybe(Int, &["expires_at", "last_used_at"])
            .maybe(Text, &["last_ip"])
            .maybe(Int, &["revoked_at"])
            .key(&["tenant", "id"])
            .unique(&["token_hash"])
            .child_of("user_account", "owner"),
        NewTable::new(dialect, "webhook")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["name", "url"])
            .with(Json, &["kinds"])
            .with(Blob, &["secrets"])
            .with(Bool, &["active"])
            .with(Int, &["since", "created_at"])
            .maybe(Int, &["last_ok_at", "failing_since"])
            .maybe(Text, &["last_error", "switched_off"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            .index(&["active"]),
        NewTable::new(dialect, "webhook_delivery")
            .with(Uuid, &["tenant", "id", "webhook", "event"])
            .with(Text, &["kind"])
            .maybe(Uuid, &["customer", "case_id"])
            .with(Text, &["payload", "state"])
            .with(Int, &["attempts", "replays", "happened_at"])
            .maybe(Int, &["due_at", "tried_at", "status"])
            .maybe(Text, &["answer", "error"])
            .key(&["tenant", "id"])
            .unique(&["tenant", "webhook", "event"])
            .index(&["tenant", "webhook", "happened_at", "id"])
            .index(&["tenant", "customer"])
            .index(&["happened_at"])
            .child_of("webhook", "webhook"),
    ]
}
