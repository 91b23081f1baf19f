//! Tenants, people, sessions, audit.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Blob, Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    let table = |name| NewTable::new(dialect, name);
    vec![
        table("tenant")
            .with(Uuid, &["id"])
            .with(Text, &["slug", "name"])
            .with(Bool, &["demo"])
            .with(Json, &["settings"])
            .with(Int, &["next_case_number", "created_at"])
            .key(&["id"])
            .unique(&["slug"]),
        table("user_account")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["email", "name", "password_hash"])
            .with(Json, &["roles"])
            .with(Text, &["locale"])
            .with(Bool, &["active"])
            .with(Int, &["chat_capacity", "mail_capacity", "created_at", "version"])
            .key(&["tenant", "id"])
            .unique(&["tenant", "email"])
            .index(&["email"]),
        table("session")
            .with(Blob, &["token_hash"])
            .with(Uuid, &["tenant", "user_id"])
            .with(Text, &["csrf"])
            .with(Int, &["created_at", "last_seen_at", "expires_at"])
            .with(Text, &["ip", "user_agent"])
            .key(&["token_hash"])
            .index(&["tenant", "user_id"])
            .index(&["expires_at"])
            .child_of("user_account", "user_id"),
        table("audit")
            .with(Uuid, &["tenant", "id"])
            .with(Int, &["at"])
            .maybe(Uuid, &["user_id"])
            .with(Text, &["action", "target"])
            .with(Json, &["detail"])
            .maybe(Text, &["ip"])
            .key(&["tenant", "id"])
            .index(&["tenant", "at"]),
    ]
}
