//! A request as it is kept: with something taken out of what a person wrote in it.

use serde_json::Value;

/// The request with its message's text as `redacted` gives it; `None` when there is no text or
/// `redacted` leaves it alone. Everything else, ids and files among it, means the same as before.
#[must_use]
pub fn redact(body: &[u8], redacted: &dyn Fn(&str) -> Option<String>) -> Option<Vec<u8>> {
    let mut request: Value = serde_json::from_slice(body).ok()?;
    let text = request.get_mut("data")?.get_mut("text")?;
    *text = Value::String(redacted(text.as_str()?)?);
    serde_json::to_vec(&request).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_changes() {
        let hide = |text: &str| text.contains("secret").then(|| text.replace("secret", "***"));
        let body = br#"{"type":"message.created","data":{"id":"secret","text":"a secret"}}"#;
        let kept: Value = serde_json::from_slice(&redact(body, &hide).unwrap()).unwrap();
        assert_eq!(kept["data"]["text"], "a ***");
        assert_eq!(kept["data"]["id"], "secret");
        for body in [&b"{"[..], b"{}", br#"{"data":{"text":7}}"#, br#"{"data":{"text":"a"}}"#] {
            assert_eq!(redact(body, &hide), None);
        }
    }
}
