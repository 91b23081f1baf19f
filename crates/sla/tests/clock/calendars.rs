//! The hours of the tests, and times written shortly.

use jiff::civil::date;
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, civil::DateTime};
use sla::{Calendar, Day, HolidayRule, Hours, Period};

/// Japan has had no summer time since 1951.
pub(crate) fn japan() -> TimeZone {
    TimeZone::fixed(offset(9))
}

pub(crate) fn periods(text: &str) -> Vec<Period> {
    text.split_whitespace().map(|each| each.parse().unwrap()).collect()
}

pub(crate) fn day(text: &str) -> Day {
    Day::new(periods(text)).unwrap()
}

/// - `office`: weekdays with a lunch break, closed on holidays, at the turn of the year and with a
///   Saturday morning in August.
/// - `shop`: every day, shorter on Sundays and holidays.
/// - `night`: every night from ten to six.
/// - `late`: weeknights from eight in the evening to five in the morning, not on holidays.
/// - `always`.
pub(crate) fn hours(name: &str) -> Hours {
    match name {
        "office" => {
            let mut hours = Hours::weekdays(periods("9:00-12:00 13:00-18:00")).unwrap();
            for closed in [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)] {
                hours.days.insert(closed, Day::closed());
            }
            hours.days.insert(date(2026, 8, 15), day("10:00-12:00"));
            hours
        }
        "shop" => Hours {
            week: std::array::from_fn(|at| {
                day(if at == 6 { "10:00-17:00" } else { "10:00-19:00" })
            }),
            holidays: HolidayRule::Hours(day("10:00-17:00")),
            days: Default::default(),
        },
        "night" => Hours {
            week: std::array::from_fn(|_| day("22:00-30:00")),
            holidays: HolidayRule::AsUsual,
            days: Default::default(),
        },
        "late" => Hours::weekdays(periods("20:00-29:00")).unwrap(),
        "always" => Hours::always(),
        other => panic!("no hours are called {other}"),
    }
}

pub(crate) fn calendar(name: &str) -> Calendar {
    Calendar::new(hours(name), japan())
}

/// `2026-11-27 17:00` in Japan.
pub(crate) fn at(text: &str) -> Timestamp {
    let civil: DateTime = text.replace(' ', "T").parse().unwrap();
    japan().to_timestamp(civil).unwrap()
}

pub(crate) fn show(at: Timestamp) -> String {
    let civil = japan().to_datetime(at);
    let text = civil.strftime("%Y-%m-%d %H:%M").to_string();
    if civil.second() == 0 { text } else { format!("{text}:{:02}", civil.second()) }
}
