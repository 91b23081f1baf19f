//! `docs/web-chat-protocol.md` describes the frames that the code knows.

use api::chat::{ChatIn, ChatOut, ChatSession, ChatStart};
use serde_json::{Value, json};

use crate::support::samples::{ID, chat_message};

const PAGE: &str = include_str!("../../../docs/web-chat-protocol.md");

/// The frames of the table under this heading, as JSON.
fn frames(heading: &str) -> Vec<Value> {
    let (_, table) = PAGE.split_once(&format!("| {heading} | |")).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let message = chat_message(4711, ID).to_string();
    rows.map(|row| {
        let text = row.split('`').nth(1).unwrap();
        let text = text.replace("{…}", &message).replace("<UUID>", ID).replace("<id>", ID);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    })
    .collect()
}

#[test]
fn every_frame_is_documented_as_it_is() {
    let mut known = Vec::new();
    for frame in frames("from the widget") {
        let read: ChatIn = serde_json::from_value(frame.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), frame);
        known.push(frame["t"].clone());
    }
    assert_eq!(known, ["send", "typing", "read", "end", "ping"]);

    known.clear();
    for frame in frames("from the server") {
        let read: ChatOut = serde_json::from_value(frame.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), frame);
        known.push(frame["t"].clone());
    }
    let all = "message ready ack refused typing read state resync pong";
    assert_eq!(known, all.split(' ').map(Value::from).collect::<Vec<_>>());
}

#[test]
fn the_examples_are_what_they_show() {
    let blocks = PAGE.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let blocks: Vec<Value> = blocks.map(|text| serde_json::from_str(text).unwrap()).collect();
    let [start, session, message, hello] = blocks.as_slice() else {
        panic!("{} examples", blocks.len())
    };
    let start: ChatStart = serde_json::from_value(start.clone()).unwrap();
    assert!(start.page.is_some() && start.contact.is_some());
    let read: ChatSession = serde_json::from_value(session.clone()).unwrap();
    assert_eq!(&serde_json::to_value(read).unwrap(), session, "complete");
    let shape = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut full = chat_message(1, ID);
    full["name"] = json!("佐藤");
    assert_eq!(shape(message), shape(&full));
    assert!(matches!(serde_json::from_value(hello.clone()).unwrap(), ChatIn::Hello { .. }));
}
