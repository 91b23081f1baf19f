//! Conversations with people outside about cases, and the address book of those people.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "side_conversation")
            .with(Uuid, &["tenant", "id", "case_id", "interaction", "channel"])
            .with(Text, &["subject", "state"])
            .with(Json, &["people", "thread"])
            .with(Uuid, &["started_by"])
            .with(Int, &["started_at"])
            .maybe(Int, &["waiting_since", "last_at", "remind_at"])
            .with(Bool, &["wakes"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            .index(&["tenant", "case_id", "id"])
            .index(&["tenant", "interaction"])
            .index_where_set("remind_at")
            .child_of("case_record", "case_id")
            .child_of("interaction", "interaction")
            .child_of("channel", "channel")
            .child_of("user_account", "started_by"),
        NewTable::new(dialect, "partner")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["name", "address", "note"])
            .with(Bool, &["archived"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            .unique(&["tenant", "address"]),
    ]
}
