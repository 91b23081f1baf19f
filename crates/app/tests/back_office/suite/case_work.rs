//! Putting cases off, giving them back, asking a supervisor, ending them.

use api::admin::{DispositionChange, NewCategory, NewChannel, NewDisposition};
use api::case::{
    AfterReply, CaseChange, CaseQuery, CaseRow, CaseView, GiveBack, Hold, Reply, Transfer,
};
use api::chat::{ChatSend, Visitor};
use api::directory::ResolveRule;
use api::hook::{HookDirection, HookRequest};
use api::ports::{Admin as _, CaseWork as _, Cases, Chat as _, Hooks as _, Work as _};
use api::work::PresenceChange;
use api::{Answer, Caller, Code, Locale};
use app::cases::hold::bring_back;
use app::intake::file_pending;
use jiff::SignedDuration;
use model::event::EventBody;
use model::permission::Role;
use model::{CaseId, CaseStatus, ChannelKind, Presence, TransferKind};
use serde_json::json;

use super::chat::door;
use crate::world::{Backend, World, refused};

/// A customer who writes by a messenger: nobody waits at the other end.
pub(crate) struct Messenger {
    key: String,
    secret: String,
    said: u32,
}

impl Messenger {
    pub(crate) async fn new(world: &World) -> Self {
        let (app, by) = (&world.app, &world.admin);
        let (_, queue) = door(world).await;
        let (kind, name) = (ChannelKind::Api, format!("アプリ {queue}"));
        let settings = [("endpoint".to_owned(), "http://127.0.0.1:9/".to_owned())].into();
        let new = NewChannel { kind, name, queue, settings };
        let hook = app.create_channel(by, new).await.unwrap();
        let secret = app.issue_hook_secret(by, hook.id, HookDirection::In).await.unwrap().secret;
        app.issue_hook_secret(by, hook.id, HookDirection::Out).await.unwrap();
        Self { key: hook.public_key.unwrap(), secret, said: 0 }
    }

    /// Writes; answers the case as it stands then.
    pub(crate) async fn says(&mut self, world: &World, text: &str) -> CaseRow {
        self.said += 1;
        // What changed last is first in a list.
        world.clock.forward(SignedDuration::from_secs(1));
        let id = format!("m-{}", self.said);
        let data = json!({"id": id, "sender": {"id": "u-1"}, "text": text});
        let body = json!({"type": "message.created", "data": data}).to_string();
        let now = world.app.now();
        let signature = channels::hooks::sign(&[self.secret.as_str()], (&id, now), body.as_bytes());
        let timestamp = now.as_second().to_string();
        let request = HookRequest { id, timestamp, signature, body: body.into() };
        world.app.receive(&self.key, request).await.unwrap();
        assert_eq!(file_pending(&world.app).await.unwrap(), 1);
        let query = CaseQuery { q: None, ..CaseQuery::default() };
        world.app.list(&world.admin, query).await.unwrap().items.remove(0)
    }
}

async fn of(world: &World, case: CaseId) -> CaseRow {
    Cases::get(&world.app, &world.admin, case).await.unwrap().case
}

async fn in_view(world: &World, by: &Caller, view: CaseView) -> Vec<CaseId> {
    let query = CaseQuery { view: Some(view), ..CaseQuery::default() };
    world.app.list(by, query).await.unwrap().items.into_iter().map(|row| row.id).collect()
}

async fn notes(world: &World, case: CaseId) -> Vec<String> {
    let thread = world.app.thread(&world.admin, case, Default::default()).await.unwrap();
    let notes = thread.messages.into_iter().filter(|one| one.kind == model::MessageKind::Note);
    notes.map(|one| one.code.unwrap_or(one.text)).collect()
}

fn reply(client_id: &str, last_seq: Option<i64>, then: AfterReply) -> Reply {
    Reply {
        text: "お待たせしました。".to_owned(),
        files: vec![],
        client_id: client_id.to_owned(),
        subject: None,
        to: None,
        last_seq,
        then: Some(then),
    }
}

