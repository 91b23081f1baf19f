//! Mail that goes out: raw bytes from what an agent or a rule wrote. The header is written here,
//! field by field, from cleaned values, so that nothing anybody typed can add a field; the body's
//! structure and encodings are mail-builder's.

use jiff::Timestamp;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

use super::automatic::LOOP_HEADER;
use super::mail::Mailbox;
use super::transfer::base64;

/// Characters of a header line (RFC 5322 §2.1.1 and RFC 2047 §2).
const LINE_CHARS: usize = 76;
/// Bytes of text in one encoded word: 52 characters of Base64, so that a word and the longest field
/// name fit into one line.
const WORD_BYTES: usize = 39;
/// Bytes of a file name in one RFC 2231 piece, before percent coding.
const PIECE_BYTES: usize = 16;
/// Ancestors named in References; RFC 5322 lets lines grow, mail servers do not.
const REFERENCES_MAX: usize = 20;

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundMail {
    /// What makes its Message-ID unique: the id of the message's row, for example.
    pub id: String,
    /// The domain of its Message-ID: the sender's.
    pub domain: String,
    /// Who writes.
    pub from: Mailbox,
    /// The signed address that answers go to.
    pub reply_to: Option<String>,
    /// To.
    pub to: Vec<Mailbox>,
    /// Cc.
    pub cc: Vec<Mailbox>,
    /// The subject.
    pub subject: String,
    /// When it is written.
    pub date: Timestamp,
    /// The text.
    pub text: String,
    /// The same as HTML, when there is more to it than text.
    pub html: Option<String>,
    /// Files that go along.
    pub attachments: Vec<OutboundFile>,
    /// Message-ID of the mail that is answered, without angle brackets.
    pub in_reply_to: Option<String>,
    /// Message-IDs of the thread, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// Whether a machine writes it (RFC 3834): receipts, out-of-office notes.
    pub automatic: bool,
    /// The sending channel's mark, by which mail that comes back is recognised.
    pub loop_marker: String,
}

/// A file that goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboundFile {
    /// Its name.
    pub name: String,
    /// `type/subtype`.
    pub mime: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Content-ID when the HTML shows it, without angle brackets.
    pub content_id: Option<String>,
}

/// The Message-ID of a mail, without angle brackets; known before it is rendered.
#[must_use]
pub fn message_id(id: &str, domain: &str) -> String {
    format!("{}@{}", atom(id), atom(domain))
}

/// Writes a mail as RFC 5322 wants it, CRLF line ends, ASCII only unless an address is not.
#[must_use]
pub fn render(mail: &OutboundMail) -> Vec<u8> {
    let id = message_id(&mail.id, &mail.domain);
    let mut out = Header::default();
    out.field("Date", &mail.date.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string());
    out.addresses("From", std::slice::from_ref(&mail.from));
    if let Some(address) = &mail.reply_to {
        let mailbox = Mailbox { name: mail.from.name.clone(), address: address.clone() };
        out.addresses("Reply-To", &[mailbox]);
    }
    out.addresses("To", &mail.to);
    out.addresses("Cc", &mail.cc);
    out.text("Subject", &mail.subject);
    out.field("Message-ID", &format!("<{id}>"));
    out.ids("In-Reply-To", mail.in_reply_to.iter());
    let skipped = mail.references.len().saturating_sub(REFERENCES_MAX);
    // The first says which thread it is, the last ones where in it.
    let first = mail.references.first().filter(|_| skipped > 0);
    out.ids("References", first.into_iter().chain(mail.references.iter().skip(skipped)));
    if mail.automatic {
        out.field("Auto-Submitted", "auto-replied");
        out.field("X-Auto-Response-Suppress", "All");
    }
    if !mail.loop_marker.is_empty() {
        out.field(LOOP_HEADER, &atom(&mail.loop_marker));
    }
    out.field("MIME-Version", "1.0");
    let mut bytes = out.0.into_bytes();
    // Writing to memory does not fail.
    let _ = body(mail, &id).write_part(&mut bytes);
    bytes
}

