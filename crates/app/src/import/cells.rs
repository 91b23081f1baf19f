//! From the cells of a row to values, with reasons in both languages.

use api::Problem;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The column as the file names it.
    pub(super) column: String,
    /// 日本語
    pub(super) ja: String,
    /// English
    pub(super) en: String,
}

impl Wrong {
    pub(super) fn new(column: &str, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { column: column.to_owned(), ja: ja.into(), en: en.into() }
    }

    /// From a refusal of `validate`.
    pub(super) fn from_problem(column: &str, problem: &Problem) -> Self {
        use api::Locale::{En, Ja};
        Self::new(column, problem.text(Ja), problem.text(En))
    }
}

/// Keeps a value, or notes why there is none.
pub(super) fn noted<T>(wrongs: &mut Vec<Wrong>, value: Result<T, Wrong>) -> Option<T> {
    value.map_err(|wrong| wrongs.push(wrong)).ok()
}

/// Decimal places of a currency (ISO 4217); two for all that are not listed.
const fn decimals(currency: &[u8]) -> u32 {
    match currency {
        b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"PYG" | b"UGX" | b"XAF" | b"XOF" | b"XPF" => {
            0
        }
        b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
        _ => 2,
    }
}

/// A currency code: three letters.
pub(super) fn currency(column: &str, text: &str) -> Result<String, Wrong> {
    let code = text.trim().to_ascii_uppercase();
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(code);
    }
    Err(Wrong::new(
        column,
        "通貨コード(例: JPY)ではありません。",
        "Not a currency code such as JPY.",
    ))
}

/// An amount in minor units, exactly: `1980`, `1,980`, `¥1,980`, `11.77`, `-5`.
pub(super) fn amount(column: &str, text: &str, currency: &str) -> Result<i64, Wrong> {
    let places = decimals(currency.as_bytes());
    let wrong = || {
        Wrong::new(
            column,
            format!("金額ではありません({currency}の小数は{places}桁まで)。"),
            format!("Not an amount (at most {places} decimals for {currency})."),
        )
    };
    let plain: String =
        text.trim().chars().filter(|c| !matches!(c, ',' | '¥' | '￥' | '$' | '€' | '円')).collect();
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !numeric(whole) || !numeric(fraction) {
        return Err(wrong());
    }
    let (kept, rest) = fraction.split_at_checked(places as usize).unwrap_or((fraction, ""));
    if rest.bytes().any(|byte| byte != b'0') {
        return Err(wrong());
    }
    let minor = format!("{whole}{kept:0<width$}", width = places as usize);
    let minor: i64 = minor.parse().map_err(|_| wrong())?;
    Ok(if negative { -minor } else { minor })
}

/// An instant: RFC 3339, or a date with or without time of day in a time zone.
pub(super) fn instant(column: &str, text: &str, zone: &TimeZone) -> Result<Timestamp, Wrong> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let civil = civil(&text.replace('/', "-"));
    civil.and_then(|civil| zone.to_timestamp(civil).ok()).ok_or_else(|| {
        Wrong::new(
            column,
            "日時ではありません(例: 2026-04-01、2026-04-01 09:30、2026-04-01T09:30:00+09:00)。",
            "Not a date (for example 2026-04-01, 2026-04-01 09:30, 2026-04-01T09:30:00+09:00).",
        )
    })
}

fn civil(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let date = day(date)?;
    if time.is_empty() {
        return Some(date.at(0, 0, 0, 0));
    }
    let time = time.trim();
    let hour = time.split(':').next()?;
    // Spreadsheets write hours without a leading zero.
    let time = if hour.len() == 1 { format!("0{time}") } else { time.to_owned() };
    Some(date.to_datetime(time.parse().ok()?))
}

/// `2026-4-1`, `2026-04-01`, `20260401`.
pub(super) fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = match (month, day) {
        (Some(month), Some(day)) => (year, month, day),
        (None, None) => (text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        _ => return None,
    };
    let short = |part: &str| (1..=2).contains(&part.len());
    if year.len() != 4 || !short(month) || !short(day) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::tokyo;

    #[test]
    fn amounts_are_exact() {
        let minor = |text: &str, currency: &str| amount("total", text, currency).ok();
        assert_eq!(minor("¥1,980", "JPY"), Some(1980));
        assert_eq!(minor("1980円", "JPY"), Some(1980));
        assert_eq!(minor("1980.00", "JPY"), Some(1980));
        assert_eq!(minor("1980.5", "JPY"), None);
        assert_eq!(minor("11.77", "USD"), Some(1177));
        assert_eq!(minor("$0.1", "USD"), Some(10));
        assert_eq!(minor("-5", "USD"), Some(-500));
        assert_eq!(minor("1.234", "KWD"), Some(1234));
        for wrong in ["", "-", ".5", "1.2.3", "1e3", "あ", "99999999999999999999"] {
            assert_eq!(minor(wrong, "USD"), None, "{wrong}");
        }
    }

    #[test]
    fn dates_without_a_zone_are_in_the_import_s() {
        let at = |text: &str| instant("at", text, &tokyo()).ok().map(|at| at.to_string());
        let midnight = Some("2026-03-31T15:00:00Z".to_owned());
        for text in ["2026-04-01", "2026/4/1", "20260401", "2026-04-01 00:00"] {
            assert_eq!(at(text), midnight, "{text}");
        }
        assert_eq!(at("2026/04/01 9:30:15").as_deref(), Some("2026-04-01T00:30:15Z"));
        assert_eq!(at("2026-04-01T09:30:00+02:00").as_deref(), Some("2026-04-01T07:30:00Z"));
        for wrong in
            ["", "2026-13-01", "2026-02-30", "4/1", "26-4-1", "2026-04", "2026-04-01 25:00"]
        {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn currencies() {
        assert_eq!(currency("c", " jpy ").unwrap(), "JPY");
        assert!(currency("c", "円").is_err());
    }
}
