//! The header fields of one message or part, read from their raw bytes.

use jiff::Timestamp;
use mail_parser::parsers::MessageStream;
use mail_parser::{HeaderValue, MessagePart};

use super::mail::Mailbox;
use super::words;

/// Header fields in their order, values raw.
#[derive(Debug)]
pub(super) struct Headers<'a>(Vec<(String, &'a [u8])>);

impl<'a> Headers<'a> {
    /// The fields of a parsed part; `raw` is the message its offsets refer to.
    pub(super) fn of(part: &MessagePart<'_>, raw: &'a [u8]) -> Self {
        let field = |header: &mail_parser::Header<'_>| {
            let range = header.offset_start as usize..header.offset_end as usize;
            Some((header.name.as_str().trim().to_ascii_lowercase(), raw.get(range)?))
        };
        Self(part.headers.iter().filter_map(field).collect())
    }

    /// The longest value, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.0.iter().map(|(_, value)| value.len()).max().unwrap_or(0)
    }

    /// Whether there is no field at all.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Raw values of every field of this name (lower case), in order.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| *value)
    }

    /// Whether there is a field of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The first field of this name that is not empty, as readable text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.all(name).map(|raw| words::decode(raw).trim().to_owned()).find(|text| !text.is_empty())
    }

    /// The first field of this name, lower case, without comments: for keywords of protocols.
    pub(super) fn keyword(&self, name: &str) -> Option<String> {
        self.text(name).map(|text| {
            let end = text.find('(').unwrap_or(text.len());
            text.get(..end).unwrap_or_default().trim().to_ascii_lowercase()
        })
    }

    /// Every address of every field of this name.
    pub(super) fn mailboxes(&self, name: &str) -> Vec<Mailbox> {
        self.all(name).flat_map(mailboxes).collect()
    }

    /// Every message id of every field of this name, without angle brackets.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        self.all(name).flat_map(|raw| ids(&words::decode(raw))).collect()
    }

    /// The first date of this name that exists in the calendar.
    pub(super) fn date(&self, name: &str) -> Option<Timestamp> {
        self.all(name).find_map(|raw| {
            let line = with_line_end(words::decode(raw));
            match MessageStream::new(line.as_bytes()).parse_date() {
                HeaderValue::DateTime(date) if date.is_valid() => {
                    Timestamp::from_second(date.to_timestamp()).ok()
                }
                _ => None,
            }
        })
    }
}

/// The structured parsers of mail-parser return nothing without a line end.
fn with_line_end(mut line: String) -> String {
    line.push('\n');
    line
}

fn mailboxes(raw: &[u8]) -> Vec<Mailbox> {
    let line = with_line_end(words::normalise(raw));
    let HeaderValue::Address(list) = MessageStream::new(line.as_bytes()).parse_address() else {
        return Vec::new();
    };
    list.iter().filter_map(mailbox).collect()
}

/// A usable address out of what the parser found: mailers leave names in the place of addresses
/// and the other way round.
fn mailbox(found: &mail_parser::Addr<'_>) -> Option<Mailbox> {
    let clean = |text: &str| {
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        let text = unquoted(unquoted(text.trim(), '"'), '\'').trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let address = found.address().and_then(clean).map(|a| a.replace(' ', ""));
    let name = found.name().and_then(clean);
    match (name, address) {
        (name, Some(address)) if address.contains('@') => {
            Some(Mailbox { name: name.filter(|n| *n != address), address })
        }
        (Some(name), None) if looks_like_address(&name) => {
            Some(Mailbox { name: None, address: name })
        }
        (name, Some(address)) if !address.is_empty() => Some(Mailbox { name, address }),
        _ => None,
    }
}

/// Removes quotes that stand on both sides.
fn unquoted(text: &str, quote: char) -> &str {
    text.strip_prefix(quote).and_then(|inner| inner.strip_suffix(quote)).unwrap_or(text)
}

fn looks_like_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace)
    })
}

/// Message ids of a field: what stands in angle brackets, or the bare words that contain an `@`.
pub(super) fn ids(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((_, tail)) = rest.split_once('<') {
        let Some((id, after)) = tail.split_once('>') else { break };
        found.extend(clean_id(id));
        rest = after;
    }
    if found.is_empty() {
        let bare = |word: &&str| word.contains('@');
        found.extend(line.split_whitespace().filter(bare).filter_map(clean_id));
    }
    found
}

fn clean_id(id: &str) -> Option<String> {
    let id: String = id
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>'))
        .collect();
    // RFC 5322 ids are short; an absurd one would only burden the index they are looked up in.
    (!id.is_empty() && id.len() <= MESSAGE_ID_BYTES_MAX).then_some(id)
}

/// Bytes of a message id; RFC 5322 allows a line of 998.
const MESSAGE_ID_BYTES_MAX: usize = 998;

#[cfg(test)]
mod tests {
    use super::*;

    fn one(raw: &str) -> Mailbox {
        mailboxes(raw.as_bytes()).into_iter().next().unwrap()
    }

    #[test]
    fn names_and_addresses() {
        let cases = [
            ("a@example.jp", None, "a@example.jp"),
            ("佐藤 <a@example.jp>", Some("佐藤"), "a@example.jp"),
            ("\"佐藤, 花子\" <a@example.jp>", Some("佐藤, 花子"), "a@example.jp"),
            ("=?UTF-8?B?5L2Q?= =?UTF-8?B?6Jek?= <a@example.jp>", Some("佐藤"), "a@example.jp"),
            ("=?UTF-8?B?5A==?= =?UTF-8?B?vZA=?= <a@example.jp>", Some("佐"), "a@example.jp"),
            ("\"a@example.jp\" <a@example.jp>", None, "a@example.jp"),
            // Old mobile carriers allowed dots that RFC 5322 forbids.
            ("<taro..yamada.@docomo.ne.jp>", None, "taro..yamada.@docomo.ne.jp"),
            ("a@example.jp (佐藤)", Some("佐藤"), "a@example.jp"),
        ];
        for (raw, name, address) in cases {
            let found = one(raw);
            assert_eq!((found.name.as_deref(), found.address.as_str()), (name, address), "{raw}");
        }
    }

    #[test]
    fn raw_charsets_in_names() {
        for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP, encoding_rs::ISO_2022_JP] {
            let raw = encoding.encode("予定表担当 <a@example.jp>").0;
            let found = mailboxes(&raw);
            assert_eq!(found[0].name.as_deref(), Some("予定表担当"), "{}", encoding.name());
        }
    }

    #[test]
    fn message_ids() {
        assert_eq!(ids("<a@b> <c@d>"), ["a@b", "c@d"]);
        assert_eq!(ids("<a @b\t>(comment)<c@d"), ["a@b"]);
        assert_eq!(ids("a@b"), ["a@b"]);
        assert_eq!(ids("Your message of Monday"), Vec::<String>::new());
        assert_eq!(ids("<>"), Vec::<String>::new());
    }
}
