//! A form's definition, what is typed into it, and an inquiry as it is kept.

#![no_main]

use std::collections::BTreeMap;

use channels::form::{DEFAULT, Definition, Inquiry, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    if let Ok(inquiry) = Inquiry::parse(raw) {
        let again = Inquiry::parse(&inquiry.bytes());
        assert!(again.is_ok_and(|again| again == inquiry));
        let _ = (inquiry.subject(), inquiry.text());
    }
    let Ok(text) = std::str::from_utf8(raw) else { return };
    let (definition, typed) = text.split_once('\n').unwrap_or(("{}", text));
    let form = Definition::parse(definition).or_else(|_| Definition::parse(DEFAULT));
    let Ok(form) = form else { return };
    assert!(Definition::parse(&form.stored()).is_ok());
    // Each line is typed into one field, the rest into the last.
    let mut lines = typed.split('\u{1}');
    let typed: BTreeMap<String, String> = form
        .fields
        .iter()
        .map(|field| (field.key.clone(), lines.next().unwrap_or(typed).to_owned()))
        .collect();
    let checked = check(&form, &typed, raw.len() % 12);
    assert!(checked.answers.len() <= form.fields.len());
});
