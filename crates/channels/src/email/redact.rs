//! A mail with something taken out of what people read of it, and otherwise as it came: for what may
//! not be kept even in the raw mail.

use mail_parser::{MessageParser, MessagePart, PartType};

use super::body::Part;
use super::bounds;
use super::headers::Headers;
use super::transfer::base64;

/// Bytes of a subject in one encoded word (RFC 2047 §2 allows 75 characters in all).
const WORD_BYTES_MAX: usize = 42;
/// Bytes in one line of a body in Base64 (RFC 2045 §6.8 allows 76 characters).
const LINE_BYTES: usize = 57;

/// The mail with its subject and its texts as `redacted` gives them; `None` from it leaves a text
/// alone, down to its bytes. Of HTML, only what stands between the tags is given to it. Attached
/// files and mails stay as they are, and so does a mail that cannot be read. A signature (DKIM) over
/// a text that changed no longer fits.
///
/// Never panics, whatever the bytes; does no I/O.
#[must_use]
pub fn redact(raw: &[u8], redacted: &dyn Fn(&str) -> Option<String>) -> Option<Vec<u8>> {
    bounds::check(raw).ok()?;
    let parser = MessageParser::new().with_mime_headers().default_header_ignore();
    let message = parser.parse(raw)?;
    let mut edits = Edits::default();
    if let Some(root) = message.parts.first()
        && let Some(subject) = Headers::of(root, raw).text("subject")
        && let Some(subject) = redacted(&subject)
    {
        edits.replace_fields(root, &["subject"], &format!("Subject: {}\r\n", encoded(&subject)));
    }
    for (id, part) in message.parts.iter().enumerate() {
        let file = message.attachments.iter().any(|file| *file as usize == id);
        let read = Part::of(part, raw);
        if file && read.name().is_some() {
            continue;
        }
        let (kind, text) = match &part.body {
            PartType::Text(_) => ("plain", redacted(&read.text())),
            PartType::Html(_) => ("html", between_tags(&read.text(), redacted)),
            _ => continue,
        };
        let Some(text) = text else { continue };
        let fields = format!(
            "Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
        );
        edits.replace_fields(part, &["content-type", "content-transfer-encoding"], &fields);
        let lines = text.as_bytes().chunks(LINE_BYTES).map(base64::encode);
        let body: String = lines.flat_map(|line| [line, "\r\n".to_owned()]).collect();
        edits.0.push((part.offset_body as usize, part.offset_end as usize, body));
    }
    edits.applied(raw)
}

/// What is put in the place of bytes: from, to, what.
#[derive(Default)]
struct Edits(Vec<(usize, usize, String)>);

impl Edits {
    /// Takes fields out of a part's header and puts others at its begin.
    fn replace_fields(&mut self, part: &MessagePart<'_>, names: &[&str], by: &str) {
        let named = |name: &str| names.contains(&name.trim().to_ascii_lowercase().as_str());
        let out = part.headers.iter().filter(|header| named(header.name.as_str()));
        self.0.extend(
            out.map(|field| {
                (field.offset_field as usize, field.offset_end as usize, String::new())
            }),
        );
        // A part without any header has only the empty line before its body.
        let begin = part.headers.iter().map(|field| field.offset_field).min();
        let begin = begin.unwrap_or(part.offset_header) as usize;
        self.0.push((begin, begin, by.to_owned()));
    }

    /// The bytes with everything replaced; `None` when there is nothing to replace.
    fn applied(mut self, raw: &[u8]) -> Option<Vec<u8>> {
        if self.0.is_empty() {
            return None;
        }
        self.0.sort_by_key(|(from, to, _)| (*from, *to));
        let mut out = Vec::with_capacity(raw.len());
        let mut at = 0;
        for (from, to, by) in self.0 {
            out.extend_from_slice(raw.get(at..from).unwrap_or_default());
            out.extend_from_slice(by.as_bytes());
            at = at.max(to);
        }
        out.extend_from_slice(raw.get(at..).unwrap_or_default());
        Some(out)
    }
}

/// A header's text as encoded words.
fn encoded(text: &str) -> String {
    let mut words = vec![String::new()];
    for c in text.chars().filter(|c| !c.is_control()) {
        match words.last_mut() {
            Some(word) if word.len() + c.len_utf8() <= WORD_BYTES_MAX => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("=?utf-8?B?{}?=", base64::encode(word.as_bytes())))
        .collect();
    words.join("\r\n ")
}

/// HTML with its texts redacted: a link's address stays as it is, or it would lead nowhere.
fn between_tags(html: &str, redacted: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(html.len());
    let mut changed = false;
    for piece in html.split_inclusive('>') {
        let (text, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        match redacted(text) {
            Some(text) => {
                out.push_str(&text);
                changed = true;
            }
            None => out.push_str(text),
        }
        out.push_str(tag);
    }
    changed.then_some(out)
}
