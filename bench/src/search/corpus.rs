//! Messages made of what people really wrote: sentences of the data sets in new company, with names,
//! numbers and addresses in the spellings in which they occur. And what people would type to find
//! them.

use std::path::Path;

use anyhow::Context as _;
use api::search::SearchKind;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;

/// A family name as it may be written, the form that is typed first.
const NAMES: &[&[&str]] = &[
    &["高橋", "髙橋", "髙槗"],
    &["渡辺", "渡邊", "渡邉"],
    &["斎藤", "齋藤", "斉藤", "齊藤"],
    &["山崎", "山﨑"],
    &["浜田", "濱田", "濵田"],
    &["桜井", "櫻井"],
    &["沢田", "澤田"],
    &["吉田", "𠮷田"],
    &["佐々木", "佐佐木"],
    &["田中"],
    &["鈴木"],
    &["伊藤"],
];
const GIVEN: &[(&str, &str)] =
    &[("健", "ケン"), ("花子", "ハナコ"), ("太郎", "タロウ"), ("真理", "マリ"), ("翔", "ショウ")];
const READINGS: &[&str] = &[
    "タカハシ",
    "ワタナベ",
    "サイトウ",
    "ヤマザキ",
    "ハマダ",
    "サクライ",
    "サワダ",
    "ヨシダ",
    "ササキ",
    "タナカ",
    "スズキ",
    "イトウ",
];

/// A customer's name and reading, company, phone, address.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) phone: String,
    pub(crate) email: String,
}

/// One query.
pub(crate) struct Typed {
    /// As it is typed.
    pub(crate) typed: String,
    /// The words in it.
    pub(crate) words: Vec<String>,
}

/// Queries of one kind.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) kind: Option<SearchKind>,
    pub(crate) queries: Vec<Typed>,
    /// Whether it is words only, so that others can be asked the same.
    pub(crate) plain: bool,
}

/// Sentences of both languages.
pub(crate) struct Corpus {
    ja: Vec<String>,
    en: Vec<String>,
}

impl Corpus {
    pub(crate) fn read(data: &Path) -> anyhow::Result<Self> {
        let text = |path: &str| {
            let path = data.join(path);
            std::fs::read_to_string(&path).with_context(|| format!("{}", path.display()))
        };
        let mut ja: Vec<String> = Vec::new();
        for line in text("ja_text/fixed_ja.txt")?.lines() {
            let sentences = line.split_inclusive(['。', '？', '!', '?']).map(str::trim);
            ja.extend(sentences.filter(|one| one.chars().count() > 4).map(str::to_owned));
        }
        let squad: Value = serde_json::from_str(&text("jsquad/valid-v1.3.json")?)?;
        strings(&squad, "question", &mut ja);
        let mut en = Vec::new();
        let natcs = ["development_test-utterances.jsonl", "test-banking_test-utterances.jsonl"];
        for file in natcs {
            for line in text(&format!("dstc11_natcs/{file}"))?.lines() {
                strings(&serde_json::from_str(line)?, "utterance", &mut en);
            }
        }
        let abcd: Value = serde_json::from_str(&text("abcd/abcd_sample.json")?)?;
        for turn in abcd.as_array().into_iter().flatten().filter_map(|one| one.get("original")) {
            for said in turn.as_array().into_iter().flatten() {
                en.extend(said.get(1).and_then(Value::as_str).map(str::to_owned));
            }
        }
        anyhow::ensure!(ja.len() > 1_000 && en.len() > 500, "the data sets are not there");
        println!("{} Japanese and {} English sentences", ja.len(), en.len());
        Ok(Self { ja, en })
    }

    /// Some message: two of three in Japanese, one of five with a name or a number in it.
    pub(crate) fn message(&self, random: &mut StdRng) -> String {
        let pool = if random.random_ratio(2, 3) { &self.ja } else { &self.en };
        let sentences = random.random_range(1..=3);
        let mut text: String =
            (0..sentences).filter_map(|_| pool.choose(random)).fold(String::new(), |text, next| {
                let gap = if next.is_ascii() && !text.is_empty() { " " } else { "" };
                format!("{text}{gap}{next}")
            });
        if random.random_ratio(1, 5) {
            let person = self.person(random);
            let number = random.random_range(0..1_000_000);
            text.push_str(&match random.random_range(0..4) {
                0 => format!("\n{}です。", person.name),
                1 => format!(" 電話は{}です。", person.phone),
                2 => format!(" {}", person.email),
                _ => format!(" 注文番号 R-{number:06}"),
            });
        }
        text
    }

