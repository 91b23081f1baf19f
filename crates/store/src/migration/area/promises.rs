//! Business hours, promises, and the clocks of cases.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Bool, Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    let table = |name| NewTable::new(dialect, name);
    vec![
        table("business_hours")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["name", "zone"])
            .with(Json, &["hours"])
            .with(Bool, &["archived"])
            .with(Int, &["version"])
            .key(&["tenant", "id"]),
        table("queue_hours")
            .with(Uuid, &["tenant", "queue", "hours"])
            .key(&["tenant", "queue"])
            .child_of("queue", "queue")
            .child_of("business_hours", "hours"),
        table("sla_policy")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["name"])
            .with(Int, &["position"])
            .with(Bool, &["active"])
            .with(Json, &["conditions", "targets", "escalation"])
            .maybe(Uuid, &["hours"])
            .with(Int, &["version"])
            .key(&["tenant", "id"])
            .child_of("business_hours", "hours"),
        table("sla_rule")
            .with(Uuid, &["tenant", "id", "policy"])
            .with(Text, &["digest"])
            .with(Json, &["terms"])
            .with(Int, &["created_at"])
            .key(&["tenant", "id"])
            .unique(&["tenant", "digest"]),
        table("case_clock")
            .with(Uuid, &["tenant", "case_id"])
            .maybe(Uuid, &["rule"])
            .with(Json, &["clock"])
            .maybe(Int, &["next_report", "due_at"])
            .maybe(Text, &["due_target"])
            .with(Bool, &["warned", "breached"])
            .with(Int, &["seq"])
            .key(&["tenant", "case_id"])
            .index(&["next_report"])
            .index(&["tenant", "due_at"])
            .child_of("case_record", "case_id")
            .child_of("sla_rule", "rule"),
    ]
}
