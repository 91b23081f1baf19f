//! Japanese spellings that people take for the same: full and half width, hiragana and katakana.

use unicode_normalization::UnicodeNormalization as _;

/// Distance between a hiragana letter and its katakana.
const KANA_GAP: u32 = 0x60;

/// A reading in the form in which it is stored: full-width katakana.
#[must_use]
pub fn kana(text: &str) -> String {
    text.nfkc().map(to_katakana).collect()
}

/// The spellings under which a word is looked for: as it stands after unifying widths, and in
/// both kana.
#[must_use]
pub fn spellings(word: &str) -> Vec<String> {
    let plain: String = word.nfkc().collect::<String>().to_lowercase();
    let mut spellings = vec![plain.clone()];
    for other in
        [word.to_lowercase(), plain.chars().map(to_katakana).collect(), language::fold(&plain)]
    {
        if !spellings.contains(&other) {
            spellings.push(other);
        }
    }
    if let Some(number) = phone(&plain) {
        spellings.push(number);
    }
    spellings
}

/// A phone number without what people put between its digits; `None` for other words.
fn phone(word: &str) -> Option<String> {
    let between = |c: char| matches!(c, '-' | '(' | ')' | '‐' | '−' | 'ー');
    let numeric = word.chars().all(|c| c.is_ascii_digit() || c == '+' || between(c));
    let digits: String = word.chars().filter(|c| !between(*c)).collect();
    (numeric && digits.len() >= 4 && digits != word).then_some(digits)
}

fn shifted(c: char, by: i64) -> char {
    u32::try_from(i64::from(u32::from(c)) + by).ok().and_then(char::from_u32).unwrap_or(c)
}

fn to_katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => shifted(c, i64::from(KANA_GAP)),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_become_full_width_katakana() {
        assert_eq!(kana("やまだ たろう"), "ヤマダ タロウ");
        assert_eq!(kana("ﾔﾏﾀﾞ ﾀﾛｳ"), "ヤマダ タロウ");
        assert_eq!(kana("ヴァイオレット"), "ヴァイオレット");
    }

    #[test]
    fn a_word_is_looked_for_in_both_kana_and_one_width() {
        let all = spellings("ﾔﾏﾀﾞ");
        assert!(all.contains(&"ヤマダ".to_owned()) && all.contains(&"やまだ".to_owned()));
        assert_eq!(spellings("ＡＢＣ")[0], "abc");
        assert_eq!(spellings("abc"), ["abc"]);
        assert!(spellings("090-1234-5678").contains(&"09012345678".to_owned()));
    }
}
