//! RFC 2047 encoded words, as they stand in real headers: characters split between two words,
//! words folded in the middle, bytes that were never encoded at all.

use super::charset;
use super::transfer::{base64, quoted_printable};

/// One encoded word, its payload still in its charset.
struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
}

/// A piece of a header value.
enum Piece<'a> {
    Plain(&'a str),
    Encoded(Word<'a>),
}

/// A raw header value as one line of readable text.
#[must_use]
pub(super) fn decode(raw: &[u8]) -> String {
    let line = unfold(raw);
    let mut out = String::with_capacity(line.len());
    for piece in joined(pieces(&line)) {
        match piece {
            Piece::Plain(text) => out.push_str(text),
            Piece::Encoded(word) => out.push_str(&charset::decode(&word.bytes, Some(word.charset))),
        }
    }
    // What was encoded may hold line breaks; a header is one line.
    one_line(&out)
}

/// A raw header value as one line of UTF-8 in which every run of encoded words has become a single
/// UTF-8 one, so that a structured parser that decodes word by word reads it right.
#[must_use]
pub(super) fn normalise(raw: &[u8]) -> String {
    let line = unfold(raw);
    let mut out = String::with_capacity(line.len());
    for piece in joined(pieces(&line)) {
        match piece {
            Piece::Plain(text) => out.push_str(text),
            Piece::Encoded(word) => {
                let text = one_line(&charset::decode(&word.bytes, Some(word.charset)));
                out.push_str("=?utf-8?B?");
                out.push_str(&base64::encode(text.as_bytes()));
                out.push_str("?=");
            }
        }
    }
    out
}

/// Removes folding and brings bytes that were never encoded to UTF-8.
fn unfold(raw: &[u8]) -> String {
    let text = charset::decode(raw, None);
    one_line(text.trim_matches(['\r', '\n', ' ', '\t']))
}

/// One line: folds become a space, other control characters go.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut folding = false;
    for c in text.chars() {
        match c {
            '\r' | '\n' => folding = true,
            ' ' | '\t' if folding => {}
            _ => {
                if folding && !out.is_empty() {
                    out.push(' ');
                }
                folding = false;
                match c {
                    '\t' => out.push(' '),
                    c if c.is_control() => {}
                    c => out.push(c),
                }
            }
        }
    }
    out
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    let mut searched = 0;
    while let Some(at) = rest.get(searched..).and_then(|tail| tail.find("=?")) {
        let start = searched + at;
        let (plain, candidate) = rest.split_at(start);
        if let Some((word, after)) = word(candidate) {
            found.push(Piece::Plain(plain));
            found.push(Piece::Encoded(word));
            rest = after;
            searched = 0;
        } else {
            searched = start + 2;
        }
    }
    found.push(Piece::Plain(rest));
    found
}

/// Drops white space between encoded words and joins neighbours of one charset, because mailers
/// cut characters in two there.
fn joined(pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    let mut out: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    let mut pending_space: Option<&str> = None;
    for piece in pieces {
        match piece {
            Piece::Plain(text) if text.trim().is_empty() => {
                pending_space = (!text.is_empty()).then_some(text);
            }
            Piece::Plain(text) => {
                out.extend(pending_space.take().map(Piece::Plain));
                out.push(Piece::Plain(text));
            }
            Piece::Encoded(word) => match out.last_mut() {
                Some(Piece::Encoded(last)) => {
                    pending_space = None;
                    if last.charset.eq_ignore_ascii_case(word.charset) {
                        last.bytes.extend(word.bytes);
                    } else {
                        out.push(Piece::Encoded(word));
                    }
                }
                _ => {
                    out.extend(pending_space.take().map(Piece::Plain));
                    out.push(Piece::Encoded(word));
                }
            },
        }
    }
    out
}

/// Reads `=?charset*lang?B|Q?data?=` at the start of `text`.
fn word(text: &str) -> Option<(Word<'_>, &str)> {
    let (label, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let charset = label.split_once('*').map_or(label, |(charset, _)| charset);
    if charset.is_empty() || !charset.bytes().all(|b| b.is_ascii_graphic() && b != b'=') {
        return None;
    }
    let (encoding, rest) = rest.split_once('?')?;
    let (data, after) = rest.split_once("?=")?;
    let bytes = match encoding {
        "B" | "b" => base64::decode(data.as_bytes()),
        // An underscore is a space; spaces that should have been underscores stay.
        "Q" | "q" => quoted_printable::decode(data.replace('_', " ").as_bytes()),
        _ => return None,
    };
    Some((Word { charset, bytes }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_folded_and_mixed() {
        assert_eq!(decode(b" Hello\r\n  world \r\n"), "Hello world");
        assert_eq!(decode(b"Re: =?UTF-8?B?44GC?= ok"), "Re: あ ok");
        assert_eq!(decode(b"=?iso-8859-1?q?Olle_J=E4rnefors?="), "Olle Järnefors");
        assert_eq!(decode(b"=?utf-8*ja?q?=E3=81=82?="), "あ");
    }

    #[test]
    fn a_character_split_between_two_words() {
        // あ = E3 81 82, cut after its first byte; then across different encodings.
        assert_eq!(decode(b"=?UTF-8?B?4w==?=\r\n =?UTF-8?B?gYI=?="), "あ");
        assert_eq!(decode(b"=?utf-8?Q?=E3?= =?UTF-8?B?gYI=?="), "あ");
        assert_eq!(decode(b"=?Shift_JIS?B?gg==?= =?Shift_JIS?B?oA==?="), "あ");
    }

    #[test]
    fn a_word_folded_in_the_middle() {
        assert_eq!(decode(b"=?UTF-8?B?44G+44G/\r\n 44KA?="), "まみむ");
    }

    #[test]
    fn japanese_charsets() {
        assert_eq!(decode(b"=?ISO-2022-JP?B?GyRCJD8kLyQ4GyhC?="), "たくじ");
        assert_eq!(
            decode(b"=?ISO-2022-JP?B?GyRCJD8bKEI=?= =?iso-2022-jp?B?GyRCJC8bKEI=?="),
            "たく"
        );
        assert_eq!(decode(b"=?iso-2022-jp?q?=1B$B%O%m!<=1B(B?="), "ハロー");
    }

    #[test]
    fn bytes_that_were_never_encoded() {
        let sjis = encoding_rs::SHIFT_JIS.encode("注文の件").0;
        assert_eq!(decode(&sjis), "注文の件");
        assert_eq!(decode(b"\x1b$B$9$_$^$;$s\x1b(B"), "すみません");
        assert_eq!(decode("お問い合わせ".as_bytes()), "お問い合わせ");
    }

    #[test]
    fn what_only_looks_like_a_word_stays() {
        for text in ["=?", "=?utf-8", "=?utf-8?", "=?utf-8?X?abc?=", "a =? b ?= c", "=??B??="] {
            assert_eq!(decode(text.as_bytes()), text);
        }
        assert_eq!(decode(b"=?x =?UTF-8?B?44GC?="), "=?x あ");
    }

    #[test]
    fn line_breaks_cannot_be_smuggled_in() {
        assert_eq!(decode(b"=?utf-8?Q?a=0D=0ABcc:_x?="), "a Bcc: x");
    }

    #[test]
    fn normalised_words_decode_one_by_one() {
        let line = normalise(b"=?UTF-8?B?4w==?=\r\n =?UTF-8?B?gYI=?= <a@example.jp>");
        assert_eq!(line, "=?utf-8?B?44GC?= <a@example.jp>");
    }
}
