//! The parts of a mail: what is text, what is HTML, what is a file.

use mail_parser::{Message, MessagePart, PartType};
use model::limits::{MIME_DEPTH_MAX, MIME_PARTS_MAX};

use super::file_name;
use super::headers::Headers;
use super::mail::{Attachment, Unparseable};
use super::params::Params;
use super::{charset, html_text, sanitise, transfer, words};

/// The readable content of a mail.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) html: Option<String>,
    pub(super) attachments: Vec<Attachment>,
}

/// One part with its own header and its raw bytes.
pub(super) struct Part<'a> {
    headers: Headers<'a>,
    content_type: Params,
    /// `type/subtype`, lower case; empty when the part does not say.
    mime: String,
    raw: &'a [u8],
}

impl<'a> Part<'a> {
    pub(super) fn of(part: &MessagePart<'_>, message: &'a [u8]) -> Self {
        let headers = Headers::of(part, message);
        let content_type = headers.all("content-type").next().unwrap_or_default();
        let range = part.offset_body as usize..(part.offset_end as usize).min(message.len());
        Self {
            content_type: Params::parse(content_type),
            mime: mime_type(content_type),
            raw: message.get(range).unwrap_or_default(),
            headers,
        }
    }

    /// The content without its transfer encoding.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let label = self.headers.all("content-transfer-encoding").next().unwrap_or_default();
        transfer::decode(self.raw, &String::from_utf8_lossy(label))
    }

    /// The content as text, line ends `\n`, without control characters.
    pub(super) fn text(&self) -> String {
        let bytes = self.bytes();
        let label = self.content_type.get("charset").filter(|label| !label.trim().is_empty());
        let declared = label
            .map(str::to_owned)
            .or_else(|| (self.mime == "text/html").then(|| meta_charset(&bytes)).flatten());
        clean_text(&charset::decode(&bytes, declared.as_deref()))
    }

    fn disposition(&self) -> &'a [u8] {
        self.headers.all("content-disposition").next().unwrap_or_default()
    }

    /// The file name of the part, if it has one.
    pub(super) fn name(&self) -> Option<String> {
        let disposition = Params::parse(self.disposition());
        disposition
            .get("filename")
            .or_else(|| disposition.get("name"))
            .or_else(|| self.content_type.get("name"))
            .or_else(|| self.content_type.get("filename"))
            .map(str::to_owned)
            .or_else(|| self.headers.text("content-location").filter(|l| !l.contains("://")))
            .filter(|name| !name.trim().is_empty())
    }

    fn attachment(&self, number: usize, fallback: &str) -> Attachment {
        let mime = if self.mime.is_empty() { fallback.to_owned() } else { self.mime.clone() };
        let name = self.name().or_else(|| self.message_subject());
        Attachment {
            name: file_name::safe(name.as_deref().unwrap_or_default(), &mime, number),
            bytes: self.bytes(),
            content_id: self.headers.ids("content-id").into_iter().next().or_else(|| {
                self.headers.text("content-id").map(|id| id.trim_matches(['<', '>']).to_owned())
            }),
            inline: words::decode(self.disposition()).to_ascii_lowercase().starts_with("inline"),
            mime,
        }
    }

    /// An attached mail is called by its subject.
    fn message_subject(&self) -> Option<String> {
        if self.mime != "message/rfc822" && self.mime != "message/global" {
            return None;
        }
        let bytes = self.bytes();
        let parser = mail_parser::MessageParser::new().with_mime_headers().default_header_ignore();
        let message = parser.parse_headers(&bytes)?;
        let subject = Headers::of(message.parts.first()?, &bytes).text("subject")?;
        Some(format!("{subject}.eml"))
    }
}

