//! Content transfer encodings, read leniently: what a mailer garbled a little still yields the
//! bytes that can be had.

/// A part's body without its transfer encoding. `label` is the header's value, which may carry
/// trash ("base64;", "7-bit", "quoted-printable " …); unknown encodings leave the bytes alone.
#[must_use]
pub(super) fn decode(body: &[u8], label: &str) -> Vec<u8> {
    let word: String = label
        .trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect::<String>()
        .to_ascii_lowercase();
    match word.as_str() {
        "base64" => base64::decode(body),
        "quoted-printable" | "quotedprintable" | "quoted" => quoted_printable::decode(body),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => {
            uuencode(body).unwrap_or_else(|| body.to_vec())
        }
        _ => body.to_vec(),
    }
}

/// Base64 (RFC 4648 §4).
pub(super) mod base64 {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    /// Decodes; characters outside the alphabet are skipped, padding may stand anywhere.
    #[must_use]
    pub(in crate::email) fn decode(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
        let (mut bits, mut count) = (0_u32, 0_u32);
        for byte in text {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                // Two encodings glued together: what follows starts afresh.
                b'=' => {
                    (bits, count) = (0, 0);
                    continue;
                }
                _ => continue,
            };
            bits = (bits << 6) | u32::from(value);
            count += 6;
            if count >= 8 {
                count -= 8;
                out.push(u8::try_from((bits >> count) & 0xff).unwrap_or_default());
            }
        }
        out
    }

    /// Encodes without line breaks.
    #[must_use]
    pub(in crate::email) fn encode(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }
}

/// Quoted-printable (RFC 2045 §6.7).
pub(super) mod quoted_printable {
    /// Decodes; an equals sign that starts no valid escape stays as it is.
    #[must_use]
    pub(in crate::email) fn decode(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some((&byte, tail)) = rest.split_first() {
            rest = tail;
            if byte != b'=' {
                if byte == b'\n' {
                    trim_line_end(&mut out);
                }
                out.push(byte);
            } else if let [high, low, after @ ..] = tail
                && let (Some(high), Some(low)) = (hex(*high), hex(*low))
            {
                out.push(high << 4 | low);
                rest = after;
            } else if let Some(after) = soft_break(tail) {
                rest = after;
            } else {
                out.push(byte);
            }
        }
        out
    }

    /// White space before a line break was added in transit (rule 3).
    fn trim_line_end(out: &mut Vec<u8>) {
        let carriage_return = out.last() == Some(&b'\r');
        if carriage_return {
            out.pop();
        }
        while matches!(out.last(), Some(b' ' | b'\t')) {
            out.pop();
        }
        if carriage_return {
            out.push(b'\r');
        }
    }

    /// The text after a soft line break, white space before the break included.
    fn soft_break(text: &[u8]) -> Option<&[u8]> {
        let blank = text.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
        match text.get(blank..)? {
            [b'\n', rest @ ..] => Some(rest),
            [] => Some(&[]),
            _ => None,
        }
    }

    fn hex(digit: u8) -> Option<u8> {
        char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
    }
}

/// Uuencoding, which old mailers still name as a transfer encoding. `None` without a `begin` line.
fn uuencode(body: &[u8]) -> Option<Vec<u8>> {
    let mut lines = body.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    lines.find(|line| line.starts_with(b"begin "))?;
    let mut out = Vec::new();
    for line in lines.take_while(|line| !line.eq_ignore_ascii_case(b"end")) {
        let Some((&count, data)) = line.split_first() else { continue };
        let count = usize::from(count.wrapping_sub(b' ') & 0x3f);
        let mut decoded = Vec::with_capacity(count + 2);
        for group in data.chunks(4) {
            let bits = (0..4).fold(0_u32, |bits, i| {
                let six = group.get(i).map_or(0, |b| b.wrapping_sub(b' ') & 0x3f);
                bits << 6 | u32::from(six)
            });
            decoded.extend(bits.to_be_bytes().into_iter().skip(1));
        }
        decoded.truncate(count);
        out.extend(decoded);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_trash() {
        for label in ["base64", " BASE64; x", "\"base64\"", "base64 "] {
            assert_eq!(decode(b"aGk=", label), b"hi", "{label}");
        }
        for label in ["7bit", "8bits", "text/html", "", "plain"] {
            assert_eq!(decode(b"aGk=", label), b"aGk=", "{label}");
        }
    }

    #[test]
    fn base64_garbled() {
        assert_eq!(base64::decode(b"aG\r\n k="), b"hi");
        assert_eq!(base64::decode(b"aGk"), b"hi");
        assert_eq!(base64::decode(b"aGk=aGk="), b"hihi");
        assert_eq!(base64::decode(b""), b"");
    }

    #[test]
    fn quoted_printable_garbled() {
        assert_eq!(quoted_printable::decode(b"a=3Db=\r\nc"), b"a=bc");
        assert_eq!(quoted_printable::decode(b"a= \t\r\nb"), b"ab");
        assert_eq!(quoted_printable::decode(b"100% =zz ="), b"100% =zz ");
        assert_eq!(quoted_printable::decode(b"x  \r\ny"), b"x\r\ny");
        assert_eq!(quoted_printable::decode(b"=e3=81=82"), "あ".as_bytes());
    }

    #[test]
    fn uuencoded() {
        let body = b"begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n";
        assert_eq!(decode(body, "x-uuencode"), b"Cat");
        assert_eq!(decode(b"no begin", "x-uuencode"), b"no begin");
    }
}