fn body<'a>(mail: &'a OutboundMail, id: &str) -> MimePart<'a> {
    let plain = MimePart::new("text/plain", BodyPart::Text(crlf(&mail.text).into()));
    let written = match &mail.html {
        None => plain,
        Some(html) => {
            let html = MimePart::new("text/html", BodyPart::Text(crlf(html).into()));
            multipart("alternative", id, vec![plain, html])
        }
    };
    let (inline, attached): (Vec<_>, Vec<_>) =
        mail.attachments.iter().partition(|file| file.content_id.is_some() && mail.html.is_some());
    let written = if inline.is_empty() {
        written
    } else {
        let parts = std::iter::once(written).chain(inline.into_iter().map(file)).collect();
        multipart("related", id, parts)
    };
    if attached.is_empty() {
        return written;
    }
    let parts = std::iter::once(written).chain(attached.into_iter().map(file)).collect();
    multipart("mixed", id, parts)
}

/// Boundaries follow from the Message-ID: the same mail renders to the same bytes on a retry.
fn multipart<'a>(subtype: &str, id: &str, parts: Vec<MimePart<'a>>) -> MimePart<'a> {
    let tail: String = id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let content_type = ContentType::new(format!("multipart/{subtype}"))
        .attribute("boundary", format!("=_{subtype}_{tail}"));
    MimePart::new(content_type, BodyPart::Multipart(parts))
}

fn file(file: &OutboundFile) -> MimePart<'_> {
    let name = clean(&file.name);
    let disposition = if file.content_id.is_some() { "inline" } else { "attachment" };
    let mut part = MimePart::raw(BodyPart::Binary(file.bytes.as_slice().into()))
        .header("Content-Type", Raw::new(format!("{}{}", mime(&file.mime), old_name(&name))))
        .header("Content-Disposition", Raw::new(format!("{disposition}{}", new_name(&name))));
    if let Some(id) = &file.content_id {
        part = part.header("Content-ID", Raw::new(format!("<{}>", atom(id))));
    }
    part
}

/// `filename` by RFC 2231, in pieces, when it is not plain ASCII.
fn new_name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " -_.()[]".contains(c);
    if name.is_empty() {
        return String::new();
    }
    if name.chars().all(plain) && name.len() <= 60 {
        return format!("; filename=\"{name}\"");
    }
    let mut out = String::new();
    for (index, piece) in chunks(name, PIECE_BYTES).into_iter().enumerate() {
        let charset = if index == 0 { "utf-8''" } else { "" };
        out.push_str(&format!("; filename*{index}*={charset}"));
        for byte in piece.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// `name` by RFC 2047, for old mailers that know nothing newer.
fn old_name(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    format!("; name=\"{}\"", words(name).join(" "))
}

/// A media type that is one; everything else is bytes.
fn mime(given: &str) -> String {
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-._".contains(&b))
    };
    match given.split_once('/') {
        // A multipart or message would be read as a structure that is not there.
        Some((kind, subtype))
            if token(kind) && token(subtype) && !["multipart", "message"].contains(&kind) =>
        {
            given.to_owned()
        }
        _ => "application/octet-stream".to_owned(),
    }
}

/// Header fields being written.
#[derive(Default)]
struct Header(String);

impl Header {
    /// Writes a field from words, folding between them.
    fn words(&mut self, name: &str, words: impl IntoIterator<Item = String>) {
        self.0.push_str(name);
        self.0.push(':');
        let mut column = name.len() + 1;
        for word in words {
            if column + 1 + word.len() > LINE_CHARS && column > name.len() + 1 {
                self.0.push_str("\r\n");
                column = 0;
            }
            self.0.push(' ');
            self.0.push_str(&word);
            column += 1 + word.len();
        }
        self.0.push_str("\r\n");
    }

    /// Writes a field whose value is made here and plain.
    fn field(&mut self, name: &str, value: &str) {
        self.words(name, value.split(' ').map(str::to_owned));
    }

    fn text(&mut self, name: &str, value: &str) {
        self.words(name, text(&clean(value)));
    }

    fn ids<'a>(&mut self, name: &str, ids: impl Iterator<Item = &'a String>) {
        let ids: Vec<String> = ids
            .map(|id| atom(id))
            .filter(|id| !id.is_empty())
            .map(|id| format!("<{id}>"))
            .collect();
        if !ids.is_empty() {
            self.words(name, ids);
        }
    }

    fn addresses(&mut self, name: &str, mailboxes: &[Mailbox]) {
        let last = mailboxes.len().saturating_sub(1);
        let written: Vec<String> = mailboxes
            .iter()
            .enumerate()
            .flat_map(|(index, mailbox)| {
                let mut words = phrase(mailbox.name.as_deref().unwrap_or_default());
                let comma = if index < last { "," } else { "" };
                words.push(format!("<{}>{comma}", address(&mailbox.address)));
                words
            })
            .collect();
        if !written.is_empty() {
            self.words(name, written);
        }
    }
}