pub(crate) async fn a_case_is_put_off_and_comes_back<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    app.set_presence(by, PresenceChange { state: Presence::Away }).await.unwrap();
    let mut customer = Messenger::new(&world).await;
    let case = customer.says(&world, "入荷したら教えてください").await.id;
    let until = app.now() + SignedDuration::from_hours(2);
    let hold = |until| Hold { until, note: Some("入荷を確認する".to_owned()) };
    assert_eq!(refused(app.hold(by, case, hold(app.now())).await), Code::Invalid);

    // Who puts off what nobody has, has it; it is in the list of what was put off only.
    let row = app.hold(by, case, hold(until)).await.unwrap();
    assert_eq!((row.status, row.owner), (CaseStatus::OnHold, Some(by.user)));
    assert_eq!((row.held_until, row.queued_at), (Some(until), None));
    assert_eq!(in_view(&world, by, CaseView::Held).await, [case]);
    assert!(in_view(&world, by, CaseView::Mine).await.is_empty());
    assert_eq!(in_view(&world, by, CaseView::Open).await, [case]);
    let counts = app.counts(by).await.unwrap();
    assert_eq!((counts.held, counts.mine, counts.waiting), (1, 0, 0));
    // The customer still waits: putting off is no answer.
    assert!(row.waiting_since.is_some());

    // Further, and only then.
    let later = until + SignedDuration::from_hours(1);
    app.hold(by, case, Hold { until: later, note: None }).await.unwrap();
    world.clock.forward(SignedDuration::from_hours(2));
    assert_eq!(bring_back(app).await.unwrap(), 0);
    world.clock.forward(SignedDuration::from_hours(1));
    assert_eq!(bring_back(app).await.unwrap(), 1);
    assert_eq!(bring_back(app).await.unwrap(), 0, "once");
    let row = of(&world, case).await;
    assert_eq!((row.status, row.owner), (CaseStatus::Assigned, Some(by.user)));
    assert_eq!((row.held_until, row.called), (None, Some(true)));
    assert_eq!(notes(&world, case).await, ["入荷を確認する", "hold_over"]);

    // A word of the customer ends a hold before its time, and so does whoever has it.
    let until = app.now() + SignedDuration::from_hours(5);
    app.hold(by, case, Hold { until, note: None }).await.unwrap();
    let row = customer.says(&world, "まだですか").await;
    assert_eq!((row.id, row.held_until), (case, None));
    assert_ne!(row.status, CaseStatus::OnHold);
    app.hold(by, case, Hold { until, note: None }).await.unwrap();
    let row = app.end_hold(by, case).await.unwrap();
    assert_eq!((row.status, row.held_until), (CaseStatus::Assigned, None));
    world.clock.forward(SignedDuration::from_hours(9));
    assert_eq!(bring_back(app).await.unwrap(), 0);

    // Its owner takes no work any more: it waits for somebody else.
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let until = app.now() + SignedDuration::from_hours(1);
    app.take(&agent, case).await.unwrap();
    app.hold(&agent, case, Hold { until, note: None }).await.unwrap();
    let off = api::admin::UserChange { active: Some(false), ..Default::default() };
    let user = store::user_account::by_id(&world.store(), agent.user).await.unwrap().unwrap();
    app.change_user(by, agent.user, user.version, off).await.unwrap();
    world.clock.forward(SignedDuration::from_hours(1));
    assert_eq!(bring_back(app).await.unwrap(), 1);
    let row = of(&world, case).await;
    assert_eq!((row.status, row.owner), (CaseStatus::Waiting, None));

    app.resolve(by, case).await.unwrap();
    let until = app.now() + SignedDuration::from_hours(1);
    assert_eq!(refused(app.hold(by, case, Hold { until, note: None }).await), Code::Conflict);
    let live = chat(&world).await;
    assert_eq!(refused(app.hold(by, live, Hold { until, note: None }).await), Code::Conflict);
}

/// A case whose customer waits in a chat.
async fn chat(world: &World) -> CaseId {
    let (channel, _) = door(world).await;
    let id = world.app.store.id(world.app.now());
    let visitor = Visitor { tenant: world.tenant, channel: channel.id, id, locale: Locale::Ja };
    let cid = world.app.store.id::<CaseId>(world.app.now()).to_string();
    let words = ChatSend { cid, text: "すみません".to_owned(), files: vec![] };
    world.app.send(&visitor, words).await.unwrap();
    store::interaction::open_of_visitor(&world.store(), id).await.unwrap().unwrap().case
}

fn to_queue(queue: model::QueueId, note: &str) -> Transfer {
    let note = Some(note.to_owned());
    Transfer { queue: Some(queue), user: None, supervisor: None, note }
}

