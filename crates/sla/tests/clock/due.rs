//! When so many minutes of business hours have passed: each line checked by hand on a calendar.

use jiff::SignedDuration;

use crate::calendars::{at, calendar, show};

/// hours | from | minutes | due | why
const TABLE: &str = "
office | 2026-11-27 09:00 |   60 | 2026-11-27 10:00 | within a period
office | 2026-11-27 11:30 |   60 | 2026-11-27 13:30 | over the lunch break
office | 2026-11-27 12:00 |    1 | 2026-11-27 13:01 | the end of a period is closed
office | 2026-11-27 12:30 |   30 | 2026-11-27 13:30 | begun in the break
office | 2026-11-27 09:00 |  180 | 2026-11-27 12:00 | exactly to the break
office | 2026-11-27 09:00 |  181 | 2026-11-27 13:01 | a minute more
office | 2026-11-27 09:00 |  480 | 2026-11-27 18:00 | exactly the day
office | 2026-11-27 17:30 |   60 | 2026-11-30 09:30 | Friday evening to Monday
office | 2026-11-27 18:00 |    1 | 2026-11-30 09:01 | after closing on Friday
office | 2026-11-28 10:00 |   15 | 2026-11-30 09:15 | on a Saturday
office | 2026-11-29 23:59 |   15 | 2026-11-30 09:15 | on a Sunday night
office | 2026-11-27 09:00 |  960 | 2026-11-30 18:00 | two whole days with a weekend between
office | 2026-11-20 17:00 |  120 | 2026-11-24 10:00 | over 勤労感謝の日, a Monday
office | 2026-11-23 10:00 |   30 | 2026-11-24 09:30 | on a holiday
office | 2025-02-21 17:00 |  120 | 2025-02-25 10:00 | 天皇誕生日 on Sunday, 振替休日 on Monday
office | 2025-02-24 12:00 |   10 | 2025-02-25 09:10 | on a 振替休日
office | 2025-05-02 17:30 |   60 | 2025-05-07 09:30 | 3 to 6 May 2025, 振替休日 on Tuesday the 6th
office | 2025-11-21 17:59 |    2 | 2025-11-25 09:01 | 勤労感謝の日 on Sunday, 振替休日 on Monday
office | 2025-09-12 17:00 |  120 | 2025-09-16 10:00 | 敬老の日
office | 2025-09-22 17:00 |  120 | 2025-09-24 10:00 | 秋分の日 on a Tuesday
office | 2025-10-10 17:00 |  120 | 2025-10-14 10:00 | スポーツの日
office | 2026-01-09 17:00 |  120 | 2026-01-13 10:00 | 成人の日 2026
office | 2026-05-01 17:30 |   60 | 2026-05-07 09:30 | 振替休日 on Wednesday 6 May 2026
office | 2026-07-17 17:00 |  120 | 2026-07-21 10:00 | 海の日
office | 2026-08-10 17:00 |  120 | 2026-08-12 10:00 | 山の日 on a Tuesday
office | 2026-08-14 17:30 |   60 | 2026-08-15 10:30 | a Saturday with hours of its own
office | 2026-08-14 17:30 |  180 | 2026-08-17 09:30 | through that Saturday to Monday
office | 2026-09-18 17:30 |   60 | 2026-09-24 09:30 | 敬老の日, 国民の休日, 秋分の日 in a row
office | 2026-09-22 09:00 |  480 | 2026-09-24 18:00 | from 国民の休日
office | 2026-12-28 17:00 |  120 | 2027-01-04 10:00 | closed at the turn of the year, 元日 on Friday
office | 2027-01-08 17:00 |  120 | 2027-01-12 10:00 | 成人の日 2027
office | 2027-03-19 17:00 |  120 | 2027-03-23 10:00 | 春分の日 on Sunday, 振替休日 on Monday
office | 2027-04-28 17:00 |  120 | 2027-04-30 10:00 | 昭和の日 on a Thursday
office | 2027-04-30 17:00 |  120 | 2027-05-06 10:00 | 3 to 5 May 2027, no 振替休日
shop   | 2026-11-27 18:30 |   60 | 2026-11-28 10:30 | open on Saturday
shop   | 2026-11-28 18:30 |   60 | 2026-11-29 10:30 | open on Sunday
shop   | 2026-11-29 16:30 |   60 | 2026-11-30 10:30 | closed earlier on Sunday
shop   | 2026-11-23 16:30 |   60 | 2026-11-24 10:30 | holiday hours on a Monday
shop   | 2026-11-23 17:00 |    5 | 2026-11-24 10:05 | closed at five on a holiday
shop   | 2026-09-21 10:00 | 1260 | 2026-09-23 17:00 | three holidays of seven hours
shop   | 2026-11-24 10:00 |  540 | 2026-11-24 19:00 | an ordinary Tuesday of nine hours
night  | 2026-11-27 23:30 |   60 | 2026-11-28 00:30 | over midnight
night  | 2026-11-28 02:00 |  240 | 2026-11-28 06:00 | to the end of the shift
night  | 2026-11-28 05:30 |   60 | 2026-11-28 22:30 | to the next shift
night  | 2026-11-28 12:00 |   30 | 2026-11-28 22:30 | begun by day
night  | 2026-11-27 22:00 |  480 | 2026-11-28 06:00 | the whole shift
night  | 2026-12-31 23:00 |  120 | 2027-01-01 01:00 | over the turn of the year
late   | 2026-11-27 23:00 |  360 | 2026-11-28 05:00 | Friday's shift ends on Saturday morning
late   | 2026-11-27 23:00 |  361 | 2026-11-30 20:01 | and the next one begins on Monday
late   | 2026-11-28 04:59 |    2 | 2026-11-30 20:01 | Saturday morning belongs to Friday
late   | 2026-11-28 20:00 |    1 | 2026-11-30 20:01 | no shift begins on Saturday
late   | 2026-11-22 23:00 |   10 | 2026-11-24 20:10 | none on the holiday either
late   | 2026-11-24 02:00 |   10 | 2026-11-24 20:10 | the night after a holiday is no shift
late   | 2026-11-03 04:00 |   30 | 2026-11-03 04:30 | Monday's shift runs into 文化の日
always | 2026-11-27 23:59 |    2 | 2026-11-28 00:01 | day and night
always | 2026-12-31 00:00 | 2880 | 2027-01-02 00:00 | holidays as well
";

