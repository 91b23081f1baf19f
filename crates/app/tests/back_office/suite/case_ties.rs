//! Cases that have to do with each other, procedures, kept lists, acts on several at once.

use api::admin::NewCategory;
use api::case::{AfterReply, CaseChange, CaseRow, CaseView, Reply, Transfer};
use api::case_work::{
    Bulk, BulkAct, NewProcedure, NewSavedView, ProcedureChange, SavedQuery, Split, Step, StepMark,
};
use api::directory::ResolveRule;
use api::ports::{Admin as _, CaseWork as _, Cases, Work as _};
use api::work::PresenceChange;
use api::{Caller, Code};
use jiff::SignedDuration;
use model::event::EventBody;
use model::permission::Role;
use model::{
    CaseId, CaseStatus, CaseTieKind, CategoryId, MessageId, MessageKind, Presence, Priority,
};

use super::case_work::Messenger;
use crate::world::{Backend, World, refused};

async fn said(world: &World, case: CaseId) -> Vec<(MessageId, String)> {
    let thread = world.app.thread(&world.admin, case, Default::default()).await.unwrap();
    let spoken = thread.messages.into_iter();
    let spoken =
        spoken.filter(|one| matches!(one.kind, MessageKind::Inbound | MessageKind::Outbound));
    spoken.map(|one| (one.id, one.text)).collect()
}

async fn texts(world: &World, case: CaseId) -> Vec<String> {
    said(world, case).await.into_iter().map(|(_, text)| text).collect()
}

async fn of(world: &World, case: CaseId) -> CaseRow {
    Cases::get(&world.app, &world.admin, case).await.unwrap().case
}

fn reply(text: &str) -> Reply {
    Reply {
        text: text.to_owned(),
        files: vec![],
        client_id: "answer-number-1".to_owned(),
        subject: None,
        to: None,
        last_seq: None,
        then: Some(AfterReply::Pending),
    }
}

pub(crate) async fn a_case_is_split_and_joined_and_parted<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let mut customer = Messenger::new(&world).await;
    let pot = customer.says(&world, "鍋が割れました").await.id;
    customer.says(&world, "別件ですが領収書をください").await;
    let ids: Vec<MessageId> = said(&world, pot).await.into_iter().map(|(id, _)| id).collect();
    let part =
        |messages: Vec<MessageId>| Split { messages, subject: "領収書".to_owned(), queue: None };
    let all = app.split(by, pot, part(ids.clone())).await.unwrap_err();
    assert_eq!((all.code, all.field.as_deref()), (Code::Invalid, Some("messages")));
    let receipt = app.split(by, pot, part(vec![ids[1]])).await.unwrap();
    assert_eq!((receipt.owner, receipt.status), (Some(by.user), CaseStatus::Assigned));
    assert!(receipt.waiting_since.is_some(), "what was not answered there is not answered here");
    assert_eq!(texts(&world, receipt.id).await, ["別件ですが領収書をください"]);
    assert_eq!(texts(&world, pot).await, ["鍋が割れました"]);
    assert_eq!(of(&world, pot).await.snippet, "鍋が割れました");
    let ties = Cases::get(app, by, pot).await.unwrap().ties;
    assert_eq!((ties[0].kind, ties[0].from_here), (CaseTieKind::Split, false));
    assert_eq!(refused(app.untie(by, pot, ties[0].id).await), Code::Conflict);

    // It goes on in the first one after all.
    let receipt = receipt.id;
    customer.says(&world, "写真を送ります").await;
    assert_eq!(refused(app.join(by, receipt, receipt).await), Code::Invalid);
    let mut other = Messenger::new(&world).await;
    let stranger = other.says(&world, "こんにちは").await.id;
    assert_eq!(refused(app.join(by, receipt, stranger).await), Code::Conflict, "of somebody else");
    let row = app.join(by, receipt, pot).await.unwrap();
    assert_eq!(row.id, pot);
    let whole = ["鍋が割れました", "別件ですが領収書をください", "写真を送ります"];
    assert_eq!(texts(&world, pot).await, whole);
    let gone = of(&world, receipt).await;
    assert_eq!((gone.status, gone.joined_into), (CaseStatus::Resolved, Some(pot)));
    assert!(texts(&world, receipt).await.is_empty());
    assert_eq!(refused(app.join(by, receipt, pot).await), Code::Conflict, "it went already");
    // A mail to it arrives where it went on.
    let standing = store::case::standing(&world.store(), receipt).await.unwrap().unwrap();
    assert_eq!(standing.id, pot);
    let bodies: Vec<_> = world.events().await.into_iter().map(|event| event.body).collect();
    let unanswered =
        |body: &EventBody| *body == EventBody::CaseJoined { joined: receipt, unanswered: true };
    assert!(bodies.iter().any(unanswered));

    // Parted again, each has what was said in its sessions; what was open is open.
    app.reply(by, pot, reply("代わりの鍋を送ります")).await.unwrap();
    let ties = Cases::get(app, by, receipt).await.unwrap().ties;
    let join = ties.iter().find(|tie| tie.kind == CaseTieKind::Joined).unwrap();
    assert!(join.from_here && join.case.id == pot);
    app.untie(by, receipt, join.id).await.unwrap();
    app.untie(by, receipt, join.id).await.unwrap();
    assert_eq!(texts(&world, receipt).await, ["別件ですが領収書をください"]);
    let rest = ["鍋が割れました", "写真を送ります", "代わりの鍋を送ります"];
    assert_eq!(texts(&world, pot).await, rest);
    let row = of(&world, receipt).await;
    assert_eq!((row.joined_into, row.status.is_open()), (None, true));
    assert_eq!(row.snippet, "別件ですが領収書をください");

    // What is about one thing says so, and takes it back.
    let ties = app.relate(by, pot, stranger).await.unwrap();
    assert_eq!(app.relate(by, stranger, pot).await.unwrap().len(), 1, "once");
    let related = ties.iter().find(|tie| tie.kind == CaseTieKind::Related).unwrap();
    assert_eq!(refused(app.untie(by, receipt, related.id).await), Code::NotFound);
    assert!(app.untie(by, stranger, related.id).await.unwrap().is_empty());
}