    /// Somebody.
    pub(crate) fn person(&self, random: &mut StdRng) -> Person {
        let at = random.random_range(0..NAMES.len());
        let spellings = NAMES.get(at).copied().unwrap_or_default();
        let family = spellings.choose(random).copied().unwrap_or_default();
        let (given, reading) = GIVEN.choose(random).copied().unwrap_or_default();
        let kana = READINGS.get(at).copied().unwrap_or_default();
        let gap = *["", " ", "　"].choose(random).unwrap_or(&"");
        let tail = random.random_range(0..100_000_000);
        let phone = format!("090-{:04}-{:04}", tail / 10_000, tail % 10_000);
        let phone = if random.random_ratio(1, 4) { phone.replace('-', "") } else { phone };
        let email = format!("user{}@example{}.jp", tail % 1_000_000, tail % 40);
        Person {
            name: format!("{family}{gap}{given}"),
            kana: format!("{kana} {reading}"),
            phone,
            email,
        }
    }

    /// What people type, by kind.
    pub(crate) fn groups(&self, queries: usize) -> Vec<Group> {
        let mut random = StdRng::seed_from_u64(2);
        let mut make = |name, plain, one: &dyn Fn(&mut StdRng) -> Vec<String>| {
            let queries = (0..queries).map(|_| one(&mut random));
            let typed = |words: Vec<String>| Typed { typed: words.join(" "), words };
            let queries = queries.map(typed).collect();
            Group { name, kind: Some(SearchKind::Message), queries, plain }
        };
        let ja = |random: &mut StdRng, from, to| part(&self.ja, random, (from, to));
        let mut groups = vec![
            make("sentence_part", true, &|random| vec![ja(random, 7, 12)]),
            make("two_letters", true, &|random| vec![ja(random, 2, 2)]),
            make("two_words", true, &|random| vec![ja(random, 2, 4), ja(random, 2, 3)]),
            make("katakana_as_hiragana", true, &|random| {
                vec![self.katakana(random).chars().map(hiragana).collect()]
            }),
            make("half_as_full_width", true, &|random| {
                let word = word(&self.en, random);
                vec![word.chars().map(full_width).collect()]
            }),
            make("english_word", true, &|random| vec![word(&self.en, random)]),
            make("name_variant", true, &|random| {
                vec![NAMES.choose(random).and_then(|all| all.first()).unwrap_or(&"").to_string()]
            }),
            make("phone_part", true, &|random| {
                let digits = random.random_range(0..1_000_000);
                vec![format!("{:03}-{:03}", digits / 1_000, digits % 1_000)]
            }),
            make("address_part", true, &|random| {
                vec![format!("r{}@exam", random.random_range(100..1_000))]
            }),
            make("with_operators", false, &|random| {
                vec![ja(random, 2, 4), "担当:自分".to_owned(), "after:90d".to_owned()]
            }),
        ];
        let mut everywhere = make("everything", false, &|random| vec![ja(random, 2, 5)]);
        everywhere.kind = None;
        let mut customers = make("customer_name", false, &|random| {
            let person = self.person(random);
            vec![person.name.chars().take(2).collect()]
        });
        customers.kind = Some(SearchKind::Customer);
        let mut dialled = make("customer_phone", false, &|random| {
            vec![format!("{:06}", random.random_range(0..1_000_000))]
        });
        dialled.kind = Some(SearchKind::Customer);
        groups.extend([everywhere, customers, dialled]);
        groups
    }

    /// A word in katakana of some sentence.
    fn katakana(&self, random: &mut StdRng) -> String {
        let katakana = |c: char| matches!(c, 'ァ'..='ヶ' | 'ー');
        loop {
            let sentence = self.ja.choose(random).map(String::as_str).unwrap_or_default();
            let words = sentence.split(|c| !katakana(c));
            let words: Vec<&str> = words.filter(|one| one.chars().count() >= 3).collect();
            if let Some(found) = words.choose(random) {
                return (*found).to_owned();
            }
        }
    }
}

fn strings(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                match value {
                    Value::String(text) if field == name => found.push(text.clone()),
                    other => strings(other, name, found),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|one| strings(one, name, found)),
        _ => {}
    }
}

/// Letters that stand together in some sentence, as somebody remembers them.
fn part(pool: &[String], random: &mut StdRng, (from, to): (usize, usize)) -> String {
    let wanted = random.random_range(from..=to);
    loop {
        let sentence = pool.choose(random).map(String::as_str).unwrap_or_default();
        let letters: Vec<char> = sentence.chars().collect();
        let start = random.random_range(0..letters.len().max(1));
        let part: Vec<char> = letters.into_iter().skip(start).take(wanted).collect();
        let japanese =
            |c: &char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヶ' | 'ー' | '\u{4E00}'..='\u{9FFF}');
        if part.len() == wanted && part.iter().all(japanese) {
            return part.into_iter().collect();
        }
    }
}

fn word(pool: &[String], random: &mut StdRng) -> String {
    loop {
        let sentence = pool.choose(random).map(String::as_str).unwrap_or_default();
        let words = sentence.split(|c: char| !c.is_ascii_alphabetic());
        let words: Vec<&str> = words.filter(|word| word.len() >= 4).collect();
        if let Some(found) = words.choose(random) {
            return (*found).to_owned();
        }
    }
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    }
}

fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
