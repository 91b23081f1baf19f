//! Every mail of the evaluation suites through Postfix and Dovecot into cases, while the mailbox
//! server is stopped, the program is killed and the mailbox is numbered anew.

use std::time::{Duration, Instant};

use channels::email::parse;
use testkit::mail::DOMAIN;

use crate::answers;
use crate::chance::Chance;
use crate::judge::{self, ENVELOPE_SENDER, Mail};
use crate::letter::Letter;
use crate::person;
use crate::stage::{Ledger, PASSWORD, Row, SUPPORT, Stage};
use crate::wire::{Smtp, append, smtp_can_carry};

/// The suites' size; a test that finds fewer has lost some before it began.
const MAILS: usize = 190;
/// Subject of the mail that comes after all of them.
const LAST: &str = "the last one";

pub(crate) async fn every_mail_arrives(mut stage: Stage) {
    let Some(root) = answers::suites() else { return };
    let mails = read(&root);
    assert_eq!(mails.len(), MAILS);
    let mut chance = Chance::new();
    let start = Instant::now();
    send_with_outages(&mut stage, &mails, &mut chance).await;
    judge::wait_for(&mut stage, &mails).await;
    println!("all on the desk after {:.1} s", start.elapsed().as_secs_f64());
    let ledger = stage.filed(mails.len()).await;
    let rows = renumber(&mut stage, ledger, &mut chance).await;
    judge::judge(&stage, &root, &mails, &rows).await;
    println!("judged after {:.1} s", start.elapsed().as_secs_f64());
}

fn read(root: &std::path::Path) -> Vec<Mail> {
    let mails = answers::mails(root).into_iter().enumerate();
    mails
        .map(|(number, (name, raw))| Mail {
            name,
            // Delivery would give a mail without a sender that of its envelope, and so make one
            // readable that is not.
            by_smtp: smtp_can_carry(&raw) && parse(&raw).is_ok(),
            address: format!("{SUPPORT}+m{number:03}@{DOMAIN}"),
            raw,
        })
        .collect()
}

/// Sends some mails to the channel's mailbox, each to an address of its own.
fn send(stage: &Stage, mails: &[&Mail]) {
    let mut smtp = Smtp::connect(stage.postfix.smtp_port());
    for mail in mails {
        smtp.send(ENVELOPE_SENDER, &[&mail.address], &mail.raw);
    }
}

async fn send_with_outages(stage: &mut Stage, mails: &[Mail], chance: &mut Chance) {
    let second = Duration::from_secs(1);
    let (by_smtp, rest): (Vec<&Mail>, Vec<&Mail>) = mails.iter().partition(|mail| mail.by_smtp);
    println!("{} mails by SMTP, {} by IMAP APPEND", by_smtp.len(), rest.len());
    let mut parts = by_smtp.chunks(by_smtp.len().div_ceil(5));
    let mut next = || parts.next().unwrap();

    // Killed while mails come in; further ones come while nobody fetches.
    send(stage, next());
    chance.pause(second / 2).await;
    stage.server.kill();
    send(stage, next());
    stage.server.launch();
    chance.pause(second).await;

    // The mailbox's server is gone: mails wait in the queue of Postfix, and the program is killed
    // and starts without it.
    stage.dovecot.stop();
    send(stage, next());
    chance.pause(second * 2).await;
    stage.crash();
    chance.pause(second * 2).await;
    stage.dovecot.resume();
    chance.pause(second * 2).await;
    stage.crash();

    let raw: Vec<&[u8]> = rest.iter().map(|mail| mail.raw.as_slice()).collect();
    append(stage.dovecot.imap_port(), (SUPPORT, PASSWORD), &raw);
    send(stage, next());
    chance.pause(second).await;
    stage.crash();
    send(stage, next());
    chance.pause(second).await;
    stage.crash();
}

/// The mailbox gets new numbers, as after a restored backup: all of it is read again, and nothing
/// of it is new. Returns the rows of the evaluation mails.
async fn renumber(stage: &mut Stage, before: Ledger, chance: &mut Chance) -> Vec<Row> {
    stage.dovecot.stop();
    stage.dovecot.forget_uids(SUPPORT);
    // UIDVALIDITY is the second in which the mailbox was numbered.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    stage.dovecot.resume();
    chance.pause(Duration::from_secs(2)).await;
    stage.crash();
    // The numbers are given when the mailbox is opened; what comes afterwards has the highest.
    person::open(stage, SUPPORT).await.close().await;
    let last = Letter::new(ENVELOPE_SENDER, &stage.address, LAST, "end");
    let mut smtp = Smtp::connect(stage.postfix.smtp_port());
    smtp.send(ENVELOPE_SENDER, &[&stage.address], &last.raw());
    // When it is there, everything before it has been looked at again.
    stage.case_about(LAST).await;
    let after = stage.filed(before.rows.len() + 1).await;
    assert_ne!(after.uid_validity, before.uid_validity, "the mailbox has not been numbered anew");
    assert!(usize::try_from(after.last_uid).unwrap() > MAILS, "read up to {}", after.last_uid);
    assert_eq!(after.rows.len(), before.rows.len() + 1, "mails came twice by their new numbers");
    let mut rows = after.rows;
    rows.pop();
    assert!(rows == before.rows, "what was journalled has changed");
    println!("renumbered: {} mails read again, 0 of them new", rows.len());
    rows
}
