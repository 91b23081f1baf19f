//! Links with which customers go on by another channel.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Blob, Int, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "handover")
            .with(Uuid, &["tenant", "id", "case_id", "channel", "made_by"])
            .with(Blob, &["code_hash"])
            .with(Int, &["made_at", "expires_at"])
            .maybe(Int, &["taken_at"])
            .maybe(Uuid, &["visitor"])
            .key(&["tenant", "id"])
            .unique(&["code_hash"])
            .index(&["tenant", "case_id"])
            .child_of("case_record", "case_id")
            .child_of("channel", "channel"),
    ]
}