pub(crate) async fn a_case_goes_back_to_where_it_came_from<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, desk) = (&world.app, &world.admin);
    let expert = world.colleague("expert@acme.jp", &[Role::Agent]).await;
    let (_, repair) = door(&world).await;
    let mut customer = Messenger::new(&world).await;
    let row = customer.says(&world, "動きません").await;
    let (case, home) = (row.id, row.queue);
    let nowhere = app.give_back(desk, case, GiveBack::default()).await;
    assert_eq!(refused(nowhere), Code::Conflict);

    app.take(desk, case).await.unwrap();
    let row = app.transfer(desk, case, to_queue(repair, "型番を確認済み")).await.unwrap();
    let back = row.returns.unwrap();
    assert_eq!((back.queue, back.user, row.queue), (home, Some(desk.user), repair));
    app.take(&expert, case).await.unwrap();
    let found = GiveBack { note: Some("電池の交換で直ります".to_owned()) };
    let row = app.give_back(&expert, case, found).await.unwrap();
    assert_eq!((row.queue, row.owner), (home, Some(desk.user)));
    assert!(row.returns.is_none(), "it is where it came from");
    let row = of(&world, case).await;
    assert_eq!(row.called, Some(true), "who has it again is called to what was found out");
    let moved = |event: model::event::Event| match event.body {
        EventBody::CaseTransferred { from_queue, way, to_user, .. } => {
            Some((from_queue, way, to_user))
        }
        _ => None,
    };
    let moves: Vec<_> = world.events().await.into_iter().filter_map(moved).collect();
    let handed = (Some(home), TransferKind::Handed, None);
    let returned = (Some(repair), TransferKind::Returned, Some(desk.user));
    assert_eq!(moves, [handed, returned]);

    // Who handed it on is gone: the queue has it.
    app.take(&expert, case).await.unwrap();
    app.transfer(&expert, case, to_queue(repair, "もう一度")).await.unwrap();
    let off = api::admin::UserChange { active: Some(false), ..Default::default() };
    let user = store::user_account::by_id(&world.store(), expert.user).await.unwrap().unwrap();
    app.change_user(desk, expert.user, user.version, off).await.unwrap();
    let row = app.give_back(desk, case, GiveBack::default()).await.unwrap();
    assert_eq!((row.queue, row.owner, row.status), (home, None, CaseStatus::Waiting));
    // What ended has no way back.
    app.transfer(desk, case, to_queue(repair, "三度")).await.unwrap();
    app.resolve(desk, case).await.unwrap();
    assert!(of(&world, case).await.returns.is_none());
}

pub(crate) async fn a_supervisor_who_is_there_is_asked<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, admin) = (&world.app, &world.admin);
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let first = world.colleague("first@acme.jp", &[Role::Supervisor]).await;
    let second = world.colleague("second@acme.jp", &[Role::Supervisor]).await;
    for away in [admin, &first, &second] {
        app.set_presence(away, PresenceChange { state: Presence::Offline }).await.unwrap();
    }
    let mut customer = Messenger::new(&world).await;
    let case = customer.says(&world, "責任者を出してください").await.id;
    app.take(&agent, case).await.unwrap();
    let ask = |note: &str| {
        let note = Some(note.to_owned());
        let to = Transfer { queue: None, user: None, supervisor: Some(true), note };
        app.transfer(&agent, case, to)
    };
    let silent = ask(" ").await.unwrap_err();
    assert_eq!((silent.code, silent.field.as_deref()), (Code::Invalid, Some("note")));
    assert_eq!(refused(ask("返金の可否").await), Code::Conflict, "nobody is there");
    app.set_presence(&first, PresenceChange { state: Presence::Away }).await.unwrap();
    app.set_presence(&second, PresenceChange { state: Presence::Available }).await.unwrap();
    let row = ask("返金の可否").await.unwrap();
    assert_eq!(row.owner, Some(second.user), "who is free, not who has stepped out");
    assert_eq!(row.returns.unwrap().user, Some(agent.user));
    let row = app.give_back(&second, case, GiveBack::default()).await.unwrap();
    assert_eq!(row.owner, Some(agent.user));
}