/// A display name: quoted when it is ASCII, encoded when not.
fn phrase(name: &str) -> Vec<String> {
    let name = clean(name);
    if name.is_empty() {
        return Vec::new();
    }
    if name.is_ascii() && !name.contains("=?") && name.len() < LINE_CHARS {
        return vec![format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))];
    }
    words(&name)
}

/// Unstructured text: as it is when that is safe, otherwise encoded words.
fn text(value: &str) -> Vec<String> {
    let plain = value.is_ascii()
        && !value.contains("=?")
        && !value.contains("  ")
        && value.split(' ').all(|word| word.len() < LINE_CHARS);
    if plain { value.split(' ').map(str::to_owned).collect() } else { words(value) }
}

/// Encoded words of at most 75 characters, never cutting a character.
fn words(value: &str) -> Vec<String> {
    chunks(value, WORD_BYTES)
        .into_iter()
        .map(|chunk| format!("=?UTF-8?B?{}?=", base64::encode(chunk.as_bytes())))
        .collect()
}

/// Pieces of at most `bytes` bytes, cut between characters.
fn chunks(value: &str, bytes: usize) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = value;
    while !rest.is_empty() {
        let (head, tail) = rest.split_at(rest.floor_char_boundary(bytes).max(1));
        found.push(head);
        rest = tail;
    }
    found
}

/// One line without control characters.
fn clean(value: &str) -> String {
    let spaced = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    spaced.trim().to_owned()
}

/// An address that can stand between angle brackets and nowhere else.
fn address(value: &str) -> String {
    let bad = |c: char| c.is_control() || c.is_whitespace() || "<>,;()[]".contains(c);
    value.chars().filter(|c| !bad(*c)).collect()
}

/// What may stand in a Message-ID and in our own header values.
fn atom(value: &str) -> String {
    value.chars().filter(|c| c.is_ascii_graphic() && !"<>,;:()[]\"\\".contains(*c)).collect()
}

