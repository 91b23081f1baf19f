//! Addresses that somebody has to prove.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Blob, Int, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "address_proof")
            .with(Uuid, &["tenant", "id", "customer", "channel", "made_by"])
            .maybe(Uuid, &["case_id"])
            .with(Text, &["address"])
            .with(Blob, &["code_hash", "link_hash"])
            .with(Int, &["attempts", "made_at", "expires_at"])
            .maybe(Int, &["proven_at"])
            .maybe(Text, &["failure"])
            .key(&["tenant", "id"])
            .unique(&["link_hash"])
            .index(&["tenant", "customer"])
            .child_of("customer", "customer")
            .child_of("channel", "channel"),
    ]
}
