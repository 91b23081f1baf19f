//! What is taken out of a mail is in none of its bytes, and everything else reads as before.
#![expect(clippy::unwrap_used, reason = "test code: a panic is the report")]

use channels::email::{parse, redact};
use proptest::prelude::*;

const SECRET: &str = "4242424242424242";

fn hide(text: &str) -> Option<String> {
    text.contains(SECRET).then(|| text.replace(SECRET, "****4242"))
}

/// Redacts and says that nothing of the secret is left, plain or in Base64.
fn redacted(raw: &[u8]) -> Vec<u8> {
    let out = redact(raw, &hide).unwrap();
    assert!(!String::from_utf8_lossy(&out).contains(SECRET));
    let (before, after) = (parse(raw).unwrap(), parse(&out).unwrap());
    assert_eq!(after.text, before.text.replace(SECRET, "****4242"));
    assert_eq!(after.subject, before.subject.replace(SECRET, "****4242"));
    assert_eq!(
        (after.from, after.to, after.message_id),
        (before.from, before.to, before.message_id)
    );
    assert_eq!(after.attachments, before.attachments);
    out
}

#[test]
fn a_plain_mail_in_any_charset_and_encoding() {
    for (charset, encoding) in [
        ("utf-8", encoding_rs::UTF_8),
        ("iso-2022-jp", encoding_rs::ISO_2022_JP),
        ("shift_jis", encoding_rs::SHIFT_JIS),
    ] {
        let text = format!("カードは{SECRET}です。\r\n花子\r\n");
        let mut raw = format!(
            "Message-ID: <1@example.jp>\r\nFrom: 花子 <a@example.jp>\r\nTo: b@example.jp\r\nSubject: {SECRET} x\r\nContent-Type: text/plain;\r\n charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        )
        .into_bytes();
        raw.extend_from_slice(&encoding.encode(&text).0);
        redacted(&raw);
    }
    let soft = "From: a@example.jp\r\nSubject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n4242424=\r\n242424242\r\n";
    redacted(soft.as_bytes());
    // Without any header about its content, and with the line ends of Unix.
    redacted(format!("From: a@example.jp\nSubject: x\n\nmy {SECRET}\n").as_bytes());
}

#[test]
fn every_text_of_a_mail_with_parts_and_no_file_or_link() {
    let raw = format!(
        "From: a@example.jp\r\nSubject: =?utf-8?B?44Kr44O844OJ?= {SECRET}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nNDI0MjQyNDI0MjQyNDI0Mg==\r\n--i\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{SECRET} <a href=\"https://example.jp/?q=17\">x</a></p>\r\n--i--\r\n--o\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n1,2\r\n--o--\r\n"
    );
    let out = redacted(raw.as_bytes());
    let after = parse(&out).unwrap();
    assert!(after.html.unwrap().contains("https://example.jp/?q=17"));
    assert_eq!(after.attachments.len(), 1);
}

#[test]
fn what_has_nothing_to_hide_stays_as_it_is() {
    assert_eq!(redact(b"From: a@example.jp\r\nSubject: x\r\n\r\n4242\r\n", &hide), None);
    assert_eq!(redact(b"", &hide), None);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), head in "[ -~\r\n]{0,60}") {
        let all = |_: &str| Some("x".to_owned());
        let _ = redact(&bytes, &all);
        let mut raw = format!("Content-Type: multipart/mixed; boundary=b\r\n{head}\r\n\r\n--b\r\n").into_bytes();
        raw.extend(bytes);
        let _ = redact(&raw, &all);
    }
}
