//! Customers who write mails into the server's receiver and react to the answers they get.

mod inbox;
mod letter;
mod post;

use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::arrivals::{self, Door};
use super::error::ActorError;
use super::role::Role;
use super::{MailStage, Stage};
use crate::dice::Dice;
use crate::talk::phrases as say;

use self::inbox::Received;
use self::post::{Correspondence, Post};

/// First mails that are being written at once.
const WRITERS_MAX: usize = 20;
/// Answers that customers think about at once; more are left unanswered.
const THINKERS_MAX: usize = 500;
/// Letters a customer writes on one matter.
const LETTERS_MAX: u32 = 3;

/// Writes first mails along the day, and answers what the shop replies.
pub(super) async fn run(
    stage: Arc<Stage>,
    mail: MailStage,
    per_hour: f64,
    shutdown: watch::Receiver<bool>,
) {
    let post = Arc::new(Post::new(&mail));
    let mut parts = JoinSet::new();
    if let Some(listener) = mail.inbox {
        let (sender, received) = mpsc::channel(256);
        parts.spawn(inbox::serve(listener, sender, shutdown.clone()));
        parts.spawn(react(Arc::clone(&stage), Arc::clone(&post), received));
    }
    let door = Door { per_hour, at_once: WRITERS_MAX, purpose: 21 };
    let first = move |stage: Arc<Stage>, dice: Dice| begin(stage, Arc::clone(&post), dice);
    parts.spawn(arrivals::run(stage, door, first));
    let mut shutdown = shutdown;
    let _ = shutdown.wait_for(|stop| *stop).await;
}

/// A customer's first mail on a matter.
async fn begin(stage: Arc<Stage>, post: Arc<Post>, mut dice: Dice) -> Result<(), ActorError> {
    let Some(role) = Role::draw(&stage, &mut dice) else { return Ok(()) };
    let subject = role.line(&mut dice, role.topic.subjects);
    let greeting = role.line(&mut dice, say::MAIL_GREETINGS);
    let opening = role.line(&mut dice, role.topic.openings);
    let tail = dice.text(say::MAIL_TAILS);
    let body = format!("{greeting}\n\n{opening}\n\n{tail}");
    let letter = post.letter(&role.member, &subject, &body, &mut dice)?;
    post.send(letter).await?;
    post.remember(Correspondence { role, letters: 1 });
    Ok(())
}

/// Reads what the shop answers and lets the receivers think about it.
async fn react(stage: Arc<Stage>, post: Arc<Post>, mut received: mpsc::Receiver<Received>) {
    let mut dice = stage.dice(22);
    let mut thinking = JoinSet::new();
    while let Some(mail) = received.recv().await {
        while thinking.try_join_next().is_some() {}
        let Some(correspondence) = post.recall(&mail.to) else { continue };
        if thinking.len() < THINKERS_MAX && correspondence.letters < LETTERS_MAX {
            let dice = Dice::new(dice.next(), 23);
            thinking.spawn(answer(
                Arc::clone(&stage),
                Arc::clone(&post),
                correspondence,
                mail,
                dice,
            ));
        }
    }
}

async fn answer(
    stage: Arc<Stage>,
    post: Arc<Post>,
    mut correspondence: Correspondence,
    mail: Received,
    mut dice: Dice,
) {
    let Some(body) = words(&correspondence, &mail, &mut dice) else { return };
    tokio::time::sleep(stage.pace.between(&mut dice, 3 * 60, 40 * 60)).await;
    let member = correspondence.role.member.clone();
    let sent = async {
        let letter = post.reply(&member, &mail, &body, &mut dice)?;
        post.send(letter).await
    };
    match sent.await {
        Ok(()) => {
            correspondence.letters += 1;
            post.remember(correspondence);
        }
        Err(error) => tracing::warn!(%error, "a demo customer could not answer a mail"),
    }
}

/// What the customer says to an answer; `None` when there is nothing to say.
fn words(correspondence: &Correspondence, mail: &Received, dice: &mut Dice) -> Option<String> {
    let role = &correspondence.role;
    let asked = ["か。", "か?", "教えてください", "お知らせください", "お聞かせください"]
        .iter()
        .any(|end| mail.text.contains(end));
    if correspondence.letters == 1 && asked && dice.percent(75) {
        return Some(role.line(dice, role.topic.details));
    }
    match dice.below(10) {
        0..2 => role.question(dice),
        2..6 => Some(role.line(dice, say::THANKS)),
        _ => None,
    }
}
