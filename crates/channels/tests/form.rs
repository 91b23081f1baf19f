//! Whatever is typed into a form, and whatever bytes the journal holds.
#![expect(clippy::unwrap_used, reason = "test code: a panic is the report")]

use std::collections::BTreeMap;

use channels::form::{Answered, DEFAULT, Definition, Inquiry, Wrong, check};
use model::FormInput;
use model::limits::{FORM_LABEL_CHARS_MAX, FORM_TEXT_CHARS_MAX};
use proptest::prelude::*;

const CATEGORY: &str = "0199a1b2-0000-7000-8000-000000000001";

fn field() -> impl Strategy<Value = (FormInput, bool)> {
    (proptest::sample::select(FormInput::ALL.to_vec()), any::<bool>())
}

/// A form that an administrator could have made, with the key of each field.
fn form() -> impl Strategy<Value = Definition> {
    proptest::collection::vec(field(), 1..12).prop_map(|fields| {
        let mut single = Vec::new();
        let mut json = Vec::new();
        for (at, (input, required)) in fields.into_iter().enumerate() {
            if input.is_single() && single.contains(&input) {
                continue;
            }
            single.push(input);
            json.push(serde_json::json!({
                "key": format!("f{at}"), "input": input, "required": required,
                "label": {"ja": format!("質問{at}")},
                "choices": [{"ja": "はい", "en": "yes"}, {"ja": "いいえ"}],
                "categories": [CATEGORY], "purpose": CATEGORY, "channels": ["mail"],
                "wording": {"ja": "同意します"},
            }));
        }
        Definition::parse(&serde_json::json!({ "fields": json }).to_string()).unwrap()
    })
}

/// What people, their keyboards and programs type.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9０-９+()ー− -]{0,24}",
        "[a-zA-Z.＠@]{0,20}@[a-z.]{0,20}",
        "[12][0-9]{3}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日?",
        "[\\x00-\\x1f あ\n]{0,30}",
        proptest::sample::select(vec!["はい", CATEGORY, "", "緑"]).prop_map(str::to_owned),
        (0..FORM_TEXT_CHARS_MAX + 9).prop_map(|n| "長".repeat(n)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Nothing panics; what is accepted is in normal form and within its limits, is an answer to a
    /// question, and is kept and read back as it is.
    #[test]
    fn what_is_accepted_is_what_was_asked(
        form in form(),
        answers in proptest::collection::vec(typed(), 12),
        stray in typed(),
        files in 0_usize..14,
    ) {
        let mut typed: BTreeMap<String, String> =
            answers.into_iter().enumerate().map(|(at, text)| (format!("f{at}"), text)).collect();
        typed.insert("stray".to_owned(), stray);
        let first = check(&form, &typed, files);
        let again = check(&form, &first.answers, files);
        prop_assert_eq!(&again.answers, &first.answers, "the normal form is its own normal form");
        prop_assert_eq!(again.wrong.keys().collect::<Vec<_>>(), first.wrong.keys().collect::<Vec<_>>());
        let mut kept = Vec::new();
        for field in &form.fields {
            let (answer, wrong) = (first.answers.get(&field.key), first.wrong.get(&field.key));
            if let Some(wrong) = wrong {
                let text = wrong.text();
                prop_assert!(!text.ja.is_empty() && !text.en.is_empty());
                continue;
            }
            if field.input == FormInput::Files {
                prop_assert!(files <= field.files_max() && (files > 0 || !field.required));
                continue;
            }
            prop_assert!(answer.is_some() || !field.required);
            let Some(answer) = answer else { continue };
            prop_assert!(!answer.is_empty() && answer.chars().count() <= FORM_TEXT_CHARS_MAX);
            prop_assert!(!answer.contains(|c: char| c.is_control() && c != '\n'));
            prop_assert!(field.input == FormInput::LongText || !answer.contains('\n'));
            kept.push(Answered {
                input: field.input,
                label: field.label.ja.clone(),
                answer: answer.clone(),
            });
        }
        prop_assert!(!first.answers.contains_key("stray"));
        if first.wrong.is_empty() {
            let inquiry = Inquiry::new("1234-5678".to_owned(), "問い合わせ".to_owned(), "ja", kept);
            let read = Inquiry::parse(&inquiry.bytes()).unwrap();
            for one in &read.answers {
                prop_assert!(read.text().contains(&one.answer));
            }
            prop_assert_eq!(read, inquiry);
        }
    }

    #[test]
    fn no_bytes_make_the_readers_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        at in 0_usize..600,
        text in any::<String>(),
    ) {
        let _ = Inquiry::parse(&bytes);
        let _ = Definition::parse(&text);
        let answers = vec![Answered {
            input: FormInput::Email,
            label: "宛先".to_owned(),
            answer: "a@b.jp".to_owned(),
        }];
        let mut raw = Inquiry::new("1".into(), "f".into(), "ja", answers).bytes();
        let place = at % raw.len();
        raw[place] ^= 0x15;
        let _ = Inquiry::parse(&raw).map(|inquiry| (inquiry.text(), inquiry.subject()));
        let mut form = DEFAULT.to_owned();
        form.truncate((0..=at.min(form.len())).rev().find(|n| form.is_char_boundary(*n)).unwrap());
        prop_assert!(Definition::parse(&form).is_err() || at >= form.len());
    }
}

#[test]
fn a_kept_inquiry_that_was_tampered_with_is_not_answered_to_nowhere() {
    let one = |answer: &str| Answered {
        input: FormInput::Email,
        label: "宛先".to_owned(),
        answer: answer.to_owned(),
    };
    let read =
        |answers| Inquiry::parse(&Inquiry::new("1".into(), "f".into(), "ja", answers).bytes());
    assert!(read(vec![one("a@b.jp")]).is_ok());
    assert_eq!(read(vec![one("a@b.jp\r\nBcc: c@d.jp")]).unwrap_err().code(), "wrong");
    let long = Answered { label: "x".repeat(FORM_LABEL_CHARS_MAX + 1), ..one("a@b.jp") };
    assert_eq!(read(vec![long]).unwrap_err().code(), "too_large");
    assert_eq!(Inquiry::parse(b"{}").unwrap_err().code(), "malformed");
    let wrong = Wrong::FileTooLarge { name: "写真.jpg".to_owned() }.text();
    assert!(wrong.ja.contains("20MB") && wrong.en.contains("写真.jpg"), "{wrong:?}");
}
