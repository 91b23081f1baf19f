//! What is typed into the search box, and texts that it is looked for in.

#![no_main]

use jiff::civil::date;
use language::search::{contains, grams, mark, parse, plan, snippet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let Ok(text) = std::str::from_utf8(raw) else { return };
    let (typed, text) = text.split_once('\n').unwrap_or((text, text));
    let query = parse(typed, date(2026, 11, 27));
    let words: Vec<&str> = query.words.iter().map(|word| word.text.as_str()).collect();
    for word in &words {
        let _ = plan(word);
        // What is found is marked.
        let hit = mark(text, &[word]).iter().any(|piece| piece.hit);
        assert_eq!(contains(text, word), hit, "{word:?} in {text:?}");
    }
    let whole: String = mark(text, &words).iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(whole, text);
    let shown: usize =
        snippet(text, &words, 60).iter().map(|piece| piece.text.chars().count()).sum();
    assert!(shown <= 62);
    let _ = grams(text);
});