/// Text lines on the wire end in CRLF (RFC 2045 §2.10).
fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::super::{Automatic, parse};
    use super::*;
    use proptest::prelude::*;

    fn mailbox(name: &str, address: &str) -> Mailbox {
        Mailbox { name: Some(name.to_owned()), address: address.to_owned() }
    }

    fn sample() -> OutboundMail {
        OutboundMail {
            id: "0193-abc".into(),
            domain: "example.jp".into(),
            from: mailbox("窓口ストア サポート", "support@example.jp"),
            reply_to: Some("support+cabc.def@example.jp".into()),
            to: vec![mailbox("佐藤 \"花子\"", "hanako@example.com"), mailbox("Bob, Jr.", "b@c.jp")],
            cc: vec![],
            subject:
                "【窓口ストア】ご注文 No.123 の件について、お調べした結果をお知らせいたします(追加)"
                    .into(),
            date: "2026-11-23T01:02:03Z".parse().unwrap(),
            text: "佐藤様\n\nお待たせしました。\n.\nFrom here\n".into(),
            html: Some("<p>佐藤様</p><p><img src=\"cid:logo\"></p>".into()),
            attachments: vec![
                OutboundFile {
                    name: "請求書 2026年11月分(とても長い名前のファイル).pdf".into(),
                    mime: "application/pdf".into(),
                    bytes: vec![0, 1, 2, 255],
                    content_id: None,
                },
                OutboundFile {
                    name: "logo.png".into(),
                    mime: "image/png".into(),
                    bytes: b"png".to_vec(),
                    content_id: Some("logo".into()),
                },
            ],
            in_reply_to: Some("q@customer".into()),
            references: vec!["p@customer".into(), "q@customer".into()],
            automatic: false,
            loop_marker: "channel-1".into(),
        }
    }

    #[test]
    fn reads_back_as_it_was_written() {
        let mail = sample();
        let raw = render(&mail);
        let read = parse(&raw).unwrap();
        assert_eq!(read.subject, mail.subject);
        assert_eq!(read.from, Some(mail.from));
        assert_eq!(read.to, mail.to);
        assert_eq!(read.reply_to[0].address, "support+cabc.def@example.jp");
        assert_eq!(read.message_id.as_deref(), Some("0193-abc@example.jp"));
        assert_eq!(read.in_reply_to, ["q@customer"]);
        assert_eq!(read.references, mail.references);
        assert_eq!(read.date, Some(mail.date));
        assert_eq!(read.text, mail.text.trim_end());
        assert!(read.html.unwrap().contains("data-cid=\"logo\""));
        let names: Vec<_> = read.attachments.iter().map(|a| a.name.as_str()).collect();
        assert!(names.contains(&"請求書 2026年11月分(とても長い名前のファイル).pdf"), "{names:?}");
        let pdf = read.attachments.iter().find(|a| a.mime == "application/pdf").unwrap();
        assert_eq!(pdf.bytes, [0, 1, 2, 255]);
        assert_eq!(read.automatic, None);
        assert_eq!(read.loop_marker.as_deref(), Some("channel-1"));
    }

    #[test]
    fn lines_are_short_and_ascii() {
        let raw = String::from_utf8(render(&sample())).unwrap();
        assert!(raw.is_ascii());
        for line in raw.split("\r\n") {
            assert!(!line.contains(['\r', '\n']), "a bare line end: {line:?}");
            assert!(line.len() <= 160, "{line}");
        }
        let header = raw.split("\r\n\r\n").next().unwrap();
        assert!(header.split("\r\n").all(|line| line.len() <= 78), "{header}");
    }

    #[test]
    fn rendering_twice_gives_the_same_bytes() {
        assert_eq!(render(&sample()), render(&sample()));
    }

    #[test]
    fn automatic_mail_says_so_and_is_recognised_when_it_comes_back() {
        let raw = render(&OutboundMail { automatic: true, ..sample() });
        assert_eq!(parse(&raw).unwrap().automatic, Some(Automatic::Loop));
    }

    #[test]
    fn plain_text_alone_is_one_part() {
        let raw = render(&OutboundMail { html: None, attachments: vec![], ..sample() });
        assert!(!String::from_utf8(raw).unwrap().contains("multipart"));
    }

    /// Names of the fields of a raw header.
    fn fields(raw: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(raw).into_owned();
        let header = text.split("\r\n\r\n").next().unwrap().to_owned();
        let starts = header.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        starts.map(|line| line.split(':').next().unwrap().to_owned()).collect()
    }

    fn hostile() -> impl Strategy<Value = String> {
        proptest::string::string_regex(
            "([a-zA-Z:<>@\",; =?あ\u{2028}\u{85}]|\r\n|\n|\r|\r\nBcc: x@y\r\n){0,40}",
        )
        .unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn nothing_anybody_types_adds_a_header_field(
            texts in proptest::collection::vec(hostile(), 10)
        ) {
            let mail = OutboundMail {
                id: texts[0].clone(),
                domain: texts[1].clone(),
                from: mailbox(&texts[2], &texts[3]),
                reply_to: Some(texts[4].clone()),
                to: vec![mailbox(&texts[5], &texts[6])],
                subject: texts[7].clone(),
                in_reply_to: Some(texts[8].clone()),
                references: texts.clone(),
                loop_marker: texts[9].clone(),
                attachments: vec![OutboundFile {
                    name: texts[7].clone(),
                    mime: texts[8].clone(),
                    bytes: vec![],
                    content_id: Some(texts[9].clone()),
                }],
                ..sample()
            };
            let raw = render(&mail);
            let known = ["Date", "From", "Reply-To", "To", "Cc", "Subject", "Message-ID", "In-Reply-To",
                "References", LOOP_HEADER, "MIME-Version", "Content-Type"];
            for name in fields(&raw) {
                prop_assert!(known.contains(&name.as_str()), "{name} in\n{}", String::from_utf8_lossy(&raw));
            }
            let text = String::from_utf8_lossy(&raw);
            prop_assert!(!text.contains("\r\nBcc:"));
            prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        }

        #[test]
        fn any_subject_and_name_reads_back(subject in "[^\\p{C}\\p{Z}]([^\\p{C}\\p{Z}]| ){0,120}[^\\p{C}\\p{Z}]") {
            let mail = OutboundMail { subject: subject.clone(), from: mailbox(&subject, "a@example.jp"), ..sample() };
            let read = parse(&render(&mail)).unwrap();
            prop_assert_eq!(read.subject, subject);
        }
    }
}
