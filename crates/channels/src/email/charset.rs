//! Bytes of real mail → text. Labels lie or are missing, so the bytes have the last word:
//! escapes mean ISO-2022-JP, valid UTF-8 is UTF-8, the rest is weighed between the Japanese
//! charsets and Western Europe.

use encoding_rs::{EUC_JP, Encoding, REPLACEMENT, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::iso2022jp;

/// Labels that mail uses and the WHATWG list does not know.
const ALIASES: &[(&str, &str)] = &[
    ("cp932", "shift_jis"),
    ("ms932", "shift_jis"),
    ("sjis-win", "shift_jis"),
    ("x-sjis-cp932", "shift_jis"),
    ("shift-jis-2004", "shift_jis"),
    ("windows-932", "shift_jis"),
    ("cp51932", "euc-jp"),
    ("eucjp-ms", "euc-jp"),
    ("eucjp-win", "euc-jp"),
    ("eucjpms", "euc-jp"),
    ("eucjp", "euc-jp"),
    ("cp65001", "utf-8"),
    ("utf-8-mac", "utf-8"),
    ("utf8mb4", "utf-8"),
    ("cp949", "euc-kr"),
    ("cp936", "gbk"),
    ("cp950", "big5"),
];

/// Decodes `bytes` that are said to be in the charset `label`; never fails, what cannot be read
/// becomes U+FFFD. Line ends are kept as they are.
#[must_use]
pub fn decode(bytes: &[u8], label: Option<&str>) -> String {
    let label = label.map(normalise_label).unwrap_or_default();
    if iso2022jp::is_label(&label) || (iso2022jp::has_escapes(bytes) && is_weak(&label)) {
        let eight_bit_only = !iso2022jp::has_escapes(bytes) && !bytes.is_ascii();
        return if eight_bit_only && !iso2022jp::is_plain_kana(bytes) {
            detect(bytes)
        } else {
            iso2022jp::decode(bytes)
        };
    }
    if bytes.is_ascii() && is_ascii_superset(&label) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    // Whoever wrote valid multi-byte UTF-8 under a Western label did not mean mojibake.
    if is_weak(&label)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.trim_start_matches('\u{feff}').to_owned();
    }
    match lookup(&label) {
        Some(encoding) if encoding == WINDOWS_1252 && is_not_western(bytes, &label) => {
            detect(bytes)
        }
        Some(encoding) if encoding == UTF_8 => mislabelled_utf8(bytes),
        Some(encoding) => {
            let text = encoding.decode(bytes).0.into_owned();
            if is_japanese(encoding) { unless_other_is_clearly_better(text, bytes) } else { text }
        }
        None => other_decoder(&label).map_or_else(|| detect(bytes), |decoder| decoder(bytes)),
    }
}

/// Guesses the charset of unlabelled bytes and decodes them.
#[must_use]
pub fn detect(bytes: &[u8]) -> String {
    if iso2022jp::has_escapes(bytes) && bytes.is_ascii() {
        return iso2022jp::decode(bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.trim_start_matches('\u{feff}').to_owned();
    }
    let candidates = [SHIFT_JIS, EUC_JP].map(|encoding| {
        let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
        (japanese_score(&text), text)
    });
    let [(sjis_score, sjis), (euc_score, euc)] = candidates;
    let lossy = String::from_utf8_lossy(bytes);
    let utf8_score = japanese_score(&lossy);
    let best = sjis_score.max(euc_score).max(utf8_score);
    if best <= 0 {
        return WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
    }
    if best == utf8_score {
        lossy.into_owned()
    } else if best == euc_score {
        euc
    } else {
        sjis
    }
}

fn normalise_label(label: &str) -> String {
    label.trim().trim_matches(['"', '\'']).trim().to_ascii_lowercase()
}

fn lookup(label: &str) -> Option<&'static Encoding> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == label).map_or(label, |(_, name)| *name);
    // "Replacement" charsets (ISO-2022-KR, HZ) would swallow the whole text.
    Encoding::for_label(name.as_bytes()).filter(|encoding| *encoding != REPLACEMENT)
}

/// Charsets that the WHATWG list has not and mail-parser has: UTF-7, code page 850 …
fn other_decoder(label: &str) -> Option<fn(&[u8]) -> String> {
    let swallows = Encoding::for_label(label.as_bytes()) == Some(REPLACEMENT);
    if label.is_empty() || swallows {
        return None;
    }
    mail_parser::decoders::charsets::map::charset_decoder(label.as_bytes())
}

/// Eight-bit text under the label of ASCII, or bytes that Windows-1252 leaves undefined and
/// Shift_JIS and UTF-8 are full of.
fn is_not_western(bytes: &[u8], label: &str) -> bool {
    label.contains("ascii")
        || bytes.iter().any(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d))
}

/// Labels that are often written without having been thought about.
fn is_weak(label: &str) -> bool {
    match lookup(label) {
        Some(encoding) => encoding == WINDOWS_1252 || encoding == UTF_8,
        None => other_decoder(label).is_none(),
    }
}

fn is_ascii_superset(label: &str) -> bool {
    lookup(label).is_none_or(Encoding::is_ascii_compatible) && label != "utf-7"
}

fn is_japanese(encoding: &'static Encoding) -> bool {
    encoding == SHIFT_JIS || encoding == EUC_JP
}

/// UTF-8 by its label but not by its bytes: cut off somewhere, or something else altogether.
fn mislabelled_utf8(bytes: &[u8]) -> String {
    let lossy = UTF_8.decode_with_bom_removal(bytes).0.into_owned();
    let replaced = lossy.chars().filter(|c| *c == '\u{fffd}').count();
    let kept = lossy.chars().filter(|c| !c.is_ascii() && *c != '\u{fffd}').count();
    if kept > replaced { lossy } else { better(lossy, detect(bytes)) }
}

