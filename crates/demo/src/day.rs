//! How a day and a week of the shop's contact centre look, in Japanese time.

use jiff::civil::Weekday;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// The hour at which the chat opens (Japanese time).
pub const CHAT_OPENS: i8 = 9;
/// The hour at which the chat closes (Japanese time).
pub const CHAT_CLOSES: i8 = 21;

/// Contacts per hour of the day, in thousandths of a day: peaks at 10–11 and 14–15, half of the
/// afternoon's level after 18:00, a trickle of mail at night.
pub(crate) const HOURS: [u32; 24] =
    [4, 2, 1, 1, 1, 2, 6, 16, 37, 78, 110, 99, 68, 78, 104, 94, 84, 73, 38, 34, 27, 21, 14, 8];

/// Of the contacts while the chat is open, how many percent come by chat: 60 % of the whole day.
pub(crate) const CHAT_PERCENT_OPEN: u32 = 68;

/// Japanese time; no zone database is needed, the offset has been fixed since 1951.
pub(crate) fn japan() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

/// An instant in Japanese time.
pub(crate) fn local(at: Timestamp) -> Zoned {
    at.to_zoned(japan())
}

/// Whether the chat is open.
pub(crate) fn chat_open(hour: i8) -> bool {
    (CHAT_OPENS..CHAT_CLOSES).contains(&hour)
}

/// Whether a day is a weekend day.
pub(crate) const fn weekend(day: Weekday) -> bool {
    matches!(day, Weekday::Saturday | Weekday::Sunday)
}

/// How busy an hour is beside the mean of 9–18 o'clock (1.0); for live arrivals.
pub(crate) fn busyness(hour: i8) -> f64 {
    let at = |h: usize| f64::from(HOURS.get(h).copied().unwrap_or(0));
    let mean = (9..18).map(at).sum::<f64>() / 9.0;
    at(usize::try_from(hour).unwrap_or(0)) / mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_has_two_peaks_and_halves_after_six() {
        let top = HOURS.iter().max().unwrap();
        assert_eq!(HOURS[10], *top);
        assert!(HOURS[14] > HOURS[13] && HOURS[14] > HOURS[15]);
        let afternoon: u32 = HOURS[13..18].iter().sum::<u32>() / 5;
        assert!(HOURS[18..21].iter().all(|hour| hour * 2 <= afternoon));
        assert_eq!(HOURS.iter().sum::<u32>(), 1_000);
    }

    #[test]
    fn the_chat_share_of_a_day_is_sixty_percent() {
        let open: u32 = HOURS[9..21].iter().sum();
        let chat = open * CHAT_PERCENT_OPEN / 100;
        assert!((590..=610).contains(&chat), "{chat}");
    }
}
