//! The moves a past case is told with. Every move writes the fact and what belongs to it; where the
//! case stands in the end is read from the facts (see `fold`).

use jiff::Timestamp;
use model::event::{EventBody, OfferEnd};
use model::{
    Actor, CaseId, CaseStatus, ChannelKind, DeliveryState, InteractionId, Medium, MessageId,
    MessageKind, OfferId, Priority, QueueId, TransferKind, UserId, WorkItemId, WorkKind,
};

use crate::SHOP_MAIL;
use crate::dice::Dice;
use crate::talk::Slots;

use super::calendar::plus;
use super::roster::Roster;
use super::scene::Scene;
use super::shop::Shop;
use super::types::{PastEvent, PastMail, PastMessage, Staff};

/// A case being told.
pub(super) struct Story<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) shop: &'a Shop,
    pub(super) roster: &'a mut Roster,
    pub(super) scene: &'a Scene<'a>,
    /// The moment the story has reached.
    pub(super) at: Timestamp,
    pub(super) case: CaseId,
    pub(super) subject: String,
    pub(super) owner: Option<&'a Staff>,
    pub(super) status: CaseStatus,
    pub(super) messages: Vec<PastMessage>,
    pub(super) events: Vec<PastEvent>,
    interaction: InteractionId,
    work: WorkItemId,
    queue: QueueId,
    last_mail: Option<String>,
}

impl<'a> Story<'a> {
    /// A case of this scene that begins at `at`; `None` when the shop has no such door.
    pub(super) fn begin(
        dice: &'a mut Dice,
        shop: &'a Shop,
        roster: &'a mut Roster,
        scene: &'a Scene<'a>,
        (at, number, subject): (Timestamp, i64, String),
    ) -> Option<Self> {
        let channel = shop.channel(scene.channel)?;
        let mut story = Self {
            case: CaseId::new(at, dice.bytes10()),
            interaction: InteractionId::new(at, dice.bytes10()),
            work: WorkItemId::new(at, dice.bytes10()),
            queue: channel.queue,
            dice,
            shop,
            roster,
            scene,
            at,
            subject,
            owner: None,
            status: CaseStatus::Waiting,
            messages: Vec::new(),
            events: Vec::new(),
            last_mail: None,
        };
        let (channel, queue) = (channel.id, channel.queue);
        story.fact(Actor::Customer, EventBody::CaseOpened { number, channel, queue });
        story.start(Actor::Customer);
        Some(story)
    }

    /// Lets time pass.
    pub(super) fn wait(&mut self, least: i64, most: i64) {
        self.at = plus(self.at, self.dice.between(least, most));
    }

    pub(super) const fn medium(&self) -> Medium {
        match self.scene.channel {
            ChannelKind::WebChat | ChannelKind::Api => Medium::Chat,
            ChannelKind::Email | ChannelKind::Form => Medium::Mail,
        }
    }

    fn fact(&mut self, actor: Actor, body: EventBody) {
        self.events.push(PastEvent {
            at: self.at,
            customer: Some(self.scene.customer.id),
            case: Some(self.case),
            interaction: Some(self.interaction),
            actor,
            body,
        });
    }

    fn start(&mut self, actor: Actor) {
        if let Some(channel) = self.shop.channel(self.scene.channel) {
            let medium = self.medium();
            self.fact(actor, EventBody::InteractionStarted { channel: channel.id, medium });
        }
    }

    fn owner_actor(&self) -> Actor {
        self.owner.map_or(Actor::System, |owner| Actor::user(owner.id))
    }

    /// The slots with the present owner's name.
    pub(super) fn slots(&self) -> Slots {
        let agent = self.owner.map(|owner| owner.family.clone()).unwrap_or_default();
        Slots { agent, ..self.scene.slots.clone() }
    }

