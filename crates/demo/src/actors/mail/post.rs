//! The customers' side of the post: letters, sending, and who wrote about what.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message, MessageBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use tokio::time::sleep;

use super::super::MailStage;
use super::super::backoff::Backoff;
use super::super::cast::Member;
use super::super::error::ActorError;
use super::super::role::Role;
use super::inbox::Received;
use super::letter::signed;
use crate::dice::Dice;

/// Tries before a letter is thrown away.
const TRIES: u32 = 6;
/// Matters that are remembered; the oldest ones are rarely answered any more.
const MATTERS_MAX: usize = 5_000;

/// A matter between a customer and the shop.
pub(super) struct Correspondence {
    pub(super) role: Role,
    /// Letters of the customer so far.
    pub(super) letters: u32,
}

pub(super) struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    shop: String,
    matters: Mutex<HashMap<String, Correspondence>>,
}

impl Post {
    pub(super) fn new(mail: &MailStage) -> Self {
        let (host, port) = &mail.to;
        // The receiver is our own server on this machine or its network: no TLS to ask for.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(*port)
            .timeout(Some(Duration::from_secs(20)))
            .build();
        Self { transport, shop: mail.shop.clone(), matters: Mutex::default() }
    }

    /// A first letter.
    pub(super) fn letter(
        &self,
        member: &Member,
        subject: &str,
        body: &str,
        dice: &mut Dice,
    ) -> Result<Message, ActorError> {
        let to = Mailbox::new(Some(crate::SHOP.to_owned()), self.shop.parse()?);
        finish(head(member, dice)?.to(to).subject(subject), member, body)
    }

    /// A letter that answers one of the shop's.
    pub(super) fn reply(
        &self,
        member: &Member,
        mail: &Received,
        body: &str,
        dice: &mut Dice,
    ) -> Result<Message, ActorError> {
        let to = mail.answer_to.clone().unwrap_or_else(|| self.shop.clone());
        let subject = mail.subject.trim_start_matches("Re: ");
        let mut builder = head(member, dice)?
            .to(Mailbox::new(None, to.parse()?))
            .subject(format!("Re: {subject}"));
        if let Some(id) = &mail.message_id {
            let known = mail.references.iter().chain([id]).map(|id| format!("<{id}>"));
            builder = builder
                .in_reply_to(format!("<{id}>"))
                .references(known.collect::<Vec<_>>().join(" "));
        }
        finish(builder, member, &format!("{body}\n\n{}", mail.quoted()))
    }

    /// Hands a letter over; tries again for a while when the server is not there.
    pub(super) async fn send(&self, letter: Message) -> Result<(), ActorError> {
        let mut backoff = Backoff::new();
        for _ in 1..TRIES {
            match self.transport.send(letter.clone()).await {
                Ok(_) => return Ok(()),
                Err(error) if error.is_permanent() => return Err(error.into()),
                Err(error) => sleep(backoff.failed(&error.into())).await,
            }
        }
        self.transport.send(letter).await?;
        Ok(())
    }

    pub(super) fn remember(&self, matter: Correspondence) {
        let mut matters = self.matters.lock().unwrap_or_else(PoisonError::into_inner);
        if matters.len() >= MATTERS_MAX {
            matters.clear();
        }
        matters.insert(matter.role.member.email.clone(), matter);
    }

    /// Takes the matter of an address out; it is remembered again with the next letter.
    pub(super) fn recall(&self, address: &str) -> Option<Correspondence> {
        self.matters.lock().unwrap_or_else(PoisonError::into_inner).remove(address)
    }
}

fn head(member: &Member, dice: &mut Dice) -> Result<MessageBuilder, ActorError> {
    let from = Mailbox::new(Some(member.name.clone()), member.email.parse()?);
    let id = uuid::Builder::from_random_bytes(dice.bytes16()).into_uuid();
    let domain = member.email.split_once('@').map_or(crate::SHOP_DOMAIN, |(_, domain)| domain);
    Ok(Message::builder().from(from).message_id(Some(format!("<{id}@{domain}>"))))
}

fn finish(builder: MessageBuilder, member: &Member, body: &str) -> Result<Message, ActorError> {
    Ok(builder.header(ContentType::TEXT_PLAIN).body(signed(member, body))?)
}
