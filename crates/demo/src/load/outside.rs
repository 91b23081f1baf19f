//! Whom the shop asks outside: the address book, one question that waits and one that was answered.

use api::case::{MailAddress, MailHead};
use jiff::{SignedDuration, Timestamp};
use model::event::{EventBody, NewEvent};
use model::{
    Actor, CaseStatus, ChannelId, ChannelKind, DeliveryState, InteractionId, MessageId,
    MessageKind, PartnerId, SideId, SideState, SideWay, UserId,
};
use serde_json::json;
use store::message::{self, Message};
use store::partner::{self, Partner};
use store::side::{self, Side};
use store::{StoreError, Tx, case, reading};

use crate::SHOP_MAIL;
use crate::world::{PastCase, World};

/// An entry of the address book: name, address, what it is asked about.
type Entry = (&'static str, &'static str, &'static str);

const WORKSHOP: Entry =
    ("金継ぎ工房 つぎはぎ", "tsugihagi@kobo.example", "陶器・漆器の修理の見積もりと納期");
const CARRIER: Entry =
    ("かぜはや運輸 荷物事故係", "jiko@kazehaya.example", "破損・誤配・配達状況の調査");
const BOOK: [Entry; 4] = [
    WORKSHOP,
    CARRIER,
    ("商品企画部", "kikaku@koyori.example", "再入荷の予定、仕様、廃番の確認"),
    ("鋳物工場 南部堂", "shukka@nanbudo.example", "鉄瓶・鉄鍋の部品と製造不良の確認"),
];

/// A question: to whom, its subject and text, and what was answered.
struct Question {
    to: Entry,
    subject: &'static str,
    text: &'static str,
    answer: Option<&'static str>,
}

const QUESTIONS: [Question; 2] = [
    Question {
        to: WORKSHOP,
        subject: "修理のお見積もりについて",
        text: "いつもお世話になっております。こより お客さま窓口です。\n器の縁が2か所欠けたお客様がいらっしゃいます。金継ぎの概算と、お預かりから仕上がりまでの期間を教えていただけますか。",
        answer: None,
    },
    Question {
        to: CARRIER,
        subject: "配送状況の確認のお願い",
        text: "こより お客さま窓口です。\n本日届くはずの荷物がまだお客様のもとに届いておりません。現在の状況をお知らせください。",
        answer: Some(
            "かぜはや運輸 荷物事故係です。\n道路の規制により、営業所への到着が遅れておりました。明日の午前中に再度お届けいたします。",
        ),
    },
];

/// A question in its case.
struct Asked {
    question: &'static Question,
    case: model::CaseId,
    customer: model::CustomerId,
    interaction: InteractionId,
    owner: UserId,
    at: Timestamp,
}

/// What is stored, prepared before the write.
pub(super) struct Outside {
    channel: Option<ChannelId>,
    asked: Vec<Asked>,
}

impl Outside {
    /// The newest cases that somebody has.
    pub(super) fn of(world: &World, now: Timestamp) -> Self {
        let at_hand = |past: &&PastCase| {
            matches!(past.status, CaseStatus::Assigned | CaseStatus::PendingCustomer)
        };
        let mut cases: Vec<&PastCase> = world.cases.iter().filter(at_hand).collect();
        cases.sort_by_key(|past| std::cmp::Reverse(past.updated_at));
        let asked = cases.into_iter().filter_map(|past| {
            let minute = SignedDuration::from_mins(1);
            Some((
                past,
                past.owner?,
                past.interactions.last()?.id,
                (past.updated_at + minute).min(now),
            ))
        });
        let asked = QUESTIONS.iter().zip(asked);
        let asked = asked.map(|(question, (past, owner, interaction, at))| Asked {
            question,
            case: past.id,
            customer: past.customer,
            interaction,
            owner,
            at,
        });
        let mail = world.channels.iter().find(|channel| channel.kind == ChannelKind::Email);
        Self { channel: mail.map(|channel| channel.id), asked: asked.collect() }
    }

    pub(super) async fn store(self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        for (name, address, note) in BOOK {
            let new = Partner {
                id: tx.id::<PartnerId>(),
                name: name.to_owned(),
                address: address.to_owned(),
                note: note.to_owned(),
                archived: false,
                version: 1,
            };
            partner::insert(tx, &new).await?;
        }
        let changed = EventBody::SettingsChanged { part: "partners".to_owned() };
        tx.append(NewEvent::bare(Actor::System, changed)).await?;
        let Some(channel) = self.channel else { return Ok(()) };
        for asked in &self.asked {
            asked.store(tx, channel).await?;
        }
        Ok(())
    }
}

impl Asked {
    async fn store(&self, tx: &mut Tx<'_>, channel: ChannelId) -> Result<(), StoreError> {
        let (name, address, _) = self.question.to;
        let answered = self.question.answer.is_some();
        let side = Side {
            id: tx.id(),
            case: self.case,
            interaction: self.interaction,
            channel,
            subject: self.question.subject.to_owned(),
            state: if answered { SideState::Answered } else { SideState::Waiting },
            people: json!([MailAddress {
                name: Some(name.to_owned()),
                address: address.to_owned()
            }]),
            thread: json!({}),
            started_by: self.owner,
            started_at: self.at,
            waiting_since: (!answered).then_some(self.at),
            last_at: Some(self.at),
            remind_at: None,
            wakes: false,
            version: 1,
        };
        side::insert(tx, &side).await?;
        let by = Actor::user(self.owner);
        self.say(tx, (side.id, SideWay::Out, by), self.question.text).await?;
        self.changed(tx, by, (side.id, SideState::Waiting)).await?;
        let Some(answer) = self.question.answer else { return Ok(()) };
        let seq = self.say(tx, (side.id, SideWay::In, Actor::System), answer).await?;
        self.changed(tx, Actor::System, (side.id, SideState::Answered)).await?;
        let before = case::get(tx, self.case).await?.ok_or(StoreError::NotFound("case"))?;
        let mut after = before.clone();
        after.last_seq = seq;
        case::save(tx, &before, &mut after).await?;
        reading::call(tx, self.owner, self.case, seq).await
    }

    async fn changed(
        &self,
        tx: &mut Tx<'_>,
        actor: Actor,
        (side, state): (SideId, SideState),
    ) -> Result<(), StoreError> {
        let event = self.event(actor, EventBody::SideChanged { side, state });
        tx.append_at(self.at, event).await?;
        Ok(())
    }

    const fn event(&self, actor: Actor, body: EventBody) -> NewEvent {
        NewEvent {
            customer: Some(self.customer),
            case: Some(self.case),
            interaction: Some(self.interaction),
            actor,
            body,
        }
    }

    /// Stores a mail of the conversation; answers where on the log it stands.
    async fn say(
        &self,
        tx: &mut Tx<'_>,
        (side, way, actor): (SideId, SideWay, Actor),
        text: &str,
    ) -> Result<i64, StoreError> {
        let id: MessageId = tx.id();
        let added = EventBody::NoteAdded { message: id, mentions: Vec::new() };
        let seq = tx.append_at(self.at, self.event(actor, added)).await?;
        let (name, address, _) = self.question.to;
        let outside = MailAddress { name: Some(name.to_owned()), address: address.to_owned() };
        let shop = MailAddress { name: None, address: SHOP_MAIL.to_owned() };
        let out = way == SideWay::Out;
        let (from, to) = if out { (shop, outside) } else { (outside, shop) };
        let re = if out { "" } else { "Re: " };
        let subject = format!("{re}{}", self.question.subject);
        let head = MailHead {
            subject: subject.clone(),
            from: Some(from),
            to: vec![to],
            ..MailHead::default()
        };
        let said = Message {
            id,
            case: self.case,
            interaction: self.interaction,
            customer: self.customer,
            kind: MessageKind::Note,
            author: out.then_some(self.owner),
            at: self.at,
            seq,
            text: text.to_owned(),
            html_blob: None,
            subject: Some(subject),
            envelope: json!({"mail": head, "side": {"way": way}}),
            attachments: json!([]),
            client_id: None,
            delivery: out.then_some(DeliveryState::Sent),
            side: Some(side),
        };
        message::insert(tx, &said).await?;
        Ok(seq)
    }
}