    fn put(&mut self, kind: MessageKind, text: String, mentions: Vec<UserId>) -> MessageId {
        let id = MessageId::new(self.at, self.dice.bytes10());
        let mail = self.head(kind);
        let delivery = (kind == MessageKind::Outbound).then_some(match self.scene.channel {
            ChannelKind::WebChat | ChannelKind::Api => DeliveryState::Read,
            ChannelKind::Email | ChannelKind::Form => DeliveryState::Sent,
        });
        let by_colleague = matches!(kind, MessageKind::Outbound | MessageKind::Note);
        let author = self.owner.filter(|_| by_colleague).map(|owner| owner.id);
        let interaction = self.interaction;
        let at = self.at;
        self.messages.push(PastMessage {
            id,
            interaction,
            kind,
            author,
            at,
            text,
            mentions,
            mail,
            delivery,
        });
        id
    }

    /// The head of a message that is a mail.
    fn head(&mut self, kind: MessageKind) -> Option<PastMail> {
        let inbound = match kind {
            MessageKind::Inbound => true,
            MessageKind::Outbound => false,
            MessageKind::Note | MessageKind::System => return None,
        };
        if self.scene.channel != ChannelKind::Email {
            return None;
        }
        let customer = self.scene.customer;
        let shop = (crate::SHOP.to_owned(), SHOP_MAIL.to_owned());
        let person = (customer.name.clone(), customer.email.clone());
        let ((from_name, from), (to_name, to)) =
            if inbound { (person, shop) } else { (shop, person) };
        let domain = from.split_once('@').map_or(crate::SHOP_DOMAIN, |(_, domain)| domain);
        let message_id =
            format!("{:016x}.{:08x}@{domain}", self.dice.next(), self.dice.next() >> 32);
        let in_reply_to = self.last_mail.replace(message_id.clone());
        let answer = if in_reply_to.is_some() { "Re: " } else { "" };
        let subject = format!("{answer}{}", self.subject);
        Some(PastMail { subject, from_name, from, to_name, to, message_id, in_reply_to })
    }

    /// The customer writes.
    pub(super) fn customer_says(&mut self, text: String) {
        let message = self.put(MessageKind::Inbound, text, Vec::new());
        self.fact(Actor::Customer, EventBody::MessageReceived { message, automatic: false });
    }

    /// The owner answers.
    pub(super) fn agent_says(&mut self, text: String) {
        let message = self.put(MessageKind::Outbound, text, Vec::new());
        self.fact(self.owner_actor(), EventBody::MessageSent { message });
    }

    /// The owner leaves a note, for a colleague when `mentions` names one.
    pub(super) fn note(&mut self, text: String, mentions: Vec<UserId>) {
        let message = self.put(MessageKind::Note, text, mentions.clone());
        self.fact(self.owner_actor(), EventBody::NoteAdded { message, mentions });
    }

    fn system_line(&mut self, text: String) {
        let message = self.put(MessageKind::System, text, Vec::new());
        self.fact(Actor::System, EventBody::ThreadSystem { message });
    }

    /// The case goes into its queue.
    pub(super) fn enqueue(&mut self) {
        let (work, queue) = (self.work, self.queue);
        let work_kind = WorkKind::Interaction;
        self.fact(Actor::System, EventBody::WorkEnqueued { work, work_kind, queue });
    }

    /// An agent of the queue takes the case; some offers pass by unanswered first.
    pub(super) fn hand_out(&mut self) {
        let queue = self.shop.queues.iter().find(|queue| queue.id == self.queue);
        let Some(queue) = queue else { return };
        let before = self.owner.map(|owner| owner.id);
        let mut passed = None;
        if self.dice.percent(7)
            && let Some(missed) = self.roster.next(&queue.members, None, self.at)
        {
            let offer = self.offer(missed, queue.offer_seconds);
            self.at = plus(self.at, i64::from(queue.offer_seconds));
            let (work, reason) = (self.work, OfferEnd::TimedOut);
            self.fact(
                Actor::System,
                EventBody::WorkOfferEnded { work, offer, user: missed, reason },
            );
            passed = Some(missed);
        }
        let Some(user) = self.roster.next(&queue.members, passed, self.at) else { return };
        let offer = self.offer(user, queue.offer_seconds);
        self.wait(2, 12);
        let by = Actor::user(user);
        self.fact(by, EventBody::WorkAccepted { work: self.work, offer: Some(offer), user });
        self.fact(by, EventBody::CaseAssigned { to: user, from: before });
        self.owner = self.shop.member(user);
        self.becomes(by, CaseStatus::Assigned);
    }

