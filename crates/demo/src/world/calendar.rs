//! When things happen: days, hours, opening times, and how dates are said.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::day::{HOURS, japan, local, weekend};
use crate::dice::Dice;

use super::Volumes;

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// Hours in which mails are answered (Japanese time).
const DESK_OPENS: i8 = 9;
const DESK_CLOSES: i8 = 18;

/// An instant some seconds later (or earlier).
pub(crate) fn plus(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(at)
}

/// Midnight at which a Japanese day begins.
fn midnight(date: Date) -> Timestamp {
    date.to_zoned(japan()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// When the cases of the past days and of today until `now` began, oldest first.
pub(super) fn arrivals(dice: &mut Dice, now: Timestamp, volumes: &Volumes) -> Vec<Timestamp> {
    let today = local(now).date();
    let mut all = Vec::new();
    for back in (0..=volumes.case_days).rev() {
        let Ok(date) = today.checked_sub(back.days()) else { continue };
        let (least, most) =
            if weekend(date.weekday()) { volumes.weekend_cases } else { volumes.weekday_cases };
        for _ in 0..dice.between(least, most) {
            let hour = i64::try_from(dice.weighted(HOURS.into_iter())).unwrap_or(0);
            all.push(plus(midnight(date), hour * HOUR + dice.between(0, HOUR - 1)));
        }
    }
    all.retain(|at| *at <= now);
    all.sort_unstable();
    all
}

/// When somebody looks at a mail that came at `at`: soon in opening hours, else the next morning.
pub(super) fn looked_at(dice: &mut Dice, at: Timestamp) -> Timestamp {
    let here = local(at);
    let morning = dice.between(2 * MINUTE, 80 * MINUTE) + i64::from(DESK_OPENS) * HOUR;
    if here.hour() < DESK_OPENS {
        plus(midnight(here.date()), morning)
    } else if here.hour() >= DESK_CLOSES {
        plus(midnight(here.date()), DAY + morning)
    } else {
        plus(at, dice.between(5 * MINUTE, 150 * MINUTE))
    }
}

/// 「11月3日」.
pub(crate) fn day_text(at: Timestamp) -> String {
    let here = local(at);
    format!("{}月{}日", here.month(), here.day())
}

/// 「11月25日(水)」.
pub(crate) fn weekday_text(at: Timestamp) -> String {
    use jiff::civil::Weekday;
    let name = match local(at).weekday() {
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
        Weekday::Sunday => "日",
    };
    format!("{}({name})", day_text(at))
}
