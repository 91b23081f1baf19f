//! Texts with gaps, as those who write them use them.

#![expect(
    clippy::unwrap_used,
    reason = "a test that finds something else than it expects must end"
)]

use proptest::prelude::*;
use template::{CHARS_MAX, Flaw, Value, Values, check, fill};

const KNOWN: [&str; 4] = ["customer.name", "customer.company", "order.number", "today"];

fn values() -> Values {
    let known = |name: &str, text: Option<&str>| {
        (name.to_owned(), Value { label: format!("{name}?"), text: text.map(str::to_owned) })
    };
    Values::from([
        known("customer.name", Some("髙橋 健")),
        known("customer.company", Some("  ")),
        known("order.number", None),
        known("today", Some("2026年11月27日")),
    ])
}

fn filled(text: &str) -> (String, Vec<String>) {
    check(text, &KNOWN).unwrap();
    let filled = fill(text, &values()).unwrap();
    (filled.text, filled.open)
}

#[test]
fn gaps_are_filled_and_lines_stay() {
    let (text, open) = filled("{{ customer.name }}様\n\n本日({{today}})承りました。\n");
    assert_eq!(text, "髙橋 健様\n\n本日(2026年11月27日)承りました。\n");
    assert_eq!(open, Vec::<String>::new());
}

#[test]
fn what_is_not_known_stays_visible_and_is_told() {
    let (text, open) =
        filled("注文 {{ order.number }} と {{ customer.company }}、{{ order.number }}");
    assert_eq!(text, "注文 〔order.number?〕 と 〔customer.company?〕、〔order.number?〕");
    assert_eq!(open, ["order.number?", "customer.company?"]);
}

#[test]
fn a_condition_leaves_out_what_is_not_known() {
    let text = "{% if order.number %}\n注文 {{ order.number }}\n{% else %}\n注文番号をお知らせください。\n{% endif %}\n以上";
    assert_eq!(filled(text), ("注文番号をお知らせください。\n以上".to_owned(), vec![]));
}

#[test]
fn something_else_stands_for_what_is_not_known() {
    let (text, open) =
        filled("{{ customer.company | default('お客様') }} {{ customer.name | default('x') }}");
    assert_eq!((text.as_str(), open.len()), ("お客様 髙橋 健", 0));
}

#[test]
fn nothing_is_taken_for_markup() {
    assert_eq!(filled("<b>&\"{{ customer.name }}\"").0, "<b>&\"髙橋 健\"");
}

#[test]
fn flaws_are_told_with_their_place() {
    let flaw = |text: &str| check(text, &KNOWN).unwrap_err();
    assert_eq!(flaw("{{ customer.nmae }}"), Flaw::Unknown { name: "customer.nmae".to_owned() });
    assert_eq!(flaw("{{ secret }}"), Flaw::Unknown { name: "secret".to_owned() });
    assert!(matches!(flaw("一行目\n{{ customer.name"), Flaw::Syntax { line: 2, .. }));
    for text in ["{{ today | shout }}", "{% if today %}{% else %}\n{{ today | shout }}{% endif %}"]
    {
        assert!(matches!(flaw(text), Flaw::Syntax { .. }), "{text}");
    }
    let forbidden = Flaw::Forbidden { line: 2, word: "for".to_owned() };
    assert_eq!(flaw("a\n{%- for x in y %}{% endfor %}"), forbidden);
    assert!(matches!(flaw("{% set a = today ~ today %}"), Flaw::Forbidden { .. }));
    assert_eq!(flaw(&"長".repeat(CHARS_MAX + 1)), Flaw::TooLong);
}

#[test]
fn a_text_that_grows_is_stopped() {
    let long = Value { label: String::new(), text: Some("長".repeat(1_000)) };
    let long = Values::from([("today".to_owned(), long)]);
    assert_eq!(fill(&"{{ today }}".repeat(20), &long), Err(Flaw::TooLong));
    for sign in ["*", "~", "+", "[", "/"] {
        let forbidden = Flaw::Forbidden { line: 1, word: sign.to_owned() };
        assert_eq!(fill(&format!("{{{{ today {sign} 9999 }}}}"), &values()), Err(forbidden));
    }
    assert_eq!(filled("{{ order.number | default('*~+') }}").0, "*~+");
}

proptest! {
    #[test]
    fn a_text_without_gaps_stays_as_it_is(text in "[^{}〔]{0,200}") {
        // The language ends its lines in one way.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let filled = fill(&text, &values()).unwrap();
        prop_assert_eq!(filled.text, text);
        prop_assert!(filled.open.is_empty());
    }

    #[test]
    fn no_text_is_too_much(text in r#"(\{\{|\}\}|\{%|%\}|\{#|#\}| |\n|today|customer|\.|name|if|endif|else|\||default|\(|\)|'|"|~|\*|-|9|\[|\]|,){0,60}"#) {
        let checked = check(&text, &KNOWN);
        if let Ok(filled) = fill(&text, &values()) {
            prop_assert!(filled.text.chars().count() <= CHARS_MAX);
            for name in filled.open {
                let told = filled.text.contains(&format!("〔{name}〕"));
                prop_assert!(told);
            }
        }
        prop_assert!(checked.is_ok() || checked.is_err());
    }
}
