//! Nothing that comes in can make the parser panic, hang or eat the memory.
#![expect(clippy::unwrap_used, reason = "test code: a panic is the report")]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use channels::email::{Unparseable, parse, parse_header};
use proptest::prelude::*;

/// Real mails to start from, and a few of our own for machines without the evaluation data.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let root = std::env::var_os("MADOGUCHI_DATA").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
            PathBuf::from,
        );
        let mut seeds = vec![
            b"From: a@b.jp\r\nSubject: =?ISO-2022-JP?B?GyRCJCIbKEI=?=\r\n\r\n\x1b$B$\"\x1b(B\r\n".to_vec(),
            b"From: a@b.jp\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: \
              message/rfc822\n\nSubject: x\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\n\
              x\n--c--\n--b\nContent-Type: text/html\n\n<b>x\n--b\nContent-Disposition: attachment; \
              filename*0*=utf-8''%E3%81; filename*1*=%82\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n"
                .to_vec(),
        ];
        let mut folders = vec![root.join("mime")];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(folder) else { continue };
            for path in entries.map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "eml") {
                    let raw = std::fs::read(path).unwrap();
                    // The big ones only make the mutations rarer.
                    if raw.len() < 8_000 {
                        seeds.push(raw);
                    }
                }
            }
        }
        seeds
    })
}

/// One change to a mail.
#[derive(Clone, Debug)]
enum Change {
    Cut(prop::sample::Index),
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
}

fn changes() -> impl Strategy<Value = Change> {
    let index = any::<prop::sample::Index>;
    let morsels = proptest::sample::select(vec![
        b"\r\n".to_vec(),
        b"\n\n".to_vec(),
        b"--".to_vec(),
        b"=?utf-8?B?4w==?=".to_vec(),
        b"=?iso-2022-jp?Q?=1B$B?=".to_vec(),
        b"\x1b$B".to_vec(),
        b"\x00".to_vec(),
        b"\xff\xfe".to_vec(),
        b"Content-Type: message/rfc822\n\n".to_vec(),
        b"Content-Type: multipart/digest; boundary=\"\"\n\n".to_vec(),
        b"; filename*0*=x''%".to_vec(),
        b"\"(<@,;:\\".to_vec(),
        "、。「".as_bytes().to_vec(),
    ]);
    prop_oneof![
        index().prop_map(Change::Cut),
        (index(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        (index(), morsels).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (index(), 1_usize..80).prop_map(|(at, count)| Change::Remove(at, count)),
        (index(), 1_usize..400).prop_map(|(at, count)| Change::Repeat(at, count)),
    ]
}

fn apply(mut raw: Vec<u8>, change: &Change) -> Vec<u8> {
    if raw.is_empty() {
        return raw;
    }
    match change {
        Change::Cut(at) => raw.truncate(at.index(raw.len())),
        Change::Flip(at, byte) => {
            let at = at.index(raw.len());
            raw.splice(at..=at, [*byte]);
        }
        Change::Insert(at, bytes) => {
            let at = at.index(raw.len());
            raw.splice(at..at, bytes.iter().copied());
        }
        Change::Remove(at, count) => {
            let at = at.index(raw.len());
            let end = (at + count).min(raw.len());
            raw.drain(at..end);
        }
        Change::Repeat(at, count) => {
            let at = at.index(raw.len());
            let end = (at + count).min(raw.len());
            let piece: Vec<u8> = raw.drain(at..end).collect();
            raw.splice(at..at, piece.iter().chain(&piece).copied());
        }
    }
    raw
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]
    #[test]
    fn mutated_real_mails(seed in any::<prop::sample::Index>(), changes in proptest::collection::vec(changes(), 1..8)) {
        let raw = changes.iter().fold(seed.get(seeds()).clone(), apply);
        if let Ok(mail) = parse(&raw) {
            // What is said about every mail, whatever it was made of.
            prop_assert!(!mail.subject.contains(['\r', '\n']));
            prop_assert!(mail.attachments.iter().all(|file| !file.name.is_empty() && !file.name.contains('/')));
        }
        let _ = parse_header(&raw);
    }

    #[test]
    fn arbitrary_bytes(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = parse(&raw);
    }

    #[test]
    fn arbitrary_header_lines(lines in proptest::collection::vec("(From|To|Subject|Content-Type|Date|References|Content-Disposition): [\\x20-\\xff]{0,60}", 0..6)) {
        let raw: Vec<u8> = lines.join("\r\n").chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
        let _ = parse(&raw);
    }
}

/// Runs on a thread with the stack that tokio's workers have.
fn on_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(work).unwrap().join().unwrap()
}

#[test]
fn deep_nesting_is_refused_without_a_deep_stack() {
    for count in [40, 400, 100_000] {
        let messages = "Content-Type: message/rfc822\n\n".repeat(count);
        let raw = format!("From: a@b.jp\n{messages}Subject: x\n\nx");
        let error = on_a_small_stack(move || parse(raw.as_bytes())).unwrap_err();
        assert!(matches!(error, Unparseable::TooDeep | Unparseable::TooManyParts), "{error:?}");
    }
    let mut raw = String::from("From: a@b.jp\n");
    for level in 0..300 {
        raw.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"));
    }
    let error = on_a_small_stack(move || parse(raw.as_bytes())).unwrap_err();
    assert_eq!(error, Unparseable::TooDeep);
}

#[test]
fn what_costs_much_is_refused_quickly() {
    let header = "From: a@b.jp\nContent-Type: multipart/mixed; boundary=b\n";
    let cases = [
        format!("{header}\n{}", "--b\n\nx\n".repeat(600)),
        format!("{header}\n{}", "--b\n\n".repeat(1_000_000)),
        "X-A: b\n".repeat(2_000_000),
        format!("From: a@b.jp\nSubject: {}\n\nx", "=?utf-8?B?4w==?= ".repeat(100_000)),
        format!("From: {}\n\nx", "a@b.jp, ".repeat(500_000)),
        format!("From: a@b.jp\nContent-Type: text/plain{}\n\nx", ";a=b".repeat(3_000_000)),
    ];
    for raw in cases {
        let start = Instant::now();
        assert!(parse(raw.as_bytes()).is_err(), "{}…", raw.get(..60).unwrap());
        assert!(start.elapsed() < Duration::from_secs(20), "{}…", raw.get(..60).unwrap());
    }
}

#[test]
fn long_but_harmless_mail_is_read_in_reasonable_time() {
    let line = "お世話になっております。> 2026年11月23日 <a@b.jp> の件です:\n";
    let html = "<p>あ<br><a href=\"https://example.jp/\">b</a></p>\n";
    for raw in [
        format!("From: a@b.jp\nContent-Type: text/plain; charset=utf-8\n\n{}", line.repeat(20_000)),
        format!("From: a@b.jp\nContent-Type: text/html; charset=utf-8\n\n{}", html.repeat(20_000)),
        format!("From: a@b.jp\nContent-Type: text/html\n\n{}", "<head><a <".repeat(50_000)),
    ] {
        let start = Instant::now();
        assert!(parse(raw.as_bytes()).is_ok());
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }
}
