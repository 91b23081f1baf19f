//! What an address is told of an event: what the log says, ids and small facts. Texts and names are
//! not on the log, so none can get out here.

use jiff::Timestamp;
use model::WebhookKind;
use model::event::Event;
use serde_json::{Map, Value, json};
use store::{StoreError, convert_json};

/// The request's body, as Standard Webhooks shapes it.
pub(super) fn of(kind: WebhookKind, event: &Event) -> Result<String, StoreError> {
    let mut data = match convert_json(&event.body)? {
        Value::Object(facts) => facts,
        _ => Map::new(),
    };
    data.remove("kind");
    data.insert("event".to_owned(), json!(event.id));
    data.insert("actor".to_owned(), convert_json(&event.actor)?);
    let about = [
        ("customer", json!(event.customer)),
        ("case", json!(event.case)),
        ("interaction", json!(event.interaction)),
    ];
    for (name, id) in about.into_iter().filter(|(_, id)| !id.is_null()) {
        data.insert(name.to_owned(), id);
    }
    Ok(json!({"type": kind, "timestamp": event.at, "data": data}).to_string())
}

/// A try; nothing happened.
pub(super) fn ping(name: &str, now: Timestamp) -> String {
    json!({"type": "ping", "timestamp": now, "data": {"webhook": name}}).to_string()
}

#[cfg(test)]
mod tests {
    use model::event::EventBody;
    use model::{Actor, CaseId, CustomerId, EventId, MessageId, UserId};

    use super::*;

    #[test]
    fn it_has_the_shape_of_the_convention_and_ids_only() {
        let event = Event {
            seq: 7,
            id: EventId::from_u128(1),
            customer: Some(CustomerId::from_u128(2)),
            case: Some(CaseId::from_u128(3)),
            interaction: None,
            at: Timestamp::UNIX_EPOCH,
            actor: Actor::user(UserId::from_u128(4)),
            body: EventBody::MessageSent { message: MessageId::from_u128(5) },
        };
        let told: Value =
            serde_json::from_str(&of(WebhookKind::MessageSent, &event).unwrap()).unwrap();
        let id = |n: u128| format!("00000000-0000-0000-0000-{n:012}");
        assert_eq!(
            told,
            json!({
                "type": "message.sent",
                "timestamp": "1970-01-01T00:00:00Z",
                "data": {
                    "event": id(1), "customer": id(2), "case": id(3), "message": id(5),
                    "actor": {"kind": "user", "id": id(4)},
                },
            })
        );
    }
}
