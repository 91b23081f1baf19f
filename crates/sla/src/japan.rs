//! Japanese public holidays, by rule.
//!
//! Source: 国民の祝日に関する法律 (Act No. 178 of 1948) with its amendments up to 2018 and the acts for
//! single days (1959, 1989, 1990, 1993, 2019, 2020, 2021). The equinoxes follow the formula of 海上保安庁水路部
//! 『新こよみ便利帳』, which holds for 1900 to 2099; officially each is announced on 1 February of the
//! year before.

use jiff::civil::{Date, Weekday};

/// The years in which the rules are known to hold.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2099;

/// A public holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Its name in Japanese.
    pub ja: &'static str,
    /// Its name in English.
    pub en: &'static str,
}

const fn named(ja: &'static str, en: &'static str) -> Holiday {
    Holiday { ja, en }
}

const SUBSTITUTE: Holiday = named("振替休日", "Substitute Holiday");
const CITIZENS: Holiday = named("国民の休日", "Citizens' Holiday");

/// The public holiday on a date, if it is one; `None` outside 1949 to 2099.
#[must_use]
pub fn holiday(date: Date) -> Option<Holiday> {
    if !YEARS.contains(&date.year()) {
        return None;
    }
    by_name(date).or_else(|| substitute(date)).or_else(|| between_two(date))
}

/// 振替休日: since 12 April 1973 the Monday after a holiday on Sunday; since 2007 the first day after
/// it that is no holiday.
fn substitute(date: Date) -> Option<Holiday> {
    if date < jiff::civil::date(1973, 4, 12) {
        return None;
    }
    let mut before = date.yesterday().ok()?;
    loop {
        by_name(before)?;
        if before.weekday() == Weekday::Sunday {
            return Some(SUBSTITUTE);
        }
        if date.year() < 2007 {
            return None;
        }
        before = before.yesterday().ok()?;
    }
}

/// 国民の休日: since 27 December 1985 a day between two holidays. Until 2006 not on a Sunday.
fn between_two(date: Date) -> Option<Holiday> {
    let sunday = date.weekday() == Weekday::Sunday;
    if date < jiff::civil::date(1985, 12, 27) || (date.year() < 2007 && sunday) {
        return None;
    }
    by_name(date.yesterday().ok()?)?;
    by_name(date.tomorrow().ok()?)?;
    Some(CITIZENS)
}

/// The holidays that have a name of their own.
fn by_name(date: Date) -> Option<Holiday> {
    single(date)
        .or_else(|| moved(date))
        .or_else(|| fixed(date))
        .or_else(|| monday(date))
        .or_else(|| equinox(date))
}

/// Days by an act of their own.
fn single(date: Date) -> Option<Holiday> {
    Some(match (date.year(), date.month(), date.day()) {
        (1959, 4, 10) => named("結婚の儀", "Wedding of the Crown Prince"),
        (1989, 2, 24) => named("大喪の礼", "Funeral of Emperor Showa"),
        (1990, 11, 12) => named("即位礼正殿の儀", "Enthronement Ceremony"),
        (1993, 6, 9) => named("結婚の儀", "Wedding of the Crown Prince"),
        (2019, 5, 1) => named("即位の日", "Accession of the Emperor"),
        (2019, 10, 22) => named("即位礼正殿の儀", "Enthronement Ceremony"),
        _ => return None,
    })
}

/// The days that moved for the Olympic Games of 2020, held in 2021.
fn moved(date: Date) -> Option<Holiday> {
    Some(match (date.year(), date.month(), date.day()) {
        (2020, 7, 23) | (2021, 7, 22) => MARINE,
        (2020, 7, 24) | (2021, 7, 23) => SPORTS,
        (2020, 8, 10) | (2021, 8, 8) => MOUNTAIN,
        _ => return None,
    })
}

const OLYMPIC: [i16; 2] = [2020, 2021];
const MARINE: Holiday = named("海の日", "Marine Day");
const SPORTS: Holiday = named("スポーツの日", "Sports Day");
const MOUNTAIN: Holiday = named("山の日", "Mountain Day");
const COMING_OF_AGE: Holiday = named("成人の日", "Coming of Age Day");
const AGED: Holiday = named("敬老の日", "Respect for the Aged Day");
const HEALTH: Holiday = named("体育の日", "Health and Sports Day");
const EMPEROR: Holiday = named("天皇誕生日", "The Emperor's Birthday");
const GREENERY: Holiday = named("みどりの日", "Greenery Day");

