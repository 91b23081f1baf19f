//! Parameters of Content-Type and Content-Disposition: RFC 2045 values, RFC 2231 pieces and
//! percent codes, and the ways in which mailers get both wrong.

use super::{charset, words};

/// Parameters of one header, names in lower case, values decoded.
#[derive(Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

/// One piece of a value (`name*2*=…`) before the pieces are put together.
struct Segment {
    name: String,
    index: u32,
    percent_coded: bool,
    value: Vec<u8>,
}

impl Params {
    /// Reads the parameters of a raw header value; what stands before the first semicolon (the
    /// type or the disposition itself) is skipped.
    #[must_use]
    pub(super) fn parse(raw: &[u8]) -> Self {
        let mut segments = split(raw).skip(1).filter_map(segment).collect::<Vec<_>>();
        // Stable: equal numbers keep their order, so that the first of two wins below.
        segments.sort_by_key(|segment| segment.index);
        let mut names: Vec<String> = Vec::new();
        for segment in &segments {
            if !names.contains(&segment.name) {
                names.push(segment.name.clone());
            }
        }
        Self(
            names
                .into_iter()
                .map(|name| {
                    let value = assemble(segments.iter().filter(|s| s.name == name));
                    (name, value)
                })
                .collect(),
        )
    }

    /// The value of a parameter, by its name in lower case.
    #[must_use]
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Splits at semicolons outside quotes. Escape sequences of ISO-2022-JP and lead bytes of
/// Shift_JIS may hide quotes and backslashes, so eight-bit text comes here as UTF-8 already.
fn split(raw: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let text = charset::decode(raw, None);
    let mut parts = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if c == ';' && !quoted {
            parts.push(String::new());
            continue;
        }
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && quoted && !escaped;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.into_iter().map(String::into_bytes)
}

/// Reads `name=value`, `name*=value`, `name*3=value` or `name*3*=value`.
fn segment(part: Vec<u8>) -> Option<Segment> {
    let equals = part.iter().position(|b| *b == b'=')?;
    let (key, value) = part.split_at(equals);
    let key = String::from_utf8_lossy(key).trim().to_ascii_lowercase();
    let value = unquote(value.get(1..)?);
    let mut pieces = key.split('*').map(str::trim);
    let name = pieces.next()?.to_owned();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return None;
    }
    let (index, percent_coded) = match (pieces.next(), pieces.next()) {
        (None, _) => (u32::MAX, false),
        (Some(""), _) => (0, true),
        (Some(number), star) => (number.parse().ok()?, star.is_some()),
    };
    Some(Segment { name, index, percent_coded, value })
}

/// Removes quotes, their backslashes and folds.
fn unquote(value: &[u8]) -> Vec<u8> {
    let value = value.trim_ascii();
    let inner = value.strip_prefix(b"\"").unwrap_or(value);
    if inner.len() == value.len() {
        return value.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut escaped = false;
    for &byte in inner {
        match byte {
            b'\\' if !escaped => escaped = true,
            b'"' if !escaped => break,
            b'\r' | b'\n' => escaped = false,
            _ => {
                // A Windows path is no escape: only quotes and backslashes need one.
                if escaped && !matches!(byte, b'"' | b'\\') {
                    out.push(b'\\');
                }
                escaped = false;
                out.push(byte);
            }
        }
    }
    out
}

/// Puts the pieces of one value together. RFC 2231 beats RFC 2047 when a mailer sends both.
fn assemble<'a>(segments: impl Iterator<Item = &'a Segment>) -> String {
    let mut bytes = Vec::new();
    let mut label: Option<String> = None;
    let mut plain: Option<&Segment> = None;
    let mut seen = None;
    for segment in segments {
        if segment.index == u32::MAX {
            plain = plain.or(Some(segment));
            continue;
        }
        if seen == Some(segment.index) {
            continue;
        }
        seen = Some(segment.index);
        let mut value = segment.value.as_slice();
        if segment.percent_coded && label.is_none() {
            let (charset, rest) = charset_prefix(value);
            label = Some(charset);
            value = rest;
        }
        if segment.percent_coded { percent_decode(value, &mut bytes) } else { bytes.extend(value) }
    }
    match plain {
        Some(segment) if seen.is_none() => words::decode(&segment.value),
        _ => match label.as_deref() {
            // Pieces without a charset: encoded words that a mailer cut into RFC 2231 pieces.
            None => words::decode(&bytes),
            Some("") => charset::decode(&bytes, None),
            Some(label) => charset::decode(&bytes, Some(label)),
        },
    }
}

