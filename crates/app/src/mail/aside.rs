//! Mails of people outside who were asked about a case: they go beside it, never among the words of
//! its customer.

use channels::email::{Automatic, Lookup};
use model::event::EventBody;
use model::{Actor, AttachmentId, DeliveryState};
use store::channel::Channel;
use store::intake::{Intake, IntakeState};
use store::side::{self, Side};
use store::{Tx, attachment, case, erasure, message};

use super::file_away::{Filing, outcome};
use super::machine::kind;
use super::send;
use super::sender::ReplyTo;
use crate::cases::flow::Moving;
use crate::failure::Failure;
use crate::intake::unreadable::settle;
use crate::sides::arrive::{self, Came};

impl Filing {
    /// The conversation a mail belongs to: by its signed address, or by a mail of ours that it
    /// answers. An id can be copied, so for that the sender must have been asked.
    pub(super) async fn side(&self, tx: &Tx<'_>) -> Result<Option<Side>, Failure> {
        for lookup in &self.lookups {
            let found = match lookup {
                Lookup::Side(id) => side::get(tx, *id).await?,
                // The address of a case was given to its customer.
                Lookup::Case(_) => return Ok(None),
                Lookup::MessageId(id) => self.side_of(tx, id).await?,
            };
            if let Some(side) = found
                && stands(tx, &side).await?
            {
                return Ok(Some(side));
            }
        }
        Ok(None)
    }

    async fn side_of(&self, tx: &Tx<'_>, message_id: &str) -> Result<Option<Side>, Failure> {
        let Some(id) = send::message_of(message_id) else { return Ok(None) };
        let Some(id) = message::find(tx, id).await?.and_then(|ours| ours.side) else {
            return Ok(None);
        };
        let report = matches!(self.mail.automatic, Some(Automatic::Bounce { .. }));
        let found = side::get(tx, id).await?;
        Ok(found.filter(|side| report || arrive::was_asked(side, self.from())))
    }

    fn from(&self) -> Option<&str> {
        self.mail.from.as_ref().map(|from| from.address.as_str())
    }

    /// Files a mail into a conversation.
    pub(super) async fn file_aside(
        mut self,
        tx: &mut Tx<'_>,
        (item, channel): (&Intake, &Channel),
        mut side: Side,
        client_id: String,
    ) -> Result<(), Failure> {
        let mut moving = Moving::read(tx, side.case).await?;
        // Mailing lists are read by people, and answered by them.
        let automatic =
            self.automatic(channel).filter(|what| !matches!(what, Automatic::MailingList));
        let nowhere = ReplyTo { answer: None, strange: Vec::new() };
        let words = self.words(tx, client_id, automatic.as_ref(), &nowhere).await?;
        let came = match &automatic {
            None => Came::Person {
                stranger: !arrive::was_asked(&side, self.from()),
                message_id: self.mail.message_id.clone(),
                references: self.mail.references.clone(),
            },
            Some(_) => Came::Machine,
        };
        let stored = arrive::keep(tx, &mut moving, (&mut side, came), words).await?;
        if let Some(Automatic::Bounce { status, original_message_id, .. }) = &automatic {
            let delayed = status.as_deref().is_some_and(|status| status.starts_with('4'));
            if !delayed {
                note_bounce(tx, &mut moving, original_message_id.as_deref()).await?;
            }
        }
        let files: Vec<AttachmentId> = self.blobs.files.iter().map(|file| file.id).collect();
        attachment::take(tx, &files, stored.id).await?;
        moving.save(tx).await?;
        let state = match &automatic {
            Some(what) => {
                let automatic = kind(what).to_owned();
                let body = EventBody::IntakeAutomatic { intake: item.id, automatic };
                tx.append(moving.event(Actor::System, body)).await?;
                IntakeState::Automatic
            }
            None => IntakeState::Processed,
        };
        settle(tx, item, &outcome(state, &stored)).await
    }
}

/// Whoever was erased is no matter of anybody's any more.
async fn stands(tx: &Tx<'_>, side: &Side) -> Result<bool, Failure> {
    let Some(found) = case::get(tx, side.case).await? else { return Ok(false) };
    Ok(erasure::of_records(tx, &[found.customer]).await?.is_none())
}

/// A report that a mail of ours did not arrive.
async fn note_bounce(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    id: Option<&str>,
) -> Result<(), Failure> {
    let Some(id) = id.and_then(send::message_of) else { return Ok(()) };
    let ours = message::find(tx, id).await?;
    let here = |one: &message::Message| {
        one.case == moving.case.id
            && one.side.is_some()
            && one.delivery != Some(DeliveryState::Failed)
    };
    match ours.filter(here) {
        Some(failed) => arrive::not_delivered(tx, moving, &failed).await,
        None => Ok(()),
    }
}
