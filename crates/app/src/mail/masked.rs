//! A raw mail before it is journalled: without numbers that may not be kept.

use crate::validate::masked;

/// The mail with such numbers masked in its subject and texts; as it came when it has none, or when
/// nobody can read it. It is read here and thrown away again, because the journal must hold neither
/// the number nor, while it is acknowledged, nothing.
pub(super) async fn without_numbers(raw: Vec<u8>) -> Vec<u8> {
    let kept = bytes::Bytes::from(raw);
    let read = kept.clone();
    let redacted = tokio::task::spawn_blocking(move || channels::email::redact(&read, &masked));
    match redacted.await {
        Ok(Some(redacted)) => redacted,
        Ok(None) => kept.into(),
        Err(error) => {
            // Better a mail with a number in it than no mail.
            tracing::error!(%error, "a mail could not be looked through for numbers");
            kept.into()
        }
    }
}
