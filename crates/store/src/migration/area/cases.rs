//! Cases, interactions, messages, attachments, read marks.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Int, Json, Text, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    let table = |name| NewTable::new(dialect, name);
    let mut tables = vec![case_record(dialect), interaction(dialect), message(dialect)];
    tables.extend([
        table("mail_ref")
            .with(Uuid, &["tenant", "channel"])
            .with(Text, &["message_id"])
            .with(Uuid, &["case_id", "interaction"])
            .key(&["tenant", "channel", "message_id"]),
        table("attachment")
            .with(Uuid, &["tenant", "id"])
            .with(Text, &["blob", "name", "mime"])
            .with(Int, &["bytes"])
            .maybe(Uuid, &["visitor", "user_id", "message"])
            .with(Int, &["created_at"])
            .key(&["tenant", "id"])
            .index(&["tenant", "visitor", "created_at"])
            .index(&["message", "created_at"])
            .index(&["blob"]),
        table("read_mark")
            .with(Uuid, &["tenant", "user_id", "case_id"])
            .with(Int, &["seq", "at"])
            .key(&["tenant", "user_id", "case_id"])
            .index(&["tenant", "case_id", "seq"]),
        table("mention")
            .with(Uuid, &["tenant", "user_id", "case_id"])
            .with(Int, &["seq"])
            .key(&["tenant", "user_id", "case_id"]),
        table("customer_read")
            .with(Uuid, &["tenant", "interaction"])
            .with(Int, &["seq", "at"])
            .key(&["tenant", "interaction"]),
    ]);
    tables
}

fn case_record(dialect: Dialect) -> NewTable {
    NewTable::new(dialect, "case_record")
        .with(Uuid, &["tenant", "id"])
        .with(Int, &["number"])
        .with(Uuid, &["customer"])
        .with(Text, &["subject", "status"])
        .with(Int, &["priority"])
        .maybe(Uuid, &["category"])
        .with(Uuid, &["queue"])
        .maybe(Uuid, &["owner"])
        .with(Uuid, &["channel"])
        .with(Int, &["created_at", "updated_at"])
        .maybe(Int, &["resolved_at", "first_response_at", "waiting_since", "queued_at"])
        .maybe(Int, &["last_message_at"])
        .with(Text, &["snippet"])
        .with(Int, &["last_seq", "version"])
        .key(&["tenant", "id"])
        .unique(&["tenant", "number"])
        .index(&["tenant", "status", "updated_at"])
        .index(&["tenant", "owner", "status", "updated_at"])
        .index(&["tenant", "queue", "status", "updated_at"])
        .index(&["tenant", "queued_at"])
        .index(&["tenant", "customer", "created_at"])
        .child_of("customer", "customer")
}

fn interaction(dialect: Dialect) -> NewTable {
    NewTable::new(dialect, "interaction")
        .with(Uuid, &["tenant", "id", "case_id", "customer", "channel"])
        .with(Text, &["medium", "state"])
        .with(Int, &["started_at"])
        .maybe(Int, &["ended_at"])
        .maybe(Uuid, &["visitor"])
        .with(Json, &["thread"])
        .key(&["tenant", "id"])
        .index(&["tenant", "case_id"])
        .index(&["tenant", "visitor", "state"])
        .child_of("case_record", "case_id")
}

fn message(dialect: Dialect) -> NewTable {
    NewTable::new(dialect, "message")
        .with(Uuid, &["tenant", "id", "case_id", "interaction", "customer"])
        .with(Text, &["kind"])
        .maybe(Uuid, &["author"])
        .with(Int, &["at", "seq"])
        .with(Text, &["text"])
        .maybe(Text, &["html_blob", "subject"])
        .with(Json, &["envelope", "attachments"])
        .maybe(Text, &["client_id", "delivery"])
        .key(&["tenant", "id"])
        .index(&["tenant", "case_id", "seq"])
        .unique(&["tenant", "client_id"])
        .index(&["tenant", "interaction", "seq"])
        .index_where_set("html_blob")
        .child_of("interaction", "interaction")
        .child_of("case_record", "case_id")
}
