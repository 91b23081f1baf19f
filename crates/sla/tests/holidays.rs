//! The rules against a maintained list of every holiday from 1970 to 2050.

#![expect(
    clippy::unwrap_used,
    reason = "a test that finds something else than it expects must end"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::{Date, date};

/// `None` where the data is not on this machine.
fn listed() -> Option<BTreeMap<Date, String>> {
    let data = std::env::var_os("MADOGUCHI_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let text = std::fs::read_to_string(data.join("jp_holidays/holidays.yml")).ok()?;
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    Some(lines.map(|(day, name)| (day.parse().unwrap(), name.trim().to_owned())).collect())
}

#[test]
fn every_day_of_eighty_years_is_what_the_list_says() {
    let Some(listed) = listed() else {
        println!("skipped: MADOGUCHI_DATA/jp_holidays/holidays.yml is absent");
        return;
    };
    let mut day = date(1970, 1, 1);
    let mut wrong = Vec::new();
    while day <= date(2050, 12, 31) {
        let (ours, theirs) = (sla::holiday(day), listed.get(&day));
        let same = match (ours, theirs) {
            (None, None) => true,
            (Some(ours), Some(theirs)) => {
                // It calls the days of the accession, and 体育の日 of 2019, otherwise.
                theirs.contains(ours.ja) || theirs.contains("休日")
            }
            _ => false,
        };
        if !same {
            wrong.push(format!("{day}: {ours:?}, listed {theirs:?}"));
        }
        day = day.tomorrow().unwrap();
    }
    assert!(listed.len() > 1_200, "{} days listed", listed.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_claimed_beyond_the_years_of_the_rules() {
    assert_eq!(sla::holiday(date(1948, 11, 3)), None);
    assert_eq!(sla::holiday(date(2100, 1, 1)), None);
    assert!(sla::holiday(date(2099, 1, 1)).is_some());
}
