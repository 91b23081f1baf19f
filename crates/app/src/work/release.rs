//! Work leaves the hands of somebody who cannot go on with it and waits again.

use model::{Actor, Medium, UserId};
use store::work_item::{self, WorkItem};
use store::{Tx, interaction};

use crate::cases::flow::{Enqueue, Moving};
use crate::cases::written_line;
use crate::failure::Failure;

/// Releases everything that a person has.
pub(crate) async fn everything(tx: &mut Tx<'_>, actor: Actor, user: UserId) -> Result<(), Failure> {
    release(tx, actor, user, |_| true).await
}

/// Releases a person's live chats: their customers wait at this moment, those of mails do not.
pub(crate) async fn chats(tx: &mut Tx<'_>, actor: Actor, user: UserId) -> Result<(), Failure> {
    release(tx, actor, user, |work| work.medium == Medium::Chat).await
}

async fn release(
    tx: &mut Tx<'_>,
    actor: Actor,
    user: UserId,
    which: impl Fn(&WorkItem) -> bool,
) -> Result<(), Failure> {
    for work in work_item::assigned_to(tx, user).await?.into_iter().filter(which) {
        let Some(case) = work.case else { continue };
        let mut moving = Moving::read(tx, case).await?;
        let place = Enqueue {
            queue: work.queue,
            medium: work.medium,
            kind: work.kind,
            interaction: work.interaction,
        };
        moving.enqueue(tx, actor, place).await?;
        if work.medium == Medium::Chat {
            tell_thread(tx, &moving).await?;
        }
        moving.save(tx).await?;
    }
    Ok(())
}

/// The customer reads this line too.
async fn tell_thread(tx: &mut Tx<'_>, moving: &Moving) -> Result<(), Failure> {
    let sessions = interaction::of_case(tx, moving.case.id).await?;
    let Some(session) = sessions.last() else { return Ok(()) };
    let text = "担当者との接続が切れたため、別の担当者におつなぎします".to_owned();
    written_line(tx, moving, session.id, ("agent_lost", text)).await
}
