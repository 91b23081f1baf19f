//! Frames of the chat, and a shop's word for who a visitor is.

#![no_main]

use api::chat::{ChatIn, ChatStart};
use channels::web_chat::verify_identity;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let Ok(text) = std::str::from_utf8(raw) else { return };
    let _ = serde_json::from_str::<ChatIn>(text);
    let _ = serde_json::from_str::<ChatStart>(text);
    // Nobody who does not know the key names anybody.
    let key = b"a key that nobody knows but the shop";
    assert!(verify_identity(text, key, Timestamp::UNIX_EPOCH).is_err());
});
