//! A matter that came by one channel goes on by chat.

use api::case::{Note, Reply};
use api::chat::{ChatSend, ChatStart, ChatState, Visitor};
use api::handover::{HandoverState, NewHandover};
use api::ports::{Cases, Chat as _, Customers, Handovers as _, Origin};
use api::{Code, Locale};
use jiff::SignedDuration;
use model::event::EventBody;
use model::{CaseId, CaseStatus};
use store::interaction;

use crate::suite::chat::door;
use crate::world::{Backend, World, refused};

pub(crate) async fn a_link_goes_on_in_the_same_case<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let (channel, _) = door(&world).await;
    let key = channel.public_key.clone().unwrap();
    // Somebody wrote from one browser; the link opens in another.
    let id = app.store.id(app.now());
    let first = Visitor { tenant: world.tenant, channel: channel.id, id, locale: Locale::Ja };
    let own = || app.store.id::<CaseId>(app.now()).to_string();
    let says = |text: &str| ChatSend { cid: own(), text: text.to_owned(), files: vec![] };
    app.send(&first, says("届きません")).await.unwrap();
    let session = interaction::open_of_visitor(&world.store(), id).await.unwrap().unwrap();
    let case = session.case;
    let reply = |text: &str| Reply {
        text: text.to_owned(),
        client_id: own(),
        files: vec![],
        subject: None,
        to: None,
        last_seq: None,
        then: None,
    };
    app.reply(by, case, reply("お調べします")).await.unwrap();
    let note =
        Note {
            text: "社内だけの話".to_owned(), client_id: own(), files: vec![], mentions: vec![]
        };
    app.note(by, case, note).await.unwrap();
    world.clock.forward(SignedDuration::from_mins(5));
    app.end(&first).await.unwrap();

    let link = app.offer_handover(by, case, NewHandover::default()).await.unwrap();
    assert!(link.qr.contains("<svg") && link.url.contains("/c/"));
    let door = app.handover(&link.code.to_lowercase()).await.unwrap();
    assert_eq!((door.state, door.channel.as_str()), (HandoverState::Open, key.as_str()));
    let taken = app.take_handover(&link.code).await.unwrap();
    assert_eq!(taken.channel, key);
    // Of two browsers the first has it.
    assert_eq!(refused(app.take_handover(&link.code).await), Code::Conflict);
    assert_eq!(app.handover(&link.code).await.unwrap().state, HandoverState::Taken);

    let start = ChatStart {
        channel: key,
        visitor: Some(taken.visitor.clone()),
        identity: None,
        locale: None,
        page: None,
        contact: None,
    };
    let session = Box::pin(app.start(&Origin::default(), start)).await.unwrap();
    assert_eq!(session.state, ChatState::Active);
    let seen: Vec<&str> = session.messages.iter().map(|m| m.text.as_str()).collect();
    assert!(seen.contains(&"届きません") && seen.contains(&"お調べします"), "{seen:?}");
    assert!(!seen.contains(&"社内だけの話"));
    let second = app.visitor(&taken.visitor, &Origin::default()).await.unwrap();
    app.send(&second, says("写真を送ります")).await.unwrap();
    let now = interaction::open_of_visitor(&world.store(), second.id).await.unwrap().unwrap();
    assert_eq!(now.case, case, "one case");
    let whole = Cases::get(app, by, case).await.unwrap();
    assert_eq!(whole.case.status, CaseStatus::Assigned);
    // The answer goes to the browser that is open now.
    let answer = app.reply(by, case, reply("ありがとうございます")).await.unwrap();
    assert_eq!(answer.interaction, now.id);
    let customer = whole.case.customer.id;
    assert_eq!(Customers::get(app, by, customer).await.unwrap().cases, 1, "one customer");
    let told = world.events().await;
    let told = |body: fn(&EventBody) -> bool| told.iter().filter(|event| body(&event.body)).count();
    assert_eq!(told(|body| matches!(body, EventBody::HandoverOffered { .. })), 1);
    assert_eq!(told(|body| matches!(body, EventBody::HandoverTaken { .. })), 1);
    assert!(world.audited().await.contains(&"handover.offered".to_owned()));

    // A link that is too old, one of nobody, one of a resolved case.
    let old = app.offer_handover(by, case, NewHandover::default()).await.unwrap();
    world.clock.forward(SignedDuration::from_hours(73));
    assert_eq!(app.handover(&old.code).await.unwrap().state, HandoverState::Expired);
    assert_eq!(refused(app.take_handover(&old.code).await), Code::Conflict);
    assert_eq!(refused(app.handover("0000-0000-0000").await), Code::NotFound);
    assert_eq!(refused(app.handover("?").await), Code::NotFound);
    let late = app.offer_handover(by, case, NewHandover::default()).await.unwrap();
    app.resolve(by, case).await.unwrap();
    assert_eq!(refused(app.offer_handover(by, case, NewHandover::default()).await), Code::Conflict);
    let third = app.take_handover(&late.code).await.unwrap();
    let third = app.visitor(&third.visitor, &Origin::default()).await.unwrap();
    app.send(&third, says("別の件です")).await.unwrap();
    let other = interaction::open_of_visitor(&world.store(), third.id).await.unwrap().unwrap();
    assert_ne!(other.case, case, "what is settled stays settled");
    assert_eq!(Customers::get(app, by, customer).await.unwrap().cases, 2);
    // Fresh links push out the oldest.
    let links = {
        let mut links = Vec::new();
        for _ in 0..11 {
            links.push(app.offer_handover(by, other.case, NewHandover::default()).await.unwrap());
            world.clock.forward(SignedDuration::from_secs(1));
        }
        links
    };
    assert_eq!(app.handover(&links[0].code).await.unwrap().state, HandoverState::Expired);
    assert_eq!(app.handover(&links[1].code).await.unwrap().state, HandoverState::Open);
}
