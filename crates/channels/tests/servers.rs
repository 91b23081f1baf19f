//! The mail clients against real servers: Dovecot and Postfix, started by the tests themselves.
#![expect(clippy::unwrap_used, reason = "test code: a panic is the report")]

use std::time::Duration;

use channels::email::imap::{ImapSettings, Mailbox, MailboxCursor, RawContent, Wake, test};
use channels::email::smtp::{self, Envelope, SmtpError, SmtpSettings};
use channels::email::{Automatic, Endpoint, Security, ServerError, parse};
use testkit::mail::{Dovecot, Postfix};

const PASSWORD: &str = "secret";

fn endpoint(port: u16, security: Security, server: &Dovecot) -> Endpoint {
    let (host, extra_ca) = ("localhost".into(), Some(server.ca_pem()));
    Endpoint { host, port, security, allow_plain: false, allow_private: true, extra_ca }
}

fn imap(server: &Dovecot) -> ImapSettings {
    ImapSettings {
        endpoint: endpoint(server.imap_port(), Security::StartTls, server),
        username: "support".into(),
        password: PASSWORD.into(),
        folder: "INBOX".into(),
    }
}

fn dovecot() -> Dovecot {
    let server = Dovecot::start();
    server.add_user("support", PASSWORD);
    server
}

fn letter(subject: &str) -> Vec<u8> {
    format!(
        "From: customer@example.com\r\nTo: support@example.jp\r\nSubject: {subject}\r\n\
         Message-ID: <{subject}@example.com>\r\n\r\n.hello\r\n..\r\n"
    )
    .into_bytes()
}

fn subject(content: &RawContent) -> String {
    match content {
        RawContent::Whole(raw) => parse(raw).unwrap().subject,
        other => panic!("{other:?}"),
    }
}

async fn subjects_after(mailbox: &mut Mailbox, uid: u32) -> Vec<(u32, String)> {
    let mails = mailbox.fetch_after(uid, 100).await.unwrap();
    mails.iter().map(|mail| (mail.uid, subject(&mail.content))).collect()
}

#[tokio::test]
async fn mail_is_fetched_stays_unread_and_is_then_marked() {
    let server = dovecot();
    server.deliver("support", &letter("one"));
    server.deliver("support", &letter("two"));
    let mut mailbox = Mailbox::select(&imap(&server)).await.unwrap();
    assert_eq!(mailbox.state().exists, 2);
    assert_eq!(mailbox.state().uid_next, 3);
    let mails = mailbox.fetch_after(0, 100).await.unwrap();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| !mail.seen && mail.internal_date.is_some()));
    let RawContent::Whole(raw) = &mails[0].content else { panic!() };
    assert_eq!(parse(raw).unwrap().text, ".hello\n..", "dots survive the way");
    assert_eq!(subjects_after(&mut mailbox, 1).await, [(2, "two".into())]);
    assert_eq!(subjects_after(&mut mailbox, 2).await, []);
    assert_eq!(mailbox.fetch_after(0, 1).await.unwrap().len(), 1, "no more than asked for");

    assert!(!mailbox.fetch_after(0, 1).await.unwrap()[0].seen, "PEEK leaves it unread");
    mailbox.mark_seen(&[1]).await.unwrap();
    let seen: Vec<_> =
        mailbox.fetch_after(0, 9).await.unwrap().iter().map(|mail| mail.seen).collect();
    assert_eq!(seen, [true, false]);
    mailbox.close().await;
}

#[tokio::test]
async fn idle_wakes_on_new_mail_and_ends_in_time() {
    let server = dovecot();
    let mut mailbox = Mailbox::select(&imap(&server)).await.unwrap();
    assert_eq!(mailbox.idle(Duration::from_millis(300)).await.unwrap(), Wake::Elapsed);
    let (wake, ()) = tokio::join!(mailbox.idle(Duration::from_secs(60)), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.deliver("support", &letter("wake"));
    });
    assert_eq!(wake.unwrap(), Wake::Changed);
    assert_eq!(subjects_after(&mut mailbox, 0).await, [(1, "wake".into())]);

    // What comes between fetching and waiting is not slept through.
    server.deliver("support", &letter("between"));
    assert_eq!(mailbox.idle(Duration::from_secs(60)).await.unwrap(), Wake::Changed);
    assert_eq!(subjects_after(&mut mailbox, 1).await, [(2, "between".into())]);
}

