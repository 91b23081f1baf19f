//! Mails that machines wrote: answering machines, reports about mail that could not be delivered,
//! our own mail coming back.

use channels::email::Automatic;
use model::{Actor, CaseStatus, DeliveryState};
use store::Tx;
use store::interaction::Interaction;
use store::message::{self, Message};

use super::file_away::Filing;
use super::send;
use crate::cases::flow::Moving;
use crate::failure::Failure;
use crate::inbound::{self, Words};

impl Filing {
    /// A machine's words are kept and wake nobody, except when they say that an answer of ours
    /// did not arrive. Mailing lists are read by people: they are work like any other mail.
    pub(super) async fn receive_automatic(
        &self,
        tx: &mut Tx<'_>,
        moving: &mut Moving,
        (session, what): (&Interaction, &Automatic),
        words: Words,
    ) -> Result<Message, Failure> {
        match what {
            Automatic::MailingList => inbound::receive(tx, moving, session, words).await,
            Automatic::Bounce { status, original_message_id, .. } => {
                let permanent = !status.as_deref().is_some_and(|status| status.starts_with('4'));
                let ours = self.bounced(tx, original_message_id.as_deref()).await?;
                match ours.filter(|_| permanent) {
                    Some(failed) if failed.case == moving.case.id => {
                        let words = Words { by_machine: true, ..words };
                        let stored = inbound::store_words(tx, moving, session, words).await?;
                        send::note_failure(tx, moving, failed, send::UNDELIVERED.to_owned())
                            .await?;
                        Ok(stored)
                    }
                    failed => {
                        if let Some(failed) = failed {
                            note_elsewhere(tx, failed).await?;
                        }
                        self.file_quietly(tx, moving, session, words).await
                    }
                }
            }
            Automatic::AutoReply | Automatic::Loop => {
                self.file_quietly(tx, moving, session, words).await
            }
        }
    }

    async fn file_quietly(
        &self,
        tx: &mut Tx<'_>,
        moving: &mut Moving,
        session: &Interaction,
        words: Words,
    ) -> Result<Message, Failure> {
        let words = Words { by_machine: true, ..words };
        let stored = inbound::store_words(tx, moving, session, words).await?;
        let fresh = moving.work.is_none() && moving.case.status == CaseStatus::Waiting;
        if fresh {
            moving.settle(tx, Actor::System, CaseStatus::Resolved).await?;
        }
        Ok(stored)
    }

    /// The mail of ours that a report is about.
    async fn bounced(&self, tx: &Tx<'_>, id: Option<&str>) -> Result<Option<Message>, Failure> {
        let Some(id) = id.and_then(send::message_of) else { return Ok(None) };
        let found = message::find(tx, id).await?;
        Ok(found.filter(|found| found.delivery != Some(DeliveryState::Failed)))
    }
}

/// Marks an answer of another case: a report says itself what it is about, and may be filed by the
/// address it was sent to.
async fn note_elsewhere(tx: &mut Tx<'_>, failed: Message) -> Result<(), Failure> {
    let mut moving = Moving::read(tx, failed.case).await?;
    send::note_failure(tx, &mut moving, failed, send::UNDELIVERED.to_owned()).await?;
    moving.save(tx).await?;
    Ok(())
}

/// What kind of machine, as stored.
pub(super) const fn kind(what: &Automatic) -> &'static str {
    match what {
        Automatic::AutoReply => "auto_reply",
        Automatic::Bounce { .. } => "bounce",
        Automatic::MailingList => "list",
        Automatic::Loop => "loop",
    }
}
