//! Numbers in kanji.

/// Letters of which numbers in kanji consist.
pub(crate) const fn is_numeral(c: char) -> bool {
    digit(c).is_some() || unit(c).is_some()
}

/// The digits of a number in kanji, written digit by digit (一二〇) or with units (百二十). `None`
/// when the letters make no number (二一十); then no longer run that begins with them does.
pub(crate) fn digits(run: &str) -> Option<String> {
    if !run.chars().any(|c| unit(c).is_some()) {
        return run.chars().map(|c| digit(c).and_then(|d| char::from_digit(d, 10))).collect();
    }
    let (mut total, mut ahead, mut last) = (0, None, u32::MAX);
    for c in run.chars() {
        match (digit(c), unit(c)) {
            (Some(digit @ 1..), _) if ahead.is_none() => ahead = Some(digit),
            (None, Some(unit)) if unit < last => {
                total += ahead.take().unwrap_or(1) * unit;
                last = unit;
            }
            _ => return None,
        }
    }
    Some((total + ahead.unwrap_or(0)).to_string())
}

const fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

const fn unit(c: char) -> Option<u32> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_kanji_are_read() {
        for (text, number) in [
            ("三", Some("3")),
            ("十", Some("10")),
            ("二十三", Some("23")),
            ("百二", Some("102")),
            ("千二百三十四", Some("1234")),
            ("一〇二", Some("102")),
            ("〇", Some("0")),
            ("二一十", None),
            ("十百", None),
            ("十〇", None),
            ("十二三", None),
        ] {
            assert_eq!(digits(text).as_deref(), number, "{text}");
        }
    }
}
