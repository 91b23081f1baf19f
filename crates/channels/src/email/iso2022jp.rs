//! ISO-2022-JP as mail really uses it: RFC 1468 with the Microsoft variants (CP50220–50222),
//! half-width kana by escape, by shift and as bare eight-bit bytes, JIS X 0212, repeated escapes
//! and lines that forget to return to ASCII. The WHATWG decoder refuses most of these.

use encoding_rs::EUC_JP;

/// What the bytes mean at the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Ascii,
    /// JIS X 0201 Roman: ASCII but for the yen sign and the overline.
    Roman,
    /// JIS X 0201 half-width katakana.
    Kana,
    /// JIS X 0208, two bytes.
    Kanji,
    /// JIS X 0212, two bytes.
    Supplement,
}

/// Whether a charset label (lower-case) names a variant of ISO-2022-JP.
pub(super) fn is_label(label: &str) -> bool {
    label.starts_with("iso-2022-jp")
        || matches!(label, "csiso2022jp" | "cp50220" | "cp50221" | "cp50222" | "jis" | "iso2022jp")
}

/// Whether an escape of ISO-2022-JP occurs.
pub(super) fn has_escapes(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|window| {
        matches!(window, [0x1b, b'$', b'@' | b'B' | b'('] | [0x1b, b'(', b'I' | b'J'])
    })
}

/// Whether every eight-bit byte is one of JIS X 0201 kana and they stand in runs, as CP50220 mail
/// writes them without an escape.
pub(super) fn is_plain_kana(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err()
        && bytes.iter().all(|byte| byte.is_ascii() || (0xa1..=0xdf).contains(byte))
        // EUC-JP uses the same bytes in pairs; its kana and common kanji begin with A4, A5, B0–CF.
        && !bytes.windows(2).any(|pair| matches!(pair, [0xa4 | 0xa5, 0xa1..=0xdf]))
}

/// Decodes; what cannot be read becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut reader = Reader { out: String::with_capacity(bytes.len()), euc: Vec::new() };
    let mut set = Set::Ascii;
    let mut shifted = false;
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        if let Some((next, after)) = escape(rest) {
            set = next.unwrap_or(set);
            rest = after;
            continue;
        }
        rest = tail;
        match byte {
            0x0e | 0x0f => shifted = byte == 0x0e,
            b'\n' | b'\r' => {
                // RFC 1468: a line ends in ASCII; those that forget are put right here.
                set = Set::Ascii;
                shifted = false;
                reader.push(char::from(byte));
            }
            _ if shifted => reader.kana(byte),
            0x21..=0x7e if matches!(set, Set::Kanji | Set::Supplement) => {
                match tail.split_first() {
                    Some((&second @ 0x21..=0x7e, after)) => {
                        rest = after;
                        reader.pair(set, byte, second);
                    }
                    _ => reader.push('\u{fffd}'),
                }
            }
            _ => match set {
                Set::Kana => reader.kana(byte),
                Set::Roman if byte == 0x5c => reader.push('¥'),
                Set::Roman if byte == 0x7e => reader.push('‾'),
                _ => reader.single(byte),
            },
        }
    }
    reader.finish()
}

/// Reads an escape sequence: the set it selects (`None`: one that changes nothing) and the rest.
fn escape(bytes: &[u8]) -> Option<(Option<Set>, &[u8])> {
    match bytes {
        [0x1b, b'(', b'B', rest @ ..] => Some((Some(Set::Ascii), rest)),
        [0x1b, b'(', b'J' | b'H', rest @ ..] => Some((Some(Set::Roman), rest)),
        [0x1b, b'(', b'I', rest @ ..] => Some((Some(Set::Kana), rest)),
        [0x1b, b'$', b'(', b'D', rest @ ..] => Some((Some(Set::Supplement), rest)),
        [0x1b, b'$', b'(', b'@' | b'B' | b'O' | b'Q', rest @ ..]
        | [0x1b, b'$', b'@' | b'B', rest @ ..] => Some((Some(Set::Kanji), rest)),
        // Announces the 1990 revision of JIS X 0208; the designation follows.
        [0x1b, b'&', b'@', rest @ ..] => Some((None, rest)),
        [0x1b, rest @ ..] => Some((None, rest)),
        _ => None,
    }
}

/// Collects output; two-byte characters are gathered as EUC-JP and decoded run by run.
struct Reader {
    out: String,
    euc: Vec<u8>,
}

impl Reader {
    fn flush(&mut self) {
        if !self.euc.is_empty() {
            self.out.push_str(&EUC_JP.decode_without_bom_handling(&self.euc).0);
            self.euc.clear();
        }
    }

    fn push(&mut self, c: char) {
        self.flush();
        self.out.push(c);
    }

    fn pair(&mut self, set: Set, first: u8, second: u8) {
        if set == Set::Supplement {
            self.euc.push(0x8f);
        }
        self.euc.extend([first | 0x80, second | 0x80]);
    }

    fn single(&mut self, byte: u8) {
        match byte {
            0xa1..=0xdf => self.kana(byte),
            0x80.. => self.push('\u{fffd}'),
            _ => self.push(char::from(byte)),
        }
    }

    fn kana(&mut self, byte: u8) {
        let c = match byte & 0x7f {
            low @ 0x21..=0x5f => char::from_u32(0xff61 + u32::from(low - 0x21)),
            low => Some(char::from(low)),
        };
        self.push(c.unwrap_or('\u{fffd}'));
    }

    fn finish(mut self) -> String {
        self.flush();
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_repeated_escapes() {
        assert_eq!(decode(b"\x1b$B$9$_$^$;$s!#\x1b(B"), "すみません。");
        assert_eq!(decode(b"\x1b$B$9\x1b(B\x1b$B$_\x1b(B\x1b(B!"), "すみ!");
    }

    #[test]
    fn half_width_kana_in_all_its_forms() {
        assert_eq!(decode(b"\x1b(I=J]\x1b(B"), "ｽﾊﾝ");
        assert_eq!(decode(b"\x0e=J]\x0f ok"), "ｽﾊﾝ ok");
        assert_eq!(decode(b"\xbd\xca\xdd ok"), "ｽﾊﾝ ok");
    }

    #[test]
    fn vendor_rows_and_the_supplement() {
        // ① is NEC row 13, 髙 and 﨑 are NEC's selection of IBM characters in rows 89–92.
        assert_eq!(decode(b"\x1b$B-!|bcGyu\x1b(B").chars().next(), Some('①'));
        let euc = EUC_JP.encode("髙﨑").0;
        let mut bytes = b"\x1b$B".to_vec();
        bytes.extend(euc.iter().map(|b| b & 0x7f));
        bytes.extend(b"\x1b(B");
        assert_eq!(decode(&bytes), "髙﨑");
        assert_eq!(decode(b"\x1b$(D0!\x1b(B"), "丂");
    }

    #[test]
    fn a_line_that_does_not_return_to_ascii() {
        assert_eq!(decode(b"\x1b$B$9$_\nabc"), "すみ\nabc");
    }

    #[test]
    fn broken_input_is_marked_not_lost() {
        assert_eq!(decode(b"\x1b$B$"), "\u{fffd}");
        assert_eq!(decode(b"a\x1bzb\xff"), "azb\u{fffd}");
    }

    #[test]
    fn yen_of_jis_roman() {
        assert_eq!(decode(b"\x1b(J\\1,000\x1b(B\\"), "¥1,000\\");
    }
}
