//! Every mail of the evaluation suites through Postfix and Dovecot into cases, while the mailbox
//! server is stopped, the program is killed and the mailbox is numbered anew.

use std::time::{Duration, Instant};

use store::intake::Intake;
use testkit::mail::DOMAIN;

use crate::answers;
use crate::chance::Chance;
use crate::judge::{self, Mail};
use crate::letter::Letter;
use crate::stage::{PASSWORD, SUPPORT, Stage};
use crate::wire::{Smtp, append, smtp_can_carry};

/// The suites' size; a test that finds fewer has lost some before it began.
const MAILS: usize = 190;

pub(crate) async fn every_mail_arrives(mut stage: Stage) {
    let Some(root) = answers::suites() else { return };
    let mails = read(&root);
    assert_eq!(mails.len(), MAILS);
    let mut chance = Chance::new();
    let start = Instant::now();
    send_with_outages(&mut stage, &mails, &mut chance).await;
    let journal = stage.filed(mails.len()).await;
    println!("all filed after {:.1} s", start.elapsed().as_secs_f64());
    let journal = renumber(&mut stage, journal, &mut chance).await;
    judge::judge(&stage, &root, &mails, &journal).await;
}

fn read(root: &std::path::Path) -> Vec<Mail> {
    let mails = answers::mails(root).into_iter().enumerate();
    mails
        .map(|(number, (name, raw))| Mail {
            name,
            by_smtp: smtp_can_carry(&raw),
            address: format!("{SUPPORT}+m{number:03}@{DOMAIN}"),
            raw,
        })
        .collect()
}

/// Sends some mails to the channel's mailbox, each to an address of its own.
fn send(stage: &Stage, mails: &[&Mail]) {
    let mut smtp = Smtp::connect(stage.postfix.smtp_port());
    for mail in mails {
        smtp.send("customer@example.com", &[&mail.address], &mail.raw);
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
/// of it is new. Returns the journal, which holds one more mail.
async fn renumber(stage: &mut Stage, before: Vec<Intake>, chance: &mut Chance) -> Vec<Intake> {
    let (validity, _) = stage.cursor().await;
    stage.dovecot.stop();
    stage.dovecot.forget_uids(SUPPORT);
    // UIDVALIDITY is the second in which the mailbox was numbered.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    stage.dovecot.resume();
    chance.pause(Duration::from_secs(2)).await;
    stage.crash();
    let last = Letter::new("customer@example.com", &stage.address, "the last one", "end");
    let mut smtp = Smtp::connect(stage.postfix.smtp_port());
    smtp.send("customer@example.com", &[&stage.address], &last.raw());
    let mut journal = stage.filed(before.len() + 1).await;
    // It came last, so everything before it has been looked at again.
    let (renumbered, last_uid) = stage.cursor().await;
    assert_ne!(renumbered, validity, "the mailbox has not been numbered anew");
    assert!(usize::try_from(last_uid).unwrap() > MAILS, "read up to {last_uid} only");
    assert_eq!(journal.len(), before.len() + 1, "mails came twice by their new numbers");
    journal.pop();
    assert_eq!(journal, before);
    println!("renumbered: {} mails read again, 0 of them new", before.len());
    journal
}
