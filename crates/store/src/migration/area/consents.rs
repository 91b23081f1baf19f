//! What customers may consent to, and the ledger of what they said.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "consent_purpose")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["basis", "name_ja", "name_en", "wording_ja", "wording_en"])
            .with(Int, &["wording_version", "position"])
            .with(Bool, &["archived"])
            .with(Int, &["version"])
            .key(&["tenant", "id"]),
        NewTable::new(dialect, "consent")
            .with(Uuid, &["tenant", "id", "customer", "purpose"])
            .with(Int, &["number"])
            .with(Json, &["channels"])
            .with(Text, &["decision", "source"])
            .maybe(Uuid, &["case_id", "message", "door"])
            .with(Text, &["wording", "wording_hash", "language"])
            .maybe(Int, &["wording_version"])
            .with(Text, &["note"])
            .with(Json, &["actor"])
            .with(Int, &["at", "recorded_at"])
            .key(&["tenant", "id"])
            .index(&["tenant", "customer", "number"])
            .child_of("customer", "customer")
            .child_of("consent_purpose", "purpose"),
    ]
}
