//! Customers, their identities and purchases.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    let table = |name| NewTable::new(dialect, name);
    vec![
        table("customer")
            .with(Uuid, &["tenant", "id"])
            .maybe(Text, &["external_id"])
            .with(Text, &["name", "kana", "company", "phone", "rank", "note"])
            .with(Json, &["tags", "attributes"])
            .with(Bool, &["anonymous"])
            .maybe(Uuid, &["absorbed_into"])
            .with(Int, &["created_at", "updated_at", "version"])
            .key(&["tenant", "id"])
            .unique(&["tenant", "external_id"])
            .index(&["tenant", "updated_at"]),
        table("identity")
            .with(Uuid, &["tenant"])
            .with(Text, &["kind", "value"])
            .with(Uuid, &["customer"])
            .with(Text, &["strength"])
            .with(Int, &["created_at", "last_seen_at"])
            .key(&["tenant", "kind", "value"])
            .index(&["tenant", "customer"])
            .child_of("customer", "customer"),
        table("purchase")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["external_id"])
            .with(Uuid, &["customer"])
            .with(Int, &["ordered_at", "total_minor"])
            .with(Text, &["currency", "status"])
            .with(Json, &["items"])
            .with(Text, &["source"])
            .key(&["tenant", "id"])
            .unique(&["tenant", "external_id"])
            .index(&["tenant", "customer", "ordered_at"])
            .child_of("customer", "customer"),
    ]
}
