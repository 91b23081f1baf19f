//! Numbers that nobody may keep: which are masked, and which only look like them.

use std::borrow::Cow;

use language::mask;
use proptest::prelude::*;

const INDIVIDUAL: &str = "［個人番号は伏せました］";

fn card(last: &str) -> String {
    format!("［カード****{last}］")
}

#[test]
fn cards_of_every_issuer_are_masked_however_they_are_written() {
    for (number, last) in [
        ("4242424242424242", "4242"),
        ("4242 4242 4242 4242", "4242"),
        ("4242-4242-4242-4242", "4242"),
        ("４２４２４２４２４２４２４２４２", "4242"),
        ("４２４２－４２４２－４２４２－４２４２", "4242"),
        ("4242ー4242−4242‐4242", "4242"),
        ("4242　4242　4242　4242", "4242"),
        ("4242 - 4242 - 4242 - 4242", "4242"),
        ("4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2", "4242"),
        ("4222222222222", "2222"),
        ("5555-5555-5555-4444", "4444"),
        ("2223003122003222", "3222"),
        ("3782 822463 10005", "0005"),
        ("3566002020360505", "0505"),
        ("3056 930902 5904", "5904"),
        ("6011111111111117", "1117"),
        ("6200000000000005", "0005"),
    ] {
        let text = format!("番号は{number}です");
        assert_eq!(mask(&text), format!("番号は{}です", card(last)), "{number}");
    }
}

#[test]
fn what_stands_around_a_number_stays() {
    let text = "電話 03-1234-5678 4242-4242-4242-4242\n5555555555554444、よろしく";
    let masked = format!("電話 03-1234-5678 {}\n{}、よろしく", card("4242"), card("4444"));
    assert_eq!(mask(text), masked);
    assert_eq!(mask("card4242424242424242"), format!("card{}", card("4242")));
}

#[test]
fn other_numbers_are_no_cards() {
    for text in [
        // Fails the check; no issuer; too long; part of a longer number.
        "4242424242424241",
        "0000000000000000",
        "9999999999999995",
        "42424242424242424242",
        "14242424242424242",
        // A code of somebody's own.
        "ORD4242424242424242",
        "4242424242424242A",
        "+4242424242424242",
        // A parcel's slip that would pass as an Individual Number, bare.
        "440123456920",
        // Phone numbers, a date, a price, an IBAN's rest.
        "090-1234-5678 / 03-1234-5678",
        "2026-11-27 12:15",
        "1,234,567,890円",
        // A line's end is the number's end.
        "4242 4242\n4242 4242",
    ] {
        assert!(matches!(mask(text), Cow::Borrowed(same) if same == text), "{text}");
    }
}

#[test]
fn individual_numbers_are_masked_where_nothing_says_that_they_are_another() {
    for number in ["123456789018", "1234 5678 9018", "1234-5678-9018", "１２３４５６７８９０１８"]
    {
        for (before, after) in [("", ""), ("マイナンバーは", "です"), ("個人番号: ", "")]
        {
            let text = format!("{before}{number}{after}");
            assert_eq!(mask(&text), format!("{before}{INDIVIDUAL}{after}"), "{text}");
        }
    }
    let slip = "マイナンバーは440123456920";
    assert_eq!(
        mask(slip),
        format!("マイナンバーは{INDIVIDUAL}"),
        "the word outweighs the check of slips"
    );
    let nearest = "注文の件です。マイナンバー 123456789018";
    assert_eq!(mask(nearest), format!("注文の件です。マイナンバー {INDIVIDUAL}"));
}

#[test]
fn slips_orders_phones_and_instants_are_no_individual_numbers() {
    for text in [
        "伝票番号 1234-5678-9018",
        "お問い合わせ番号：123456789018",
        "123456789018が送り状の番号です",
        "注文番号123456789018",
        "tracking no. 1234 5678 9018",
        "マイナンバーではなく伝票番号 123456789018",
        "ABC123456789018",
        "+123456789018",
        "12-3456-789018",
        "123456789012",
        "202601010006",
    ] {
        assert_eq!(mask(text), text);
    }
}

#[test]
fn a_long_text_of_groups_is_looked_through_to_its_end() {
    let text = "1 ".repeat(200_000) + "4242 4242 4242 4242";
    let masked = mask(&text);
    assert!(masked.ends_with(&card("4242")) && masked.len() > 400_000);
}

/// Digits with the last one such that Luhn's check passes.
fn with_check(mut digits: Vec<u32>) -> String {
    let sum: u32 = (digits.iter().rev().enumerate())
        .map(|(at, d)| if at % 2 == 1 { *d } else { d * 2 / 10 + d * 2 % 10 })
        .sum();
    digits.push((10 - sum % 10) % 10);
    digits.iter().map(u32::to_string).collect()
}

proptest! {
    #[test]
    fn masking_twice_is_masking_once(text in "[0-9０-９ \\-ーa-z円\n]{0,80}") {
        let once = mask(&text).into_owned();
        prop_assert_eq!(mask(&once), once.as_str());
        prop_assert!(once.chars().count() <= text.chars().count());
    }

    #[test]
    fn any_text_is_masked_without_a_panic_and_only_digits_go(text in any::<String>()) {
        let masked = mask(&text);
        if text.chars().filter(|c| c.is_numeric()).count() < 12 {
            prop_assert_eq!(masked, text.as_str());
        }
    }

    #[test]
    fn every_visa_goes_in_every_grouping(
        middle in prop::collection::vec(0_u32..10, 14),
        cuts in prop::collection::vec(prop::sample::select(vec!["", " ", "-", "－", "　"]), 15),
    ) {
        let mut digits = vec![4];
        digits.extend(middle);
        let number = with_check(digits);
        let written: String = number
            .chars()
            .zip(cuts.into_iter().chain([""]))
            .map(|(digit, cut)| format!("{digit}{cut}"))
            .collect();
        let masked = mask(&written).into_owned();
        prop_assert_eq!(masked, card(&number[12..]));
    }

    #[test]
    fn a_wrong_digit_is_no_card(
        middle in prop::collection::vec(0_u32..10, 14),
        at in 1_usize..15,
        by in 1_u32..10,
    ) {
        let mut digits = vec![4];
        digits.extend(middle);
        let number = with_check(digits);
        let wrong: String = number
            .chars()
            .enumerate()
            .map(|(n, c)| {
                let digit = c.to_digit(10).unwrap();
                let digit = if n == at { (digit + by) % 10 } else { digit };
                char::from_digit(digit, 10).unwrap()
            })
            .collect();
        prop_assert_eq!(mask(&wrong), wrong.as_str());
    }
}