fn fixed(date: Date) -> Option<Holiday> {
    let year = date.year();
    Some(match (date.month(), date.day()) {
        (1, 1) => named("元日", "New Year's Day"),
        (1, 15) if year < 2000 => COMING_OF_AGE,
        (2, 11) if year >= 1967 => named("建国記念の日", "National Foundation Day"),
        (2, 23) if year >= 2020 => EMPEROR,
        (4, 29) if year < 1989 => EMPEROR,
        (4, 29) if year < 2007 => GREENERY,
        (4, 29) => named("昭和の日", "Showa Day"),
        (5, 3) => named("憲法記念日", "Constitution Day"),
        (5, 4) if year >= 2007 => GREENERY,
        (5, 5) => named("こどもの日", "Children's Day"),
        (7, 20) if (1996..2003).contains(&year) => MARINE,
        (8, 11) if year >= 2016 && !OLYMPIC.contains(&year) => MOUNTAIN,
        (9, 15) if (1966..2003).contains(&year) => AGED,
        (10, 10) if (1966..2000).contains(&year) => HEALTH,
        (11, 3) => named("文化の日", "Culture Day"),
        (11, 23) => named("勤労感謝の日", "Labour Thanksgiving Day"),
        (12, 23) if (1989..2019).contains(&year) => EMPEROR,
        _ => return None,
    })
}

/// The holidays that were put on a Monday (ハッピーマンデー).
fn monday(date: Date) -> Option<Holiday> {
    if date.weekday() != Weekday::Monday {
        return None;
    }
    let year = date.year();
    let nth = (date.day() - 1) / 7 + 1;
    Some(match (date.month(), nth) {
        (1, 2) if year >= 2000 => COMING_OF_AGE,
        (7, 3) if year >= 2003 && !OLYMPIC.contains(&year) => MARINE,
        (9, 3) if year >= 2003 => AGED,
        (10, 2) if (2000..2020).contains(&year) => HEALTH,
        (10, 2) if year > 2021 => SPORTS,
        _ => return None,
    })
}

fn equinox(date: Date) -> Option<Holiday> {
    let year = i32::from(date.year());
    // Millionths of a day: the formula's constants, without rounding of floats.
    let (spring, autumn, leap) =
        if year < 1980 { (20_835_700, 23_258_800, 1983) } else { (20_843_100, 23_248_800, 1980) };
    let day =
        |base: i32| (base + 242_194 * (year - 1980)).div_euclid(1_000_000) - leaps(year - leap);
    match date.month() {
        3 if i32::from(date.day()) == day(spring) => Some(named("春分の日", "Vernal Equinox Day")),
        9 if i32::from(date.day()) == day(autumn) => {
            Some(named("秋分の日", "Autumnal Equinox Day"))
        }
        _ => None,
    }
}

/// A quarter of the years, without its fraction (towards zero, as the formula is printed).
const fn leaps(years: i32) -> i32 {
    years / 4
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_difficult_days_of_2025_to_2027() {
        let name = |y, m, d| holiday(date(y, m, d)).map(|h| h.ja);
        assert_eq!(name(2025, 2, 24), Some("振替休日"), "23 February is a Sunday");
        assert_eq!(name(2025, 5, 6), Some("振替休日"), "4 May is a Sunday, 5 May a holiday");
        assert_eq!(name(2025, 5, 7), None);
        assert_eq!(name(2025, 11, 24), Some("振替休日"));
        assert_eq!(name(2026, 5, 6), Some("振替休日"), "3 May is a Sunday");
        assert_eq!(name(2026, 9, 22), Some("国民の休日"), "between 敬老の日 and 秋分の日");
        assert_eq!(name(2026, 9, 21), Some("敬老の日"));
        assert_eq!(name(2026, 9, 23), Some("秋分の日"));
        assert_eq!(name(2027, 3, 21), Some("春分の日"));
        assert_eq!(name(2027, 3, 22), Some("振替休日"));
    }
}
