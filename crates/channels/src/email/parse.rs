//! Raw bytes → [`InboundMail`]. mail-parser finds the structure; charsets, encoded words, names
//! and limits are dealt with here, because real mail breaks the rules in more ways than it does.

use mail_parser::MessageParser;

use super::mail::{InboundMail, Mailbox, Unparseable};
use super::{automatic, body, bounds, headers::Headers, quote};

/// Bytes of one header field that are read; over it the mail is refused.
const HEADER_FIELD_BYTES_MAX: usize = 256 * 1024;
/// Headers by which mail servers note where a mail was delivered to.
const DELIVERED_TO: [&str; 5] =
    ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "apparently-to"];

/// Reads a mail. Never panics, whatever the bytes; does no I/O.
///
/// # Errors
/// [`Unparseable`] says why the bytes cannot be shown as a mail: no header, nothing to read, or
/// over one of the limits of `model::limits`.
pub fn parse(raw: &[u8]) -> Result<InboundMail, Unparseable> {
    bounds::check(raw)?;
    let parser = MessageParser::new().with_mime_headers().default_header_ignore();
    let message = parser.parse(raw).ok_or(Unparseable::NoHeader)?;
    let root = message.parts.first().ok_or(Unparseable::NoHeader)?;
    let headers = Headers::of(root, raw);
    if headers.is_empty() {
        return Err(Unparseable::NoHeader);
    }
    if headers.longest() > HEADER_FIELD_BYTES_MAX {
        return Err(Unparseable::HeaderTooLong);
    }
    let body = body::read(&message)?;
    let mut mail = InboundMail {
        text: body.text,
        html: body.html,
        attachments: body.attachments,
        ..envelope(&headers)
    };
    let nothing_to_read =
        mail.text.trim().is_empty() && mail.html.is_none() && mail.attachments.is_empty();
    if mail.from.is_none() && nothing_to_read {
        return Err(Unparseable::NothingToRead);
    }
    mail.new_text = quote::without_history(&mail.text);
    mail.automatic = automatic::detect(&headers, &mail.attachments, &mail);
    Ok(mail)
}

/// Reads the header only, for mail that is too big to be fetched whole: `text`, `html` and
/// `attachments` stay empty.
///
/// # Errors
/// [`Unparseable`] when there is no header or it is over the limits.
pub fn parse_header(raw: &[u8]) -> Result<InboundMail, Unparseable> {
    bounds::check(raw)?;
    let parser = MessageParser::new().with_mime_headers().default_header_ignore();
    let message = parser.parse_headers(raw).ok_or(Unparseable::NoHeader)?;
    let root = message.parts.first().ok_or(Unparseable::NoHeader)?;
    let headers = Headers::of(root, raw);
    if headers.is_empty() {
        return Err(Unparseable::NoHeader);
    }
    if headers.longest() > HEADER_FIELD_BYTES_MAX {
        return Err(Unparseable::HeaderTooLong);
    }
    let mut mail = envelope(&headers);
    mail.automatic = automatic::detect(&headers, &[], &mail);
    Ok(mail)
}

/// Everything that stands in the header.
fn envelope(headers: &Headers<'_>) -> InboundMail {
    InboundMail {
        message_id: headers.ids("message-id").into_iter().next(),
        in_reply_to: headers.ids("in-reply-to"),
        references: headers.ids("references"),
        from: sender(headers),
        reply_to: headers.mailboxes("reply-to"),
        to: headers.mailboxes("to"),
        cc: headers.mailboxes("cc"),
        delivered_to: DELIVERED_TO
            .iter()
            .flat_map(|name| headers.mailboxes(name))
            .map(|mailbox| mailbox.address)
            .collect(),
        subject: headers.text("subject").unwrap_or_default(),
        date: headers.date("date").or_else(|| headers.date("resent-date")),
        loop_marker: headers.text(automatic::LOOP_HEADER.to_ascii_lowercase().as_str()),
        ..InboundMail::default()
    }
}

/// Who wrote the mail. From is the truth; where it is missing or unreadable, whatever else names
/// the sender is better than nothing.
fn sender(headers: &Headers<'_>) -> Option<Mailbox> {
    let usable = |mailbox: &Mailbox| mailbox.address.contains('@');
    let named = headers.mailboxes("from").into_iter().find(usable);
    named
        .or_else(|| headers.mailboxes("sender").into_iter().find(usable))
        .or_else(|| headers.mailboxes("reply-to").into_iter().find(usable))
        .or_else(|| headers.mailboxes("return-path").into_iter().find(usable))
        .or_else(|| headers.mailboxes("from").into_iter().next())
}
