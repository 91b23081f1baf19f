//! Canned replies.

#![no_main]

use libfuzzer_sys::fuzz_target;
use template::{CHARS_MAX, Value, Values, check, fill};

const NAMES: [&str; 3] = ["customer.name", "order.number", "today"];

fuzz_target!(|text: &str| {
    let value = |name: &str| {
        let said = (name != "order.number").then(|| "山田 花子".to_owned());
        (name.to_owned(), Value { label: name.to_owned(), text: said })
    };
    let values: Values = NAMES.iter().map(|name| value(name)).collect();
    let filled = fill(text, &values);
    if check(text, &NAMES).is_ok() {
        assert!(matches!(filled, Ok(_) | Err(template::Flaw::TooLong)), "{filled:?}");
    }
    if let Ok(filled) = filled {
        assert!(filled.text.chars().count() <= CHARS_MAX);
    }
});