/// The reading with fewer unreadable characters, the first when they are equal.
fn better(first: String, second: String) -> String {
    let unreadable = |text: &str| text.chars().filter(|c| *c == '\u{fffd}').count();
    if unreadable(&second) < unreadable(&first) { second } else { first }
}

/// A Japanese label may be the wrong one of the family; half-width kana in plenty are the sign.
fn unless_other_is_clearly_better(labelled: String, bytes: &[u8]) -> String {
    let detected = detect(bytes);
    let clearly = japanese_score(&detected) > 2 * japanese_score(&labelled).max(0) + 8;
    if clearly { detected } else { better(labelled, detected) }
}

/// How much a text looks like Japanese: kana and runs of kanji speak for it, unreadable, private
/// and half-width characters against it. Zero or less: it does not.
fn japanese_score(text: &str) -> i64 {
    let mut score = 0;
    let mut run = 0_u32;
    for c in text.chars() {
        let kanji = matches!(c, '\u{4e00}'..='\u{9fff}' | '々');
        score += match c {
            '\u{3041}'..='\u{30ff}' => 4,
            '\u{3000}'..='\u{3020}' | '\u{ff01}'..='\u{ff60}' => 2,
            '\u{fffd}' | '\u{e000}'..='\u{f8ff}' => -12,
            // A lone kanji is what two accented letters look like.
            _ if kanji && run > 0 => 2,
            '\u{ff61}'..='\u{ff9f}' => 1,
            '\u{80}'..='\u{9f}' => -6,
            _ => 0,
        };
        run = if kanji { run + 1 } else { 0 };
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "お世話になっております。注文した商品がまだ届きません。";

    #[test]
    fn a_right_label_is_believed() {
        for encoding in [SHIFT_JIS, EUC_JP, UTF_8] {
            let bytes = encoding.encode(SENTENCE).0;
            assert_eq!(decode(&bytes, Some(encoding.name())), SENTENCE, "{}", encoding.name());
        }
    }

    #[test]
    fn a_missing_or_wrong_label_is_seen_through() {
        for encoding in [SHIFT_JIS, EUC_JP, UTF_8, encoding_rs::ISO_2022_JP] {
            let bytes = encoding.encode(SENTENCE).0;
            for label in [None, Some("utf-8"), Some("us-ascii"), Some("x-unknown"), Some("")] {
                assert_eq!(decode(&bytes, label), SENTENCE, "{} as {label:?}", encoding.name());
            }
        }
        let utf8 = SENTENCE.as_bytes();
        assert_eq!(decode(utf8, Some("iso-8859-1")), SENTENCE);
        assert_eq!(decode(utf8, Some("iso-2022-jp")), SENTENCE);
        assert_eq!(decode(utf8, Some("shift_jis")), SENTENCE);
        assert_eq!(decode(&SHIFT_JIS.encode(SENTENCE).0, Some("euc-jp")), SENTENCE);
        assert_eq!(decode(&EUC_JP.encode(SENTENCE).0, Some("shift_jis")), SENTENCE);
    }

    #[test]
    fn vendor_characters_survive() {
        let text = "①髙橋﨑様 ㈱ Ⅲ";
        for (encoding, label) in [(SHIFT_JIS, "cp932"), (SHIFT_JIS, "MS932"), (EUC_JP, "eucJP-ms")]
        {
            assert_eq!(decode(&encoding.encode(text).0, Some(label)), text, "{label}");
        }
    }

    #[test]
    fn half_width_kana_in_shift_jis() {
        let bytes = SHIFT_JIS.encode("ｶﾀｶﾅのテスト").0;
        assert_eq!(decode(&bytes, Some("Shift_JIS")), "ｶﾀｶﾅのテスト");
        assert_eq!(decode(&bytes, None), "ｶﾀｶﾅのテスト");
        let bytes = SHIFT_JIS.encode("ﾃｽﾄ ﾒｰﾙ ﾃﾞｽ").0;
        assert_eq!(decode(&bytes, Some("Shift_JIS")), "ﾃｽﾄ ﾒｰﾙ ﾃﾞｽ");
    }

    #[test]
    fn western_text_stays_western() {
        for text in ["Grüße aus München", "café à la carte", "Größe: 5 £", "naïve"] {
            let bytes = WINDOWS_1252.encode(text).0;
            assert_eq!(decode(&bytes, None), text);
            assert_eq!(decode(&bytes, Some("iso-8859-1")), text);
            assert_eq!(decode(&bytes, Some("utf-8")), text);
        }
    }

    #[test]
    fn a_cut_character_does_not_spoil_the_rest() {
        let bytes = &SENTENCE.as_bytes()[..SENTENCE.len() - 1];
        let text = decode(bytes, Some("utf-8"));
        assert!(text.starts_with("お世話になっております。"), "{text}");
    }

    #[test]
    fn swallowing_charsets_are_not_used() {
        assert_eq!(decode(b"hello", Some("iso-2022-kr")), "hello");
        assert_eq!(decode(b"hello", Some("hz-gb-2312")), "hello");
    }

    #[test]
    fn other_languages() {
        assert_eq!(decode(b"\xbd\xba\xc6\xbc\xc7\xd8", Some("ks_c_5601-1987")), "스티해");
        assert_eq!(decode(b"+ZeVnLIqe-", Some("utf-7")), "日本語");
    }
}