/// Splits `charset'language'text`; without the quotes there is no charset.
fn charset_prefix(value: &[u8]) -> (String, &[u8]) {
    let mut parts = value.splitn(3, |b| *b == b'\'');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(rest)) => {
            (String::from_utf8_lossy(charset).into_owned(), rest)
        }
        _ => (String::new(), value),
    }
}

fn percent_decode(text: &[u8], out: &mut Vec<u8>) {
    let hex = |digit: &u8| char::from(*digit).to_digit(16);
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte == b'%'
            && let [high, low, after @ ..] = tail
            && let (Some(high), Some(low)) = (hex(high), hex(low))
        {
            out.push(u8::try_from(high * 16 + low).unwrap_or_default());
            rest = after;
        } else {
            out.push(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(raw: impl AsRef<[u8]>) -> Option<String> {
        Params::parse(raw.as_ref()).get("filename").map(str::to_owned)
    }

    #[test]
    fn plain_and_quoted() {
        assert_eq!(name("attachment; filename=a.txt").as_deref(), Some("a.txt"));
        assert_eq!(name("attachment; filename=\"a; b.txt\"; x=1").as_deref(), Some("a; b.txt"));
        assert_eq!(name("x; FileName = \"a\\\"b\"").as_deref(), Some("a\"b"));
        assert_eq!(name("x; filename=This is a test.txt").as_deref(), Some("This is a test.txt"));
        assert_eq!(name("x; filename=\"C:\\tmp\\a.txt\"").as_deref(), Some("C:\\tmp\\a.txt"));
        assert_eq!(name("attachment"), None);
    }

    #[test]
    fn rfc2231_pieces_and_charsets() {
        assert_eq!(
            name("x; filename*0*=utf-8''%E8%AB%8B;\r\n filename*1*=%E6%B1%82;\r\n filename*2=.pdf")
                .as_deref(),
            Some("請求.pdf")
        );
        // Out of order, and a character cut between two pieces.
        assert_eq!(
            name("x; filename*1*=%AB%8B.pdf; filename*0*=utf-8'ja'%E8").as_deref(),
            Some("請.pdf")
        );
        assert_eq!(name("x; filename*=Shift_JIS''%90%BF%8B%81.xls").as_deref(), Some("請求.xls"));
        assert_eq!(
            name("x; filename*0*=ISO-2022-JP''%1B%24%42%40%41; filename*1*=%35%61%1B%28%42.xls")
                .as_deref(),
            Some("請求.xls")
        );
        assert_eq!(name("x; filename*=''%E8%AB%8B.pdf").as_deref(), Some("請.pdf"));
    }

    #[test]
    fn rfc2047_where_it_does_not_belong() {
        assert_eq!(name("x; filename=\"=?UTF-8?B?6KuL5rGC?=.pdf\"").as_deref(), Some("請求.pdf"));
        assert_eq!(name("x; filename==?utf-8?B?6KuL?=").as_deref(), Some("請"));
        assert_eq!(
            name("x; filename=\"=?UTF-8?B?6KuL?=\r\n =?UTF-8?B?5rGC?=\"").as_deref(),
            Some("請求")
        );
        assert_eq!(
            name("x; filename=\"=?UTF-8?B?eA==?=\"; filename*=utf-8''%E8%AB%8B").as_deref(),
            Some("請")
        );
    }

    #[test]
    fn raw_japanese_bytes() {
        for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP, encoding_rs::ISO_2022_JP] {
            let mut raw = b"attachment; filename=\"".to_vec();
            // 表 and ソ end in a backslash in Shift_JIS.
            raw.extend(encoding.encode("予定表とソース.xls").0.iter());
            raw.extend(b"\"; size=1");
            let params = Params::parse(&raw);
            assert_eq!(params.get("filename"), Some("予定表とソース.xls"), "{}", encoding.name());
            assert_eq!(params.get("size"), Some("1"));
        }
    }

    #[test]
    fn nonsense_is_survived() {
        for raw in ["x; =", "x; *=a", "x; filename*x=1", "x;;;", "x; filename=\"", "", "; a=\\"] {
            let _ = Params::parse(raw.as_bytes());
        }
        assert_eq!(name("x; filename*99999999999=a; filename=b").as_deref(), Some("b"));
    }
}