async fn category(world: &World, parent: Option<CategoryId>, name: &str) -> CategoryId {
    let new = NewCategory { parent, name: name.to_owned() };
    world.app.create_category(&world.admin, new).await.unwrap().id
}

pub(crate) async fn a_procedure_is_walked_through<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let top = category(&world, None, "返品").await;
    let below = category(&world, Some(top), "破損").await;
    let step = |text: &str, required| Step { id: None, text: text.to_owned(), required };
    let steps = vec![step("写真を確認する", true), step("お詫びする", false)];
    let new = NewProcedure { name: "返品の手順".to_owned(), category: top, steps };
    let made = app.create_procedure(by, new.clone()).await.unwrap();
    assert_eq!(refused(app.create_procedure(by, new).await), Code::Invalid, "one per category");

    let mut customer = Messenger::new(&world).await;
    let case = customer.says(&world, "割れていました").await;
    let id = case.id;
    assert!(Cases::get(app, by, id).await.unwrap().procedure.is_none());
    let change = CaseChange { category: Some(Some(below)), ..CaseChange::default() };
    app.change(by, id, case.version, change).await.unwrap();
    let walk = Cases::get(app, by, id).await.unwrap().procedure.unwrap();
    assert_eq!(walk.name, "返品の手順", "that of the category above");
    let first = walk.steps[0].id;
    let left = app.resolve(by, id).await.unwrap_err();
    assert_eq!((left.code, left.field.as_deref()), (Code::Incomplete, Some("steps")));
    let walk = app.mark_step(by, id, StepMark { step: first, done: true }).await.unwrap();
    assert_eq!(walk.steps[0].done_by, Some(by.user));
    assert!(walk.steps[1].done_at.is_none());

    // Reworded and moved, a step that is done stays done; a new one is not.
    let mut steps = made.steps.clone();
    steps[0].text = "写真を2枚確認する".to_owned();
    steps.reverse();
    steps.push(step("型番を聞く", true));
    let change = ProcedureChange { steps: Some(steps), ..ProcedureChange::default() };
    app.change_procedure(by, made.id, made.version, change.clone()).await.unwrap();
    let late = app.change_procedure(by, made.id, made.version, change).await;
    assert_eq!(refused(late), Code::Changed);
    let walk = Cases::get(app, by, id).await.unwrap().procedure.unwrap();
    let done: Vec<bool> = walk.steps.iter().map(|step| step.done_at.is_some()).collect();
    assert_eq!(done, [false, true, false]);
    assert_eq!(walk.steps[1].text, "写真を2枚確認する");
    assert_eq!(refused(app.resolve(by, id).await), Code::Incomplete);
    let mark = StepMark { step: walk.steps[2].id, done: true };
    app.mark_step(by, id, mark.clone()).await.unwrap();
    app.mark_step(by, id, StepMark { done: false, ..mark.clone() }).await.unwrap();
    assert_eq!(refused(app.resolve(by, id).await), Code::Incomplete);
    app.mark_step(by, id, mark).await.unwrap();
    app.resolve(by, id).await.unwrap();
}

pub(crate) async fn a_list_is_kept_for_oneself_or_for_everybody<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let query = SavedQuery {
        view: CaseView::Open,
        status: Some(CaseStatus::Waiting),
        queue: None,
        channel: None,
        category: None,
        owner: None,
        q: Some(" 返品 ".to_owned()),
    };
    let new =
        |name: &str, shared| NewSavedView { name: name.to_owned(), shared, query: query.clone() };
    assert_eq!(refused(app.save_view(&agent, new("みんなの", true)).await), Code::Forbidden);
    let own = app.save_view(&agent, new("自分の", false)).await.unwrap();
    assert_eq!(own.query.q.as_deref(), Some("返品"));
    let shared = app.save_view(by, new("全員の", true)).await.unwrap();
    let names = |views: Vec<api::case_work::SavedView>| -> Vec<String> {
        views.into_iter().map(|view| view.name).collect()
    };
    assert_eq!(names(app.views(&agent).await.unwrap()), ["全員の", "自分の"]);
    assert_eq!(names(app.views(by).await.unwrap()), ["全員の"]);
    assert_eq!(refused(app.remove_view(by, own.id).await), Code::NotFound);
    assert_eq!(refused(app.remove_view(&agent, shared.id).await), Code::Forbidden);
    app.remove_view(&agent, own.id).await.unwrap();
    assert_eq!(names(app.views(&agent).await.unwrap()), ["全員の"]);
}

