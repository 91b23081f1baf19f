//! Mail written by machines, as answering machines and mail systems really write it.
#![expect(clippy::unwrap_used, reason = "test code: a panic is the report")]

use channels::email::{Automatic, parse};

fn automatic(headers: &str, body: &str) -> Option<Automatic> {
    let raw = format!("From: a@b.jp\nSubject: 件名\n{headers}\n{body}");
    parse(raw.as_bytes()).unwrap().automatic
}

#[test]
fn people_are_people() {
    for headers in [
        "",
        "Auto-Submitted: no\n",
        "Auto-Submitted: no (really)\n",
        "Precedence: first-class\n",
        "X-Auto-Response-Suppress: DR, RN, NRN\n",
        "Return-Path: <a@b.jp>\n",
        "In-Reply-To: <x@y>\n",
        // A customer of another Madoguchi's operator, answered by a person there.
        "X-Madoguchi-Loop: somewhere-else\n",
    ] {
        assert_eq!(automatic(headers, "こんにちは"), None, "{headers}");
    }
}

#[test]
fn answering_machines() {
    for headers in [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: Auto-Generated; x=y\n",
        "Precedence: auto_reply\n",
        "X-Autoreply: yes\n",
        "X-Auto-Response-Suppress: All\n",
        "X-Auto-Response-Suppress: OOF, AutoReply\n",
        "Return-Path: <>\n",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n",
    ] {
        let body = "--b\nContent-Type: message/disposition-notification\n\nDisposition: x\n--b--\n";
        assert_eq!(automatic(headers, body), Some(Automatic::AutoReply), "{headers}");
    }
}

#[test]
fn a_subject_is_a_weak_hint() {
    for subject in [
        "自動応答: 休暇中",
        "【自動返信】ありがとうございます",
        "不在: 11/23",
        "不在のお知らせ",
        "不在",
        "Automatic reply: x",
        "Out of Office",
    ] {
        let raw = |more: &str| format!("From: a@b.jp\nSubject: {subject}\n{more}\n本文");
        let answer = parse(raw("In-Reply-To: <x@y>\n").as_bytes()).unwrap();
        assert_eq!(answer.automatic, Some(Automatic::AutoReply), "{subject}");
        let question = parse(raw("").as_bytes()).unwrap();
        assert_eq!(question.automatic, None, "a customer may write so: {subject}");
    }
    // A delivery notice of a parcel service is no absence of the writer.
    for subject in ["不在票について", "不在通知が届きました", "不在連絡票の件"]
    {
        let raw = format!("From: a@b.jp\nIn-Reply-To: <x@y>\nSubject: {subject}\n\n");
        assert_eq!(parse(raw.as_bytes()).unwrap().automatic, None, "{subject}");
    }
}

#[test]
fn lists_and_bulk() {
    for headers in [
        "List-Id: <news.b.jp>\n",
        "List-Unsubscribe: <mailto:x@y>\n",
        "Precedence: bulk\n",
        "Precedence: List\n",
    ] {
        assert_eq!(automatic(headers, "お知らせ"), Some(Automatic::MailingList), "{headers}");
    }
}

#[test]
fn our_own_automatic_mail_come_back() {
    let headers = "Auto-Submitted: auto-replied\nX-Madoguchi-Loop: channel-1\n";
    assert_eq!(automatic(headers, "x"), Some(Automatic::Loop));
}

#[test]
fn a_delivery_report() {
    let report = |action: &str, status: &str| {
        automatic(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
            &format!(
                "--b\n\nSorry\n--b\nContent-Type: message/delivery-status\n\n\
                 Reporting-MTA: dns; mx.b.jp\n\nFinal-Recipient: rfc822; ok@b.jp\nAction: delivered\n\
                 Status: 2.0.0\n\nFinal-Recipient: rfc822; user@b.jp\nAction: {action}\nStatus: {status}\n\
                 --b\nContent-Type: text/rfc822-headers\n\nFrom: us@example.jp\nMessage-ID: <out@example.jp>\n\
                 --b--\n"
            ),
        )
    };
    let bounce = |status: &str| {
        Some(Automatic::Bounce {
            failed_recipient: Some("user@b.jp".into()),
            status: Some(status.into()),
            original_message_id: Some("out@example.jp".into()),
        })
    };
    assert_eq!(report("failed", "5.1.1"), bounce("5.1.1"));
    assert_eq!(report("delayed", "4.4.1 (no answer)"), bounce("4.4.1"));
    assert_eq!(report("delivered", "2.0.0"), Some(Automatic::AutoReply), "good news");
}

#[test]
fn reports_without_structure() {
    let exim = automatic(
        "X-Failed-Recipients: user@b.jp, other@b.jp\nIn-Reply-To: <out@example.jp>\n",
        "550 5.1.1 unknown",
    );
    assert_eq!(
        exim,
        Some(Automatic::Bounce {
            failed_recipient: Some("user@b.jp".into()),
            status: Some("5.1.1".into()),
            original_message_id: Some("out@example.jp".into()),
        })
    );
    let qmail = "From: MAILER-DAEMON@b.jp\nSubject: failure notice\n\nHi. This is the qmail-send program.\n\n<user@b.jp>:\nSorry, no mailbox here by that name. (#5.1.1)\n";
    match parse(qmail.as_bytes()).unwrap().automatic {
        Some(Automatic::Bounce { failed_recipient, status, .. }) => {
            assert_eq!(failed_recipient.as_deref(), Some("user@b.jp"));
            assert_eq!(status.as_deref(), Some("5.1.1"));
        }
        other => assert_eq!(other, None, "expected a bounce"),
    }
}
