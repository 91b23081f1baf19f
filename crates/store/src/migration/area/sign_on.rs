//! Providers by which people sign in, and who is who there.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Blob, Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "sign_on_provider")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["name", "issuer", "client_id"])
            .maybe(Blob, &["secret"])
            .with(Json, &["domains"])
            .with(Bool, &["trusts_emails", "creates_people", "asks_code", "passwords_off"])
            .with(Bool, &["active"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            // A browser that comes back names the provider only.
            .unique(&["id"]),
        NewTable::new(dialect, "sign_on_link")
            .with(Uuid, &["tenant", "provider"])
            .with(Text, &["subject"])
            .with(Uuid, &["user_id"])
            .with(Int, &["created_at", "used_at"])
            .key(&["tenant", "provider", "subject"])
            .unique(&["tenant", "provider", "user_id"])
            .child_of("sign_on_provider", "provider")
            .child_of("user_account", "user_id"),
    ]
}
