//! Cursors of lists ordered by an instant and something that tells equal instants apart.

use std::fmt::Display;
use std::str::FromStr;

use api::{Answer, Code, Problem};
use jiff::Timestamp;

/// The cursor of a place, opaque to clients.
#[must_use]
pub fn cursor(at: Timestamp, tie: impl Display) -> String {
    format!("{}.{tie}", at.as_microsecond())
}

/// The place of a cursor.
///
/// # Errors
/// `malformed` when it is none that [`cursor`] made.
pub fn place<T: FromStr>(cursor: &str) -> Answer<(Timestamp, T)> {
    let read = || {
        let (at, tie) = cursor.split_once('.')?;
        Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, tie.parse().ok()?))
    };
    read().ok_or_else(|| {
        Problem::new(Code::Malformed).with(
            "ページの位置(cursor)が正しくありません。",
            "The page position (cursor) is wrong.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_also_before_1970() {
        for micros in [0, 1, -1_500_000, 1_700_000_000_123_456] {
            let at = Timestamp::from_microsecond(micros).unwrap();
            assert_eq!(place::<i64>(&cursor(at, 42)).unwrap(), (at, 42));
        }
        for wrong in ["", ".", "1", "1.x", "x.1", "99999999999999999999.1"] {
            assert!(place::<i64>(wrong).is_err(), "{wrong}");
        }
    }
}