pub(crate) async fn a_case_ends_when_everything_is_said<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let both = ResolveRule { category: true, disposition: true };
    let first = app.set_resolve_rule(by, both).await.unwrap_err();
    assert_eq!(first.field.as_deref(), Some("disposition"), "there is none to choose yet");
    let new = |name: &str| NewDisposition { name: name.to_owned() };
    let refund = app.create_disposition(by, new("返金")).await.unwrap();
    let other = app.create_disposition(by, new("案内のみ")).await.unwrap();
    assert_eq!(refused(app.create_disposition(by, new("返金")).await), Code::Taken);
    app.set_resolve_rule(by, both).await.unwrap();
    let directory = app.directory(by).await.unwrap();
    assert_eq!(directory.resolve_rule, both);
    let names: Vec<_> = directory.dispositions.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["返金", "案内のみ"]);

    let mut customer = Messenger::new(&world).await;
    let case = customer.says(&world, "割れていました").await.id;
    let missing = |answer: Answer<CaseRow>| {
        let problem = answer.unwrap_err();
        (problem.code, problem.field.unwrap_or_default())
    };
    let resolved = app.resolve(by, case).await;
    assert_eq!(missing(resolved), (Code::Incomplete, "category".to_owned()));
    // Nothing is sent when the case may not end.
    let sent = app.reply(by, case, reply("answer-number-1", None, AfterReply::Resolve)).await;
    assert_eq!(refused(sent), Code::Incomplete);
    let told = |body: &EventBody| matches!(body, EventBody::MessageSent { .. });
    assert!(!world.events().await.iter().any(|event| told(&event.body)));

    let category = NewCategory { parent: None, name: "破損".to_owned() };
    let category = app.create_category(by, category).await.unwrap().id;
    let change = CaseChange { category: Some(Some(category)), ..CaseChange::default() };
    let row = app.change(by, case, of(&world, case).await.version, change).await.unwrap();
    let resolved = app.resolve(by, case).await;
    assert_eq!(missing(resolved), (Code::Incomplete, "disposition".to_owned()));
    let off = DispositionChange { archived: Some(true), ..DispositionChange::default() };
    app.change_disposition(by, other.id, other.version, off.clone()).await.unwrap();
    let says = |id| CaseChange { disposition: Some(Some(id)), ..CaseChange::default() };
    let unusable = app.change(by, case, row.version, says(other.id)).await;
    assert_eq!(refused(unusable), Code::Invalid);
    app.change(by, case, row.version, says(refund.id)).await.unwrap();
    app.reply(by, case, reply("answer-number-1", None, AfterReply::Resolve)).await.unwrap();
    let row = of(&world, case).await;
    assert_eq!((row.status, row.disposition), (CaseStatus::Resolved, Some(refund.id)));
    let query = CaseQuery { disposition: Some(refund.id), ..CaseQuery::default() };
    assert_eq!(app.list(by, query).await.unwrap().items.len(), 1);
    let audited = world.audited().await;
    for action in ["disposition.created", "disposition.changed", "tenant.resolve_rule"] {
        assert!(audited.iter().any(|done| done == action), "{action}: {audited:?}");
    }
}

pub(crate) async fn nobody_answers_what_they_have_not_seen<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let mut customer = Messenger::new(&world).await;
    let row = customer.says(&world, "赤はありますか").await;
    let (case, seen) = (row.id, Some(row.last_seq));
    customer.says(&world, "やっぱり青で").await;
    let crossed = app.reply(by, case, reply("answer-number-1", seen, AfterReply::Keep)).await;
    assert_eq!(refused(crossed), Code::NewerMessages);
    // A note is no word to the customer, and one's own is no surprise.
    let seen = Some(of(&world, case).await.last_seq);
    app.reply(by, case, reply("answer-number-2", seen, AfterReply::Keep)).await.unwrap();
    app.reply(by, case, reply("answer-number-3", seen, AfterReply::Keep)).await.unwrap();
    let second = app.reply(&agent, case, reply("answer-number-4", seen, AfterReply::Keep)).await;
    let problem = second.unwrap_err();
    assert_eq!(problem.code, Code::NewerMessages);
    assert!(problem.text(Locale::Ja).contains("管理 花子"), "{problem:?}");
    // What was sent is not sent a second time, whatever came since; and who insists, may.
    app.reply(by, case, reply("answer-number-2", seen, AfterReply::Keep)).await.unwrap();
    app.reply(&agent, case, reply("answer-number-4", None, AfterReply::Keep)).await.unwrap();
}