pub(crate) async fn several_cases_are_changed_and_changed_back<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let mut cases = Vec::new();
    for text in ["一件目", "二件目", "三件目"] {
        let mut customer = Messenger::new(&world).await;
        cases.push(customer.says(&world, text).await.id);
    }
    let act = |cases: &[CaseId], act| Bulk { cases: cases.to_vec(), act };
    let strange = CaseId::from_u128(7);
    let wrong = app.bulk(by, act(&[cases[0], strange], BulkAct::Resolve)).await;
    assert_eq!(refused(wrong), Code::NotFound, "nothing is done when one is not there");

    // What needs more than the others is told; the others are done.
    let matter = category(&world, None, "配送").await;
    app.set_resolve_rule(by, ResolveRule { category: true, disposition: false }).await.unwrap();
    let sorted = BulkAct::Category { category: Some(matter) };
    let done = app.bulk(by, act(&cases[..2], sorted)).await.unwrap();
    assert_eq!(done.done.len(), 2);
    let before = snapshot(&world, by, &cases).await;
    let ended = app.bulk(by, act(&cases, BulkAct::Resolve)).await.unwrap();
    assert_eq!((ended.done.len(), ended.refused.len()), (2, 1));
    assert_eq!((ended.refused[0].case, ended.refused[0].code.as_str()), (cases[2], "incomplete"));
    assert_eq!(of(&world, cases[0]).await.status, CaseStatus::Resolved);
    let id = ended.bulk.unwrap();
    assert_eq!(refused(app.undo_bulk(&agent, id).await), Code::NotFound, "it is not theirs");
    let back = app.undo_bulk(by, id).await.unwrap();
    assert_eq!((back.done.len(), back.refused.len()), (2, 0));
    let after = snapshot(&world, by, &cases).await;
    // What was resolved once waits again under that name.
    let reopened = |(mut row, i): (Seen, usize)| {
        if i < 2 {
            row.0 = CaseStatus::Reopened;
        }
        row
    };
    let before: Vec<Seen> = before.into_iter().zip(0..).map(reopened).collect();
    assert_eq!(after, before);
    assert_eq!(refused(app.undo_bulk(by, id).await), Code::Changed, "once");

    for there in [by, &agent] {
        app.set_presence(there, PresenceChange { state: Presence::Away }).await.unwrap();
    }
    // Handed to somebody and taken back; with what somebody went on with, nothing is done.
    app.take(by, cases[0]).await.unwrap();
    let given = app.bulk(by, act(&cases, BulkAct::Assign { user: agent.user })).await.unwrap();
    assert_eq!(given.done.len(), 3);
    let note = Some("続きをやります".to_owned());
    let to = Transfer { queue: None, user: Some(by.user), supervisor: None, note };
    app.transfer(&agent, cases[1], to).await.unwrap();
    let back = app.undo_bulk(by, given.bulk.unwrap()).await.unwrap();
    assert_eq!((back.done.len(), back.refused[0].case), (2, cases[1]));
    assert_eq!(of(&world, cases[0]).await.owner, Some(by.user));
    assert_eq!(of(&world, cases[2]).await.owner, None);

    // Put off and brought back.
    let until = app.now() + SignedDuration::from_hours(3);
    let held = app.bulk(by, act(&cases, BulkAct::Hold { until })).await.unwrap();
    assert_eq!(of(&world, cases[2]).await.held_until, Some(until));
    app.undo_bulk(by, held.bulk.unwrap()).await.unwrap();
    assert_eq!(of(&world, cases[2]).await.status, CaseStatus::Waiting);
    let urgent = BulkAct::Priority { priority: Priority::Urgent };
    let done = app.bulk(&agent, act(&cases, urgent.clone())).await.unwrap();
    assert_eq!(app.bulk(&agent, act(&cases, urgent)).await.unwrap().bulk, None, "they are so");
    app.undo_bulk(&agent, done.bulk.unwrap()).await.unwrap();
    assert_eq!(of(&world, cases[0]).await.priority, Priority::Normal);
}

type Seen = (CaseStatus, Option<model::UserId>, model::QueueId, Option<CategoryId>);

async fn snapshot(world: &World, by: &Caller, cases: &[CaseId]) -> Vec<Seen> {
    let mut seen = Vec::new();
    for case in cases {
        let row = Cases::get(&world.app, by, *case).await.unwrap().case;
        seen.push((row.status, row.owner, row.queue, row.category));
    }
    seen
}