/// Reads every part of a message.
///
/// # Errors
/// [`Unparseable`] when there are too many parts or they are nested too deep.
pub(super) fn read(message: &Message<'_>) -> Result<Body, Unparseable> {
    let mut count = 0;
    measure(message, 1, &mut count)?;
    let raw: &[u8] = &message.raw_message;
    let part = |id: &u32| message.parts.get(*id as usize).map(|part| (part, Part::of(part, raw)));
    let mut body = Body::default();
    let mut html = String::new();
    for (part, read) in message.html_body.iter().filter_map(part) {
        match part.body {
            PartType::Html(_) => html.push_str(&read.text()),
            PartType::Text(_) => html.push_str(&html_text::from_text(&read.text())),
            _ => {}
        }
    }
    let is_html = message.html_body.iter().any(|id| {
        message.parts.get(*id as usize).is_some_and(|p| matches!(p.body, PartType::Html(_)))
    });
    let mut texts = Vec::new();
    for (part, read) in message.text_body.iter().filter_map(part) {
        match part.body {
            PartType::Text(_) => texts.push(read.text()),
            PartType::Html(_) => texts.push(html_text::to_text(&read.text())),
            _ => {}
        }
    }
    for (index, (_, read)) in message.attachments.iter().filter_map(part).enumerate() {
        body.attachments.push(read.attachment(index + 1, "application/octet-stream"));
    }
    body.text = texts.join("\n").trim_matches('\n').trim_end().to_owned();
    if is_html {
        if body.text.trim().is_empty() {
            body.text = html_text::to_text(&html);
        }
        body.html = sanitise::mail_html(&html);
        if body.html.as_ref().is_some_and(|clean| clean.trim().is_empty()) {
            body.html = None;
        } else if body.html.is_none() {
            // Too big or too tangled to be sanitised: nothing is lost, it becomes a file.
            body.attachments.push(Attachment {
                name: "message.html".to_owned(),
                mime: "text/html".to_owned(),
                bytes: html.into_bytes(),
                content_id: None,
                inline: false,
            });
        }
    }
    rescue_text(message, &mut body);
    Ok(body)
}

/// A multipart whose boundary never comes, or a lone text the parser took for a file, is still
/// what the customer wrote.
fn rescue_text(message: &Message<'_>, body: &mut Body) {
    let readable = |part: &&MessagePart<'_>| matches!(part.body, PartType::Text(_));
    if !body.text.is_empty() || body.html.is_some() || message.parts.len() > 2 {
        return;
    }
    let Some(part) = message.parts.iter().find(readable) else { return };
    let read = Part::of(part, &message.raw_message);
    if read.name().is_none() {
        body.text = read.text().trim_end().to_owned();
        body.attachments.clear();
    }
}

/// Counts parts and checks the depth of nesting.
fn measure(message: &Message<'_>, depth: usize, count: &mut usize) -> Result<(), Unparseable> {
    if depth > MIME_DEPTH_MAX {
        return Err(Unparseable::TooDeep);
    }
    *count += message.parts.len();
    if *count > MIME_PARTS_MAX {
        return Err(Unparseable::TooManyParts);
    }
    // Parts stand before their children, so one pass finds every depth.
    let mut depths = vec![depth; message.parts.len()];
    for (id, part) in message.parts.iter().enumerate() {
        let own = depths.get(id).copied().unwrap_or(depth);
        if own > MIME_DEPTH_MAX {
            return Err(Unparseable::TooDeep);
        }
        match &part.body {
            PartType::Multipart(children) => {
                for child in children {
                    if let Some(slot) = depths.get_mut(*child as usize) {
                        *slot = own + 1;
                    }
                }
            }
            PartType::Message(nested) => measure(nested, own + 1, count)?,
            _ => {}
        }
    }
    Ok(())
}

/// `type/subtype` of a raw Content-Type, lower case; empty when it is none.
fn mime_type(raw: &[u8]) -> String {
    let text = words::decode(raw);
    let end = text.find([';', ' ', '(']).unwrap_or(text.len());
    let mime = text.get(..end).unwrap_or_default().trim().to_ascii_lowercase();
    let token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    match mime.split_once('/') {
        Some((kind, subtype)) if token(kind) && token(subtype) => mime,
        _ => String::new(),
    }
}

/// The charset an HTML document declares about itself in its first kilobyte.
fn meta_charset(html: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(html.get(..html.len().min(1024))?).to_ascii_lowercase();
    let (_, tail) = head.split_once("<meta")?;
    let (_, value) = tail.split_once("charset=")?;
    let value = value.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))?;
    value.get(..end).filter(|label| !label.is_empty()).map(str::to_owned)
}

/// One kind of line end, no control characters but tabs.
fn clean_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