    fn offer(&mut self, user: UserId, seconds: u32) -> OfferId {
        let offer = OfferId::new(self.at, self.dice.bytes10());
        let (work, expires_at) = (self.work, plus(self.at, i64::from(seconds)));
        self.fact(Actor::System, EventBody::WorkOffered { work, offer, user, expires_at });
        offer
    }

    fn becomes(&mut self, actor: Actor, to: CaseStatus) {
        let from = self.status;
        if from != to {
            self.status = to;
            self.fact(actor, EventBody::CaseStatusChanged { from, to });
        }
    }

    /// The owner says what kind of matter it is.
    pub(super) fn categorise(&mut self) {
        let category = self.shop.category(self.scene.topic.category);
        self.fact(self.owner_actor(), EventBody::CaseCategorised { category });
    }

    /// The owner says how urgent it is.
    pub(super) fn prioritise(&mut self, priority: Priority) {
        self.fact(self.owner_actor(), EventBody::CasePriorityChanged { priority });
    }

    /// The owner hands the case to another queue and an agent there takes it.
    pub(super) fn transfer(&mut self, to: QueueId, name: &str) {
        let user = self.owner.map(|owner| owner.id);
        let by = self.owner_actor();
        self.queue = to;
        self.fact(
            by,
            EventBody::CaseTransferred {
                to_user: None,
                to_queue: Some(to),
                from: user,
                from_queue: None,
                way: TransferKind::Handed,
            },
        );
        self.fact(by, EventBody::WorkReleased { work: self.work, queue: to, user });
        self.becomes(by, CaseStatus::Waiting);
        self.system_line(format!("{name}へ引き継ぎました。"));
    }

    /// The owner waits for the customer's answer and is free for other work meanwhile.
    pub(super) fn pend(&mut self) {
        let by = self.owner_actor();
        self.becomes(by, CaseStatus::PendingCustomer);
        self.complete(by);
    }

    /// The customer answered a case that waited for it; its owner goes on with it.
    pub(super) fn resume(&mut self) {
        let Some(user) = self.owner.map(|owner| owner.id) else { return };
        self.work = WorkItemId::new(self.at, self.dice.bytes10());
        self.enqueue();
        let by = Actor::user(user);
        self.fact(by, EventBody::WorkAccepted { work: self.work, offer: None, user });
        self.becomes(by, CaseStatus::Assigned);
    }

    fn complete(&mut self, by: Actor) {
        let (work, user) = (self.work, self.owner.map(|owner| owner.id));
        self.fact(by, EventBody::WorkCompleted { work, user });
    }

    /// The owner closes the case.
    pub(super) fn resolve(&mut self) {
        let by = self.owner_actor();
        let working = self.status == CaseStatus::Assigned;
        self.becomes(by, CaseStatus::Resolved);
        self.fact(by, EventBody::InteractionEnded);
        if working {
            self.complete(by);
        }
    }

    /// The customer comes back on a resolved case: a new session, and new work for its queue.
    pub(super) fn reopen(&mut self, text: String) {
        self.interaction = InteractionId::new(self.at, self.dice.bytes10());
        self.work = WorkItemId::new(self.at, self.dice.bytes10());
        self.start(Actor::Customer);
        self.customer_says(text);
        self.becomes(Actor::Customer, CaseStatus::Reopened);
        self.enqueue();
    }
}
