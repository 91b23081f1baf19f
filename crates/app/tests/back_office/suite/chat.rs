//! What visitors write.

use api::chat::{ChatSend, Visitor};
use api::file::Upload;
use api::ports::{Admin as _, Chat as _};
use api::{Locale, admin};
use futures_util::future::try_join_all;
use model::ChannelKind;
use model::event::EventBody;
use store::case::{self, CaseFilter};

use crate::world::{Backend, World};

const AT_ONCE: usize = 8;

async fn visitor(world: &World) -> Visitor {
    let queue = admin::NewQueue { name: "窓口".to_owned(), offer_seconds: None, members: vec![] };
    let queue = world.app.create_queue(&world.admin, queue).await.unwrap().id;
    let (kind, name) = (ChannelKind::WebChat, "サイト".to_owned());
    let channel = admin::NewChannel { kind, name, queue, settings: [].into() };
    let channel = world.app.create_channel(&world.admin, channel).await.unwrap().id;
    let id = world.app.store.id(world.app.now());
    Visitor { tenant: world.tenant, channel, id, locale: Locale::Ja }
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
