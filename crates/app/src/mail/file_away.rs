//! Filing a readable mail: whose it is, which case it belongs to, who needs to know.

use std::fmt::Write as _;

use api::case::{MailAddress, MailHead};
use api::file::FileView;
use channels::email::{Automatic, InboundMail, Lookup, lookups};
use model::event::EventBody;
use model::{Actor, AttachmentId, CaseId, CustomerId, Medium, limits};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::attachment::{self, Attachment, Scan};
use store::channel::{self, Channel};
use store::intake::{Intake, IntakeState, Outcome};
use store::interaction::{self, Interaction};
use store::mail_ref::{self, MailRef};
use store::message::{self, Message};
use store::{StoreError, TenantStore, Tx, case, erasure};

use super::machine::kind;
use super::sender::{self, ReplyTo, same_person};
use super::settings::reply_key;
use crate::App;
use crate::cases::flow::Moving;
use crate::failure::Failure;
use crate::files;
use crate::inbound::{self, NewMatter, NewSession, Words};
use crate::intake::unreadable::settle;
use crate::validate::masked;

/// Files a mail. Blobs are stored first: a row never points to nothing.
pub(super) async fn file(
    app: &App,
    store: &TenantStore,
    item: &Intake,
    mail: InboundMail,
) -> Result<(), Failure> {
    let key = reply_key(app, store.tenant());
    let mail = without_numbers(without_nul(mail));
    let blobs = Blobs::keep(store, &mail).await?;
    let item = item.clone();
    let filing = Filing { lookups: lookups(&mail, &[], &key), mail, blobs };
    store
        .write(app.now(), move |tx| Box::pin(async move { filing.write(tx, &item).await }))
        .await?;
    Ok(())
}

/// U+0000 cannot be stored as text; nobody could read it either.
fn without_nul(mut mail: InboundMail) -> InboundMail {
    let clean = |text: &mut String| text.retain(|c| c != '\0');
    clean(&mut mail.subject);
    clean(&mut mail.text);
    clean(&mut mail.new_text);
    let people = mail.from.iter_mut().chain(&mut mail.reply_to).chain(&mut mail.to);
    for person in people.chain(&mut mail.cc) {
        clean(&mut person.address);
        person.name.iter_mut().for_each(clean);
    }
    let ids = mail.message_id.iter_mut().chain(&mut mail.in_reply_to).chain(&mut mail.references);
    ids.for_each(clean);
    for file in &mut mail.attachments {
        clean(&mut file.name);
        clean(&mut file.mime);
    }
    mail
}

/// What was journalled before numbers were masked there, or could not be read then, is masked now.
fn without_numbers(mut mail: InboundMail) -> InboundMail {
    for text in [&mut mail.subject, &mut mail.text, &mut mail.new_text] {
        if let Some(masked) = masked(text) {
            *text = masked;
        }
    }
    mail
}

/// The parts of a mail that are kept as blobs.
pub(super) struct Blobs {
    html: Option<String>,
    pub(super) files: Vec<Attachment>,
}

impl Blobs {
    async fn keep(store: &TenantStore, mail: &InboundMail) -> Result<Self, StoreError> {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let html = match &mail.html {
            Some(html) => Some(store.blobs().put(html.clone().into_bytes()).await?.to_string()),
            None => None,
        };
        let mut files = Vec::with_capacity(mail.attachments.len());
        for file in &mail.attachments {
            let blob = store.blobs().put(file.bytes.clone()).await?;
            files.push(Attachment {
                id: AttachmentId::from_u128(0),
                blob: blob.to_string(),
                name: file.name.clone(),
                mime: file.mime.clone(),
                bytes: file.bytes.len() as u64,
                visitor: None,
                user: None,
                message: None,
                created_at: now,
                scan: Scan::Unasked,
            });
        }
        Ok(Self { html, files })
    }
}

pub(super) struct Filing {
    pub(super) mail: InboundMail,
    pub(super) lookups: Vec<Lookup>,
    pub(super) blobs: Blobs,
}

impl Filing {
    async fn write(mut self, tx: &mut Tx<'_>, item: &Intake) -> Result<(), Failure> {
        let channel =
            channel::get(tx, item.channel).await?.ok_or(StoreError::NotFound("channel"))?;
        let client_id = self.fingerprint(&channel);
        if let Some(known) = message::by_client_id(tx, &client_id).await? {
            // The same mail by another way (a copy to a second address): shown once.
            let outcome = outcome(IntakeState::Duplicate, &known);
            return settle(tx, item, &outcome).await;
        }
        if let Some(side) = self.side(tx).await? {
            return self.file_aside(tx, (item, &channel), side, client_id).await;
        }
        let (mut moving, session) = self.place(tx, &channel).await?;
        let automatic = self.automatic(&channel);
        let reply_to = ReplyTo::of(tx, &self.mail, moving.case.customer).await?;
        let words = self.words(tx, client_id, automatic.as_ref(), &reply_to).await?;
        let files: Vec<AttachmentId> = self.blobs.files.iter().map(|file| file.id).collect();
        let stored = match &automatic {
            None => inbound::receive(tx, &mut moving, &session, words).await?,
            Some(what) => self.receive_automatic(tx, &mut moving, (&session, what), words).await?,
        };
        attachment::take(tx, &files, stored.id).await?;
        if let Some(id) = &self.mail.message_id {
            let place = MailRef { case: moving.case.id, interaction: session.id };
            mail_ref::remember(tx, channel.id, id, place).await?;
        }
        if matches!(automatic, None | Some(Automatic::MailingList)) {
            self.note_thread(tx, &session, &reply_to).await?;
        }
        moving.save(tx).await?;
        let state = match automatic {
            Some(what) => {
                let body = EventBody::IntakeAutomatic {
                    intake: item.id,
                    automatic: kind(&what).to_owned(),
                };
                tx.append(moving.event(Actor::System, body)).await?;
                IntakeState::Automatic
            }
            None => IntakeState::Processed,
        };
        settle(tx, item, &outcome(state, &stored)).await
    }