#[tokio::test]
async fn an_outage_loses_nothing() {
    let server = dovecot();
    server.deliver("support", &letter("before"));
    let mut mailbox = Mailbox::select(&imap(&server)).await.unwrap();
    let mut cursor = MailboxCursor::default().resume("inbox", mailbox.state().uid_validity);
    for (uid, _) in subjects_after(&mut mailbox, cursor.last_uid).await {
        cursor = cursor.advance(uid);
    }
    server.stop();
    let error = mailbox.idle(Duration::from_secs(5)).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    let error = Mailbox::select(&imap(&server)).await.unwrap_err();
    assert_eq!(error.code(), "refused");

    server.resume();
    server.deliver("support", &letter("after"));
    let mut mailbox = Mailbox::select(&imap(&server)).await.unwrap();
    cursor = cursor.resume("inbox", mailbox.state().uid_validity);
    assert!(cursor.is_behind(mailbox.state().uid_next));
    assert_eq!(subjects_after(&mut mailbox, cursor.last_uid).await, [(2, "after".into())]);

    server.kill();
    assert!(mailbox.idle(Duration::from_secs(5)).await.is_err());
    server.resume();
    let mut mailbox = Mailbox::select(&imap(&server)).await.unwrap();
    assert_eq!(subjects_after(&mut mailbox, cursor.last_uid).await, [(2, "after".into())]);
}

#[tokio::test]
async fn a_renumbered_mailbox_is_read_again() {
    let server = dovecot();
    for name in ["one", "two"] {
        server.deliver("support", &letter(name));
    }
    let mailbox = Mailbox::select(&imap(&server)).await.unwrap();
    let validity = mailbox.state().uid_validity;
    let cursor = MailboxCursor::default().resume("inbox", validity).advance(2);
    mailbox.close().await;
    server.stop();
    server.forget_uids("support");
    // UIDVALIDITY is the time in seconds at which the mailbox was numbered.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    server.resume();
    let mut mailbox = Mailbox::select(&imap(&server)).await.unwrap();
    assert_ne!(mailbox.state().uid_validity, validity);
    let cursor = cursor.resume("inbox", mailbox.state().uid_validity);
    assert_eq!(cursor.last_uid, 0);
    let subjects = subjects_after(&mut mailbox, cursor.last_uid).await;
    assert_eq!(subjects.len(), 2, "{subjects:?}");
}

