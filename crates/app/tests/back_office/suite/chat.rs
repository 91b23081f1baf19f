//! What visitors write.

use api::chat::{ChatSend, ChatStart, Visitor};
use api::file::Upload;
use api::ports::{Admin as _, Chat as _};
use api::promise::{Holidays, NewBusinessHours};
use api::{Locale, admin};
use futures_util::future::try_join_all;
use jiff::SignedDuration;
use model::event::EventBody;
use model::{ChannelKind, QueueId};
use store::case::{self, CaseFilter};

use crate::world::{Backend, World, origin};

const AT_ONCE: usize = 8;

/// A chat that leads to a queue of its own.
pub(crate) async fn door(world: &World) -> (admin::Channel, QueueId) {
    let name = format!("窓口 {}", world.app.store.id::<QueueId>(world.app.now()));
    let queue = admin::NewQueue { name, offer_seconds: None, members: vec![] };
    let queue = world.app.create_queue(&world.admin, queue).await.unwrap().id;
    let (kind, name) = (ChannelKind::WebChat, format!("サイト {queue}"));
    let settings = [
        ("closed_text".to_owned(), "本日はお休みです。".to_owned()),
        ("closed_email".to_owned(), "help@acme.jp".to_owned()),
    ];
    let settings = settings.into();
    let channel = admin::NewChannel { kind, name, queue, settings };
    (world.app.create_channel(&world.admin, channel).await.unwrap(), queue)
}

async fn visitor(world: &World) -> Visitor {
    let (channel, _) = door(world).await;
    let id = world.app.store.id(world.app.now());
    Visitor { tenant: world.tenant, channel: channel.id, id, locale: Locale::Ja }
}

/// The same message several times at once, so that some of it is in one commit group.
async fn say(world: &World, by: &Visitor, message: &ChatSend) {
    let sends = (0..AT_ONCE).map(|_| world.app.send(by, message.clone()));
    let sent = try_join_all(sends).await.unwrap();
    for again in &sent {
        assert_eq!(again.id, sent[0].id);
        assert_eq!(again.text, message.text);
        // Answered, so it is there.
        let stored = store::message::find(&world.store(), again.id).await.unwrap();
        assert_eq!(stored.map(|stored| stored.text).as_deref(), Some(message.text.as_str()));
    }
}

/// A widget that gets no answer sends again, perhaps while the first is still on its way.
pub(crate) async fn what_is_sent_again_is_one_message<B: Backend>() {
    let world = World::new::<B>().await;
    let by = visitor(&world).await;
    let words = |cid: &str, text: &str| ChatSend {
        cid: format!("message-number-{cid}"),
        text: text.to_owned(),
        files: vec![],
    };
    say(&world, &by, &words("1", "はじめまして")).await;
    say(&world, &by, &words("2", "注文の件です")).await;
    let upload =
        Upload { name: "a.txt".into(), mime: "text/plain".into(), content: b"a".to_vec().into() };
    let file = world.app.upload(&by, upload).await.unwrap();
    say(&world, &by, &ChatSend { files: vec![file.id], ..words("3", "添付します") }).await;
    world.app.end(&by).await.unwrap();
    say(&world, &by, &words("2", "注文の件です")).await;

    let filter = CaseFilter::default();
    assert_eq!(case::count(&world.store(), &filter).await.unwrap(), 1, "cases");
    let events = world.events().await;
    let received =
        events.iter().filter(|event| matches!(event.body, EventBody::MessageReceived { .. }));
    assert_eq!(received.count(), 3, "messages on the log");
}

/// Who comes outside business hours reads when somebody will be there; to write is always possible.
pub(crate) async fn outside_business_hours_it_says_when_somebody_is_there<B: Backend>() {
    let world = World::new::<B>().await;
    let (channel, queue) = door(&world).await;
    let key = channel.public_key.unwrap();
    let closed = async || {
        let start = ChatStart {
            channel: key.clone(),
            visitor: None,
            identity: None,
            locale: None,
            page: None,
            contact: None,
        };
        world.app.start(&origin(), start).await.unwrap().closed
    };
    assert_eq!(closed().await, None, "a queue without hours is always open");
    let day = vec!["9:00-18:00".to_owned()];
    let mut week = vec![day; 5];
    week.extend([vec![], vec![]]);
    let hours = NewBusinessHours {
        name: "平日".to_owned(),
        zone: None,
        week,
        holidays: Holidays::Closed,
        days: [].into(),
        queues: vec![queue],
    };
    world.app.create_hours(&world.admin, hours).await.unwrap();
    // A Monday, but a holiday (勤労感謝の日), at noon in Japan.
    let notice = closed().await.unwrap();
    assert_eq!(notice.opens_at, Some("2026-11-24T00:00:00Z".parse().unwrap()));
    assert_eq!(notice.text, "本日はお休みです。");
    assert_eq!(notice.email.as_deref(), Some("help@acme.jp"));
    world.clock.forward(SignedDuration::from_hours(21));
    assert_eq!(closed().await, None, "Tuesday, 9:00");
}