    /// What makes a mail the same mail: its id and all that a reader would see of it. An id alone
    /// is no proof; some programs use one twice for different mails.
    fn fingerprint(&self, channel: &Channel) -> String {
        let mut digest = Sha256::new();
        let mail = &self.mail;
        let from = mail.from.as_ref().map(|from| from.address.to_lowercase()).unwrap_or_default();
        for part in [&from, &mail.subject, &mail.text] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        for file in &self.blobs.files {
            digest.update(file.name.as_bytes());
            digest.update([0]);
            digest.update(file.blob.as_bytes());
        }
        digest.update(mail.date.map_or(0, |date| date.as_microsecond()).to_be_bytes());
        let mut text = format!("m:{}:", channel.id);
        text.push_str(mail.message_id.as_deref().unwrap_or_default());
        text.push('#');
        for byte in digest.finalize().iter().take(16) {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// The case and session a mail belongs to; new ones when nothing proves otherwise.
    async fn place(
        &self,
        tx: &mut Tx<'_>,
        channel: &Channel,
    ) -> Result<(Moving, Interaction), Failure> {
        let sender = sender::known(tx, &self.mail).await?;
        if let Some(id) = self.known_case(tx, channel, sender).await? {
            let moving = Moving::read(tx, id).await?;
            let sessions = interaction::of_case(tx, id).await?;
            let known = sessions
                .into_iter()
                .rev()
                .find(|session| session.medium == Medium::Mail && session.channel == channel.id);
            let session = match known {
                Some(session) => session,
                None => self.new_session(tx, &moving, channel).await?,
            };
            return Ok((moving, session));
        }
        let subject = match self.mail.subject.trim() {
            "" => "(件名なし)".to_owned(),
            subject => subject.chars().take(limits::SUBJECT_CHARS_MAX).collect(),
        };
        // A machine that reports about a known case, or a second address of the customer, makes
        // no new customer: only a new case does.
        let customer = match sender {
            Some(known) => known,
            None => sender::new(tx, &self.mail).await?,
        };
        let matter = NewMatter { customer, channel: channel.id, queue: channel.queue, subject };
        let moving = inbound::new_case(tx, Actor::Customer, matter).await?;
        let session = self.new_session(tx, &moving, channel).await?;
        Ok((moving, session))
    }

    async fn new_session(
        &self,
        tx: &mut Tx<'_>,
        moving: &Moving,
        channel: &Channel,
    ) -> Result<Interaction, Failure> {
        let reply_to = ReplyTo::of(tx, &self.mail, moving.case.customer).await?;
        let session = NewSession {
            channel: channel.id,
            medium: Medium::Mail,
            visitor: None,
            thread: self.thread(&Value::Null, &reply_to),
        };
        inbound::new_session(tx, Actor::Customer, moving, session).await
    }

    async fn known_case(
        &self,
        tx: &Tx<'_>,
        channel: &Channel,
        sender: Option<CustomerId>,
    ) -> Result<Option<CaseId>, Failure> {
        for lookup in &self.lookups {
            match lookup {
                // The address was signed by this server: whoever has it was given it.
                Lookup::Case(id) => {
                    // Whatever it went on in is what is answered now.
                    let found = case::standing(tx, *id).await?;
                    // Whoever was erased is somebody new: their old matter is closed for good.
                    if let Some(found) = found
                        && erasure::of_records(tx, &[found.customer]).await?.is_none()
                    {
                        return Ok(Some(found.id));
                    }
                }
                // One that is there was looked for before.
                Lookup::Side(_) => {}
                // An id can be copied: the sender must take part in the case.
                Lookup::MessageId(id) => {
                    let found = mail_ref::find(tx, channel.id, std::slice::from_ref(id)).await?;
                    if let Some(place) = found.first()
                        && self.takes_part(tx, place, sender).await?
                    {
                        return Ok(Some(place.case));
                    }
                }
            }
        }
        Ok(None)
    }

    async fn takes_part(
        &self,
        tx: &Tx<'_>,
        place: &MailRef,
        sender: Option<CustomerId>,
    ) -> Result<bool, Failure> {
        if matches!(self.mail.automatic, Some(Automatic::Bounce { .. })) {
            return Ok(true);
        }
        let Some(found) = case::get(tx, place.case).await? else { return Ok(false) };
        if let Some(sender) = sender
            && same_person(tx, sender, found.customer).await?
        {
            return Ok(true);
        }
        let session = interaction::get(tx, place.interaction).await?;
        let people = session.and_then(|session| session.thread.get("people").cloned());
        let from = self.mail.from.as_ref().map(|from| from.address.to_lowercase());
        Ok(people
            .as_ref()
            .and_then(Value::as_array)
            .is_some_and(|people| people.iter().any(|one| one.as_str() == from.as_deref())))
    }

    /// What the session remembers for the next answer: to whom, in reply to what.
    fn thread(&self, before: &Value, reply_to: &ReplyTo) -> Value {
        let mail = &self.mail;
        let answer_to = reply_to.answer.as_ref();
        let mut people: Vec<String> = list(before, "people");
        let named = mail.from.iter().chain(&mail.to).chain(&mail.cc);
        for address in named.map(|mailbox| mailbox.address.to_lowercase()) {
            if !people.contains(&address) && people.len() < 100 {
                people.push(address);
            }
        }
        let mut references = mail.references.clone();
        references.extend(mail.message_id.clone());
        let subject = Some(&mail.subject).filter(|subject| !subject.is_empty());
        json!({
            "to": answer_to.map(|to| to.address.clone()).map_or_else(|| kept(before, "to"), Value::from),
            "to_name": answer_to.and_then(|to| to.name.clone()),
            "asked": reply_to.strange.iter().map(|asked| &asked.address).collect::<Vec<_>>(),
            "subject": subject.map_or_else(|| kept(before, "subject"), |s| Value::from(s.clone())),
            "in_reply_to": mail.message_id,
            "references": references,
            "people": people,
        })
    }

    /// A person's mail says where the next answer goes; a machine's does not.
    async fn note_thread(
        &self,
        tx: &Tx<'_>,
        session: &Interaction,
        reply_to: &ReplyTo,
    ) -> Result<(), Failure> {
        let thread = self.thread(&session.thread, reply_to);
        interaction::save(tx, &Interaction { thread, ..session.clone() }).await?;
        Ok(())
    }

    pub(super) async fn words(
        &mut self,
        tx: &Tx<'_>,
        client_id: String,
        automatic: Option<&Automatic>,
        reply_to: &ReplyTo,
    ) -> Result<Words, Failure> {
        for file in &mut self.blobs.files {
            file.id = tx.id();
            file.created_at = tx.now();
        }
        attachment::insert(tx, &self.blobs.files).await?;
        let shown: Vec<FileView> = self.blobs.files.iter().map(files::desk_view).collect();
        let mail = &self.mail;
        let new = if mail.new_text.trim().is_empty() { &mail.text } else { &mail.new_text };
        let quoted = mail.text.chars().count().saturating_sub(new.chars().count());
        let head = MailHead {
            subject: mail.subject.clone(),
            from: mail.from.clone().map(address),
            to: mail.to.iter().cloned().map(address).collect(),
            cc: mail.cc.iter().cloned().map(address).collect(),
            reply_to: reply_to.strange.iter().cloned().map(address).collect(),
            automatic: automatic.map(|what| kind(what).to_owned()),
            quoted_chars: u32::try_from(quoted).unwrap_or(u32::MAX),
        };
        Ok(Words {
            text: readable(new),
            html_blob: self.blobs.html.clone(),
            subject: Some(mail.subject.clone()),
            envelope: json!({"mail": head}),
            attachments: serde_json::to_value(shown).unwrap_or_default(),
            client_id: Some(client_id),
            by_machine: false,
        })
    }

    pub(super) fn automatic(&self, channel: &Channel) -> Option<Automatic> {
        let came_back = self.mail.loop_marker.as_deref() == Some(&channel.id.to_string());
        if came_back { Some(Automatic::Loop) } else { self.mail.automatic.clone() }
    }
}

/// What the session remembered until now.
fn kept(before: &Value, key: &str) -> Value {
    before.get(key).cloned().unwrap_or_default()
}

fn list(before: &Value, key: &str) -> Vec<String> {
    serde_json::from_value(kept(before, key)).unwrap_or_default()
}

pub(super) fn outcome(state: IntakeState, stored: &Message) -> Outcome {
    Outcome { state, error: None, message: Some(stored.id), case: Some(stored.case) }
}

fn address(mailbox: channels::email::Mailbox) -> MailAddress {
    MailAddress { name: mailbox.name, address: mailbox.address }
}

/// The text as the thread shows it: long mails are cut there with a word about it; the raw mail
/// keeps everything.
fn readable(text: &str) -> String {
    const CHARS_MAX: usize = 100_000;
    match text.char_indices().nth(CHARS_MAX) {
        None => text.to_owned(),
        Some((cut, _)) => {
            format!(
                "{}\n…(以下省略。全文は原文をご覧ください)",
                text.get(..cut).unwrap_or_default()
            )
        }
    }
}