#[tokio::test]
async fn many_mails_come_in_batches_and_in_order() {
    let server = dovecot();
    for number in 0..120 {
        server.deliver("support", &letter(&format!("n{number}")));
    }
    let mut mailbox = Mailbox::select(&imap(&server)).await.unwrap();
    let mut cursor = MailboxCursor::default().resume("inbox", mailbox.state().uid_validity);
    let mut seen = Vec::new();
    loop {
        let batch = mailbox.fetch_after(cursor.last_uid, 70).await.unwrap();
        let Some(last) = batch.last() else { break };
        cursor = cursor.advance(last.uid);
        seen.extend(batch.iter().map(|mail| subject(&mail.content)));
    }
    assert_eq!(seen, (0..120).map(|number| format!("n{number}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_giant_comes_as_its_header() {
    let server = dovecot();
    let mut giant = letter("giant");
    let line = [b'x'; 76];
    while giant.len() <= model::limits::MAIL_BYTES_MAX {
        giant.extend(line);
        giant.extend(b"\r\n");
    }
    server.deliver("support", &letter("small"));
    server.deliver("support", &giant);
    server.deliver("support", &letter("last"));
    let mut mailbox = Mailbox::select(&imap(&server)).await.unwrap();
    let mails = mailbox.fetch_after(0, 10).await.unwrap();
    assert_eq!(mails.len(), 3);
    match &mails[1].content {
        RawContent::HeaderOnly { header, bytes } => {
            assert!(*bytes > model::limits::MAIL_BYTES_MAX);
            assert!(header.len() < 1000);
            assert_eq!(channels::email::parse_header(header).unwrap().subject, "giant");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(subject(&mails[2].content), "last");
}

#[tokio::test]
async fn every_kind_of_security_works_and_the_certificate_matters() {
    let server = dovecot();
    let with = |port, security| ImapSettings {
        endpoint: endpoint(port, security, &server),
        ..imap(&server)
    };
    for (port, security) in [
        (server.imaps_port(), Security::Tls),
        (server.imap_port(), Security::StartTls),
        (server.imap_port(), Security::Plain),
    ] {
        let report = test(&with(port, security)).await;
        assert!(report.is_ok_and(|report| report.has_idle), "{security:?}");
    }
    for (port, security) in
        [(server.imaps_port(), Security::Tls), (server.imap_port(), Security::StartTls)]
    {
        let mut untrusted = with(port, security);
        untrusted.endpoint.extra_ca = None;
        assert_eq!(test(&untrusted).await.unwrap_err().code(), "tls", "{security:?}");
    }
    // TLS spoken to a port that does not.
    assert_eq!(test(&with(server.imap_port(), Security::Tls)).await.unwrap_err().code(), "tls");
}

#[tokio::test]
async fn failures_of_sign_in_and_folder_are_told_apart() {
    let server = dovecot();
    let wrong = ImapSettings { password: "wrong".into(), ..imap(&server) };
    let error = test(&wrong).await.unwrap_err();
    assert_eq!(error.code(), "auth");
    assert!(error.message().ja.contains("ログイン"));
    assert_eq!(Mailbox::select(&wrong).await.unwrap_err().code(), "auth");

    let wrong = ImapSettings { folder: "問合せ".into(), ..imap(&server) };
    match test(&wrong).await.unwrap_err() {
        ServerError::FolderMissing { folder, available } => {
            assert_eq!(folder, "問合せ");
            assert_eq!(available, ["INBOX"]);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn names_and_passwords_beyond_ascii() {
    let server = Dovecot::start();
    server.add_user("support", "合言葉");
    let settings = ImapSettings { password: "合言葉".into(), ..imap(&server) };
    assert!(test(&settings).await.is_ok());
}

fn smtp(port: u16, security: Security, dovecot: &Dovecot, password: Option<&str>) -> SmtpSettings {
    SmtpSettings {
        endpoint: endpoint(port, security, dovecot),
        credentials: password.map(|password| ("support".to_owned(), password.to_owned())),
        from: channels::email::Mailbox { name: None, address: "support@example.jp".into() },
    }
}

fn envelope(to: &[&str]) -> Envelope {
    Envelope {
        from: Some("support@example.jp".into()),
        to: to.iter().map(|to| (*to).to_owned()).collect(),
    }
}

/// Without root there is no Postfix; the test says so and the rest of the suite still runs.
fn postfix(dovecot: &Dovecot) -> Option<Postfix> {
    if Postfix::is_possible() {
        return Some(Postfix::start(dovecot));
    }
    eprintln!("skipped: Postfix needs root");
    None
}

/// Waits for a mail with a UID above `uid`.
async fn next_mail(mailbox: &mut Mailbox, uid: u32) -> Vec<u8> {
    for _ in 0..60 {
        if let Some(mail) = mailbox.fetch_after(uid, 1).await.unwrap().into_iter().next() {
            let RawContent::Whole(raw) = mail.content else { panic!() };
            return raw;
        }
        mailbox.idle(Duration::from_secs(1)).await.unwrap();
    }
    panic!("no mail came");
}

#[tokio::test]
async fn sent_by_smtp_it_arrives_in_the_mailbox() {
    let dovecot = dovecot();
    let Some(postfix) = postfix(&dovecot) else { return };
    let mut mailbox = Mailbox::select(&imap(&dovecot)).await.unwrap();
    let routes = [
        smtp(postfix.smtp_port(), Security::Plain, &dovecot, None),
        smtp(postfix.smtps_port(), Security::Tls, &dovecot, Some(PASSWORD)),
        smtp(postfix.submission_port(), Security::StartTls, &dovecot, Some(PASSWORD)),
    ];
    for (number, settings) in (0_u32..).zip(routes) {
        smtp::test(&settings).await.unwrap();
        let raw = letter(&format!("route{number}"));
        let receipt = smtp::send(&settings, &envelope(&["support@example.jp"]), &raw).await;
        let receipt = receipt.unwrap();
        assert!(receipt.response.contains("queued"), "{receipt:?}");
        assert!(receipt.refused.is_empty());
        let arrived = parse(&next_mail(&mut mailbox, number).await).unwrap();
        assert_eq!(arrived.subject, format!("route{number}"));
        assert_eq!(arrived.text, ".hello\n..");
        assert_eq!(arrived.delivered_to, ["support@example.jp"]);
    }
}

#[tokio::test]
async fn a_bounce_comes_back_and_names_the_mail_that_failed() {
    let dovecot = dovecot();
    let Some(postfix) = postfix(&dovecot) else { return };
    let settings = smtp(postfix.smtp_port(), Security::Plain, &dovecot, None);
    smtp::send(&settings, &envelope(&["nobody@example.jp"]), &letter("lost")).await.unwrap();
    let mut mailbox = Mailbox::select(&imap(&dovecot)).await.unwrap();
    let bounce = parse(&next_mail(&mut mailbox, 0).await).unwrap();
    match bounce.automatic {
        Some(Automatic::Bounce { failed_recipient, status, original_message_id }) => {
            assert_eq!(failed_recipient.as_deref(), Some("nobody@example.jp"));
            assert_eq!(status.as_deref(), Some("5.1.1"));
            assert_eq!(original_message_id.as_deref(), Some("lost@example.com"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn smtp_failures_are_typed() {
    let dovecot = dovecot();
    let Some(postfix) = postfix(&dovecot) else { return };
    let one = envelope(&["support@example.jp"]);
    let raw = letter("x");

    let wrong = smtp(postfix.smtps_port(), Security::Tls, &dovecot, Some("wrong"));
    assert_eq!(smtp::test(&wrong).await.unwrap_err().code(), "auth");
    let mut untrusted = smtp(postfix.smtps_port(), Security::Tls, &dovecot, Some(PASSWORD));
    untrusted.endpoint.extra_ca = None;
    assert_eq!(smtp::test(&untrusted).await.unwrap_err().code(), "tls");
    let mut untrusted = smtp(postfix.submission_port(), Security::StartTls, &dovecot, None);
    untrusted.endpoint.extra_ca = None;
    assert_eq!(smtp::test(&untrusted).await.unwrap_err().code(), "tls");

    let open = smtp(postfix.smtp_port(), Security::Plain, &dovecot, None);
    let foreign = "somebody@elsewhere.example";
    match smtp::send(&open, &envelope(&[foreign]), &raw).await.unwrap_err() {
        SmtpError::Permanent { detail } => assert!(detail.contains("5.4.4"), "{detail}"),
        other => panic!("{other:?}"),
    }
    // One bad recipient does not keep the mail from the others.
    let both = envelope(&[foreign, "support@example.jp"]);
    let receipt = smtp::send(&open, &both, &raw).await.unwrap();
    assert_eq!(receipt.refused.len(), 1);
    assert_eq!(receipt.refused[0].0, foreign);
    let unsigned = smtp(postfix.submission_port(), Security::StartTls, &dovecot, None);
    match smtp::send(&unsigned, &one, &raw).await.unwrap_err() {
        SmtpError::Permanent { detail } => assert!(detail.contains("554"), "{detail}"),
        other => panic!("{other:?}"),
    }
    let invalid = smtp::send(&open, &envelope(&["not an address"]), &raw).await.unwrap_err();
    assert!(matches!(invalid, SmtpError::Invalid { .. }), "{invalid:?}");

    postfix.stop();
    let gone = smtp::send(&open, &one, &raw).await.unwrap_err();
    assert!(gone.is_transient(), "{gone:?}");
    assert!(matches!(gone, SmtpError::Server(ServerError::Refused { .. })), "{gone:?}");
}
