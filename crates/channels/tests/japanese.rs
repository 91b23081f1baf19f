//! Japanese mail in the forms that mailers, web forms and mobile phones really produce.
#![expect(clippy::unwrap_used, reason = "test code: a panic is the report")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::email::{InboundMail, parse};
use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8};

/// A mail from pieces of bytes.
fn mail(pieces: &[&[u8]]) -> InboundMail {
    parse(&pieces.concat()).unwrap()
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

/// ISO-2022-JP as Outlook writes it: NEC and IBM characters in rows the standard leaves empty.
fn cp50221(text: &str) -> Vec<u8> {
    let mut out = b"\x1b$B".to_vec();
    out.extend(encoded(EUC_JP, text).iter().map(|byte| byte & 0x7f));
    out.extend(b"\x1b(B");
    out
}

#[test]
fn vendor_characters_in_subject_name_and_body() {
    let text = "①髙橋と﨑山㈱";
    let word = STANDARD.encode(cp50221(text));
    let read = mail(&[
        b"From: =?ISO-2022-JP?B?",
        word.as_bytes(),
        b"?= <a@example.jp>\r\nSubject: =?iso-2022-jp?b?",
        word.as_bytes(),
        b"?=\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n",
        &cp50221(text),
    ]);
    assert_eq!(read.subject, text);
    assert_eq!(read.from.unwrap().name.as_deref(), Some(text));
    assert_eq!(read.text, text);
}

#[test]
fn half_width_kana_of_phones() {
    let read = mail(&[
        b"From: a@docomo.ne.jp\r\nSubject: \x1b(I=J]\x1b(B\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n",
        b"\x1b(IC=D\x1b(B \x1b$B$G$9\x1b(B",
    ]);
    assert_eq!(read.subject, "ｽﾊﾝ");
    assert_eq!(read.text, "ﾃｽﾄ です");
}

#[test]
fn every_charset_with_right_wrong_and_no_label() {
    let text = "ご注文の商品についてお問い合わせします。";
    for encoding in [ISO_2022_JP, SHIFT_JIS, EUC_JP, UTF_8] {
        for label in [
            format!("text/plain; charset={}", encoding.name()),
            format!("text/plain; charset=\"{}\"", encoding.name().to_lowercase()),
            "text/plain; charset=us-ascii".to_owned(),
            "text/plain; charset=utf-8".to_owned(),
            "text/plain; charset=".to_owned(),
            "text/plain; charset=x-sjis-unknown".to_owned(),
            "text/plain".to_owned(),
        ] {
            let header =
                format!("From: a@example.jp\r\nSubject: x\r\nContent-Type: {label}\r\n\r\n");
            let read = mail(&[header.as_bytes(), &encoded(encoding, text)]);
            assert_eq!(read.text, text, "{} as {label}", encoding.name());
        }
    }
}

#[test]
fn headers_that_were_never_encoded() {
    for encoding in [ISO_2022_JP, SHIFT_JIS, EUC_JP, UTF_8] {
        let read = mail(&[
            b"From: ",
            &encoded(encoding, "予定表係"),
            b" <form@example.jp>\r\nSubject: ",
            &encoded(encoding, "お問い合わせフォームより"),
            b"\r\n\r\nx",
        ]);
        assert_eq!(read.subject, "お問い合わせフォームより", "{}", encoding.name());
        let from = read.from.unwrap();
        assert_eq!(
            (from.name.as_deref(), from.address.as_str()),
            (Some("予定表係"), "form@example.jp")
        );
    }
}

#[test]
fn subjects_cut_in_the_middle_of_a_character() {
    let text = "商品の返品と交換についてのご相談";
    for encoding in [ISO_2022_JP, SHIFT_JIS, EUC_JP, UTF_8] {
        let bytes = encoded(encoding, text);
        for cut in 1..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            let word = |part: &[u8]| format!("=?{}?B?{}?=", encoding.name(), STANDARD.encode(part));
            let header =
                format!("From: a@b.jp\r\nSubject: {}\r\n {}\r\n\r\nx", word(head), word(tail));
            assert_eq!(
                mail(&[header.as_bytes()]).subject,
                text,
                "{} cut at {cut}",
                encoding.name()
            );
        }
    }
}

#[test]
fn file_names_in_all_their_forms() {
    let name = "見積書①（表）.xlsx";
    let base64 = STANDARD.encode(name);
    let percent: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut forms: Vec<Vec<u8>> = vec![
        format!("filename=\"=?UTF-8?B?{base64}?=\"").into_bytes(),
        format!("filename==?UTF-8?B?{base64}?=").into_bytes(),
        format!("filename*=UTF-8''{percent}").into_bytes(),
        format!("filename*0*=UTF-8'ja'{};\r\n filename*1*={}", &percent[..12], &percent[12..])
            .into_bytes(),
        format!("filename=\"{name}\"").into_bytes(),
        format!("filename={name}").into_bytes(),
    ];
    for encoding in [SHIFT_JIS, EUC_JP] {
        forms.push([b"filename=\"", encoded(encoding, name).as_slice(), b"\""].concat());
    }
    forms.push([b"filename=\"", cp50221("見積書①（表）").as_slice(), b".xlsx\""].concat());
    for form in forms {
        let read = mail(&[
            b"From: a@b.jp\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n\
              Content-Type: application/octet-stream\r\nContent-Disposition: attachment; ",
            &form,
            b"\r\n\r\ndata\r\n--b--\r\n",
        ]);
        assert_eq!(read.attachments.len(), 1);
        assert_eq!(read.attachments[0].name, name, "{}", String::from_utf8_lossy(&form));
        assert_eq!(read.attachments[0].bytes, b"data");
    }
}

#[test]
fn html_only_mail_and_its_charset() {
    let html = "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=Shift_JIS\"></head>\
                <body><p>返品したいです。</p><div>注文番号 123</div></body></html>";
    let read =
        mail(&[b"From: a@b.jp\r\nContent-Type: text/html\r\n\r\n", &encoded(SHIFT_JIS, html)]);
    assert_eq!(read.text, "返品したいです。\n\n注文番号 123");
    assert!(read.html.unwrap().contains("返品したいです。"));
}

#[test]
fn a_reply_with_its_history() {
    let body = "届きました。ありがとうございます。\r\n\r\n2026年11月23日(月) 10:00 窓口ストア <support@example.jp>:\r\n\r\n> 発送しました。\r\n";
    let read = mail(&[
        b"From: a@b.jp\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n",
        body.as_bytes(),
    ]);
    assert_eq!(read.new_text, "届きました。ありがとうございます。");
    assert!(read.text.contains("> 発送しました。"), "the whole text is kept");
}