#[test]
fn business_hours_end_where_they_were_counted_by_hand() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in TABLE.lines().filter(|line| !line.trim().is_empty()) {
        let [hours, from, minutes, due, why] =
            line.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("five columns: {line}");
        };
        count += 1;
        let calendar = calendar(hours);
        let span = SignedDuration::from_mins(minutes.parse().unwrap());
        let found = show(calendar.after(at(from), span).unwrap());
        if found != due {
            wrong.push(format!("{hours} {from} + {minutes}: {found}, not {due} ({why})"));
        }
        let back = calendar.spent(at(from), at(due));
        if back != span {
            wrong.push(format!("{hours} {from} to {due}: {back:?}, not {minutes} min ({why})"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(count, 56);
}

#[test]
fn it_is_known_when_a_queue_opens_and_closes() {
    let office = calendar("office");
    assert!(office.is_open(at("2026-11-27 11:59")) && !office.is_open(at("2026-11-27 12:00")));
    assert_eq!(office.next_open(at("2026-11-27 18:00")).map(show).unwrap(), "2026-11-30 09:00");
    assert_eq!(office.next_open(at("2026-11-27 10:00")).map(show).unwrap(), "2026-11-27 10:00");
    assert_eq!(office.closes(at("2026-11-27 10:00")).map(show).unwrap(), "2026-11-27 12:00");
    assert_eq!(office.closes(at("2026-11-27 12:30")), None, "closed already");
    assert_eq!(calendar("always").closes(at("2026-11-27 12:30")), None, "never closes");
    assert_eq!(
        calendar("night").closes(at("2026-11-28 02:00")).map(show).unwrap(),
        "2026-11-28 06:00"
    );
}
