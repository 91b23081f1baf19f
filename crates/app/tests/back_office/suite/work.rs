//! Work: who has it, who is offered it, and that routing and rows agree about it.

use std::time::Duration;

use api::admin::{ChannelChange, NewChannel, NewQueue, QueueChange, UserChange};
use api::case::{AfterReply, CaseRow, Reply};
use api::chat::{ChatSend, Visitor};
use api::ports::{Admin as _, Cases as _, Chat as _, Work as _};
use api::work::PresenceChange;
use api::{Caller, Code, Locale};
use app::App;
use app::cases::flow::{Enqueue, Moving};
use app::failure::Failure;
use jiff::SignedDuration;
use model::event::{EventBody, NewEvent};
use model::limits::DESK_GONE_SECONDS;
use model::permission::Role;
use model::{
    Actor, CaseId, CaseStatus, ChannelId, ChannelKind, Medium, MessageKind, Presence, QueueId,
    UserId, WorkKind, WorkState,
};
use store::presence::AgentPresence;
use store::work_item::{self, WorkItem};
use store::{StoreError, Tx, case, interaction, presence, queue, user_account};
use tokio::task::JoinSet;

use crate::world::{Backend, World, refused};

/// A counter: two queues, a chat that leads to the first.
struct Counter {
    world: World,
    chat: ChannelId,
    first: QueueId,
    second: QueueId,
}

impl Counter {
    async fn open<B: Backend>() -> Self {
        let world = World::new::<B>().await;
        let mut queues = Vec::new();
        for name in ["昼", "夜"] {
            let input =
                NewQueue { name: name.to_owned(), offer_seconds: None, members: Vec::new() };
            queues.push(world.app.create_queue(&world.admin, input).await.unwrap().id);
        }
        let (first, second) = (queues[0], queues[1]);
        let input = NewChannel {
            kind: ChannelKind::WebChat,
            name: "サイト".to_owned(),
            queue: first,
            settings: [].into(),
        };
        let chat = world.app.create_channel(&world.admin, input).await.unwrap().id;
        Self { world, chat, first, second }
    }

    fn app(&self) -> &App {
        &self.world.app
    }

    /// Starts routing (again): the engines are built from the rows.
    async fn route(&self) -> JoinSet<()> {
        self.app().run().await.unwrap()
    }

    /// A colleague who serves these queues.
    async fn agent(&self, name: &str, queues: &[QueueId]) -> Caller {
        let agent = self.world.colleague(&format!("{name}@acme.jp"), &[Role::Agent]).await;
        self.change(agent.user, UserChange { queues: Some(queues.to_vec()), ..Default::default() })
            .await;
        agent
    }

    async fn change(&self, user: UserId, change: UserChange) {
        let found = user_account::by_id(&self.world.store(), user).await.unwrap().unwrap();
        self.app().change_user(&self.world.admin, user, found.version, change).await.unwrap();
    }

    async fn says(&self, by: &Caller, state: Presence) {
        self.app().set_presence(by, PresenceChange { state }).await.unwrap();
    }

    fn visitor(&self) -> Visitor {
        let (tenant, channel) = (self.world.tenant, self.chat);
        let id = self.app().store.id(self.app().now());
        Visitor { tenant, channel, id, locale: Locale::Ja }
    }

    /// A visitor writes; the work that is behind it.
    async fn write(&self, by: &Visitor, text: &str) -> WorkItem {
        let cid = self.app().store.id::<model::MessageId>(self.app().now()).to_string();
        let input = ChatSend { cid, text: text.to_owned(), files: vec![] };
        self.app().send(by, input).await.unwrap();
        let store = self.world.store();
        let session = interaction::open_of_visitor(&store, by.id).await.unwrap().unwrap();
        work_item::open_of_case(&store, session.case).await.unwrap().unwrap()
    }

    async fn take(&self, by: &Caller, work: &WorkItem) -> CaseRow {
        self.app().take(by, work.case.unwrap()).await.unwrap()
    }

    async fn work(&self, work: &WorkItem) -> WorkItem {
        work_item::by_id(&self.world.store(), work.id).await.unwrap().unwrap()
    }

    async fn case(&self, id: CaseId) -> case::Case {
        case::get(&self.world.store(), id).await.unwrap().unwrap()
    }

    async fn state(&self, user: UserId) -> Presence {
        presence::get(&self.world.store(), user).await.unwrap().unwrap().state
    }

    /// Waits until the work is offered to somebody; to whom.
    async fn offered(&self, work: &WorkItem) -> UserId {
        for _ in 0..400 {
            if let Some(offer) = self.work(work).await.offer {
                return offer.user;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("nobody is asked: {:?}", self.work(work).await);
    }

    /// How many cases are in hands, as the board has it.
    async fn in_progress(&self) -> u32 {
        let board = self.app().board(&self.world.admin).await.unwrap();
        board.queues.iter().map(|row| row.in_progress).sum()
    }

    /// In one write, so that routing hears of it at once.
    async fn at_once<F>(&self, work: F)
    where
        F: for<'t> FnOnce(&'t mut Tx<'_>) -> store::TxFuture<'t, (), Failure> + Send + 'static,
    {
        self.world.store().write(self.app().now(), work).await.unwrap();
    }

    async fn offers_made_to(&self, user: UserId) -> usize {
        let made = |body: &EventBody| matches!(body, EventBody::WorkOffered { user: to, .. } if *to == user);
        self.world.events().await.iter().filter(|event| made(&event.body)).count()
    }
}

async fn goes(
    tx: &mut Tx<'_>,
    user: UserId,
    from: Presence,
    to: Presence,
) -> Result<(), StoreError> {
    let now = tx.now();
    presence::set(tx, &AgentPresence { user, state: to, since: now, idle_since: now }).await?;
    let body = EventBody::PresenceChanged { user, from, to };
    tx.append(NewEvent::bare(Actor::user(user), body)).await?;
    Ok(())
}

async fn move_to(tx: &mut Tx<'_>, case: CaseId, queue: QueueId) -> Result<(), Failure> {
    let mut moving = Moving::read(tx, case).await?;
    let (medium, kind) = (Medium::Chat, WorkKind::Interaction);
    let place = Enqueue { queue, medium, kind, interaction: None };
    moving.enqueue(tx, Actor::System, place).await?;
    moving.save(tx).await?;
    Ok(())
}

fn off() -> UserChange {
    UserChange { active: Some(false), ..UserChange::default() }
}

fn roles(roles: &[Role]) -> UserChange {
    UserChange { roles: Some(roles.to_vec()), ..UserChange::default() }
}

pub(crate) async fn of_somebody_switched_off_waits_again<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let _jobs = counter.route().await;
    let leaving = counter.agent("leaving", &[counter.first]).await;
    let other = counter.agent("other", &[counter.first]).await;
    for (number, change) in [off(), roles(&[Role::Analyst])].into_iter().enumerate() {
        counter.says(&other, Presence::Offline).await;
        counter
            .change(leaving.user, UserChange { active: Some(true), ..roles(&[Role::Agent]) })
            .await;
        counter.says(&leaving, Presence::Available).await;
        let work = counter.write(&counter.visitor(), &format!("visitor{number}")).await;
        let case = counter.take(&leaving, &work).await.id;
        counter.change(leaving.user, change).await;
        let found = counter.case(case).await;
        assert_eq!((found.status, found.owner), (CaseStatus::Waiting, None));
        assert_eq!(counter.work(&work).await.assigned_to, None);
        assert_eq!(counter.state(leaving.user).await, Presence::Offline);
        counter.says(&other, Presence::Available).await;
        assert_eq!(counter.offered(&work).await, other.user);
        counter.take(&other, &work).await;
    }
    let change = PresenceChange { state: Presence::Available };
    let answer = counter.app().set_agent_presence(&counter.world.admin, leaving.user, change).await;
    assert_eq!(refused(answer), Code::Conflict, "who takes no work is not made available");
}

pub(crate) async fn of_somebody_who_may_not_take_it_is_left_alone_after_a_start<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let leaving = counter.agent("leaving", &[counter.first]).await;
    let other = counter.agent("other", &[counter.first]).await;
    let work = counter.write(&counter.visitor(), "visitor").await;
    counter.take(&leaving, &work).await;
    let mut row = user_account::by_id(&counter.world.store(), leaving.user).await.unwrap().unwrap();
    row.active = false;
    // As a restored or edited database might have it.
    counter
        .at_once(move |tx| Box::pin(async move { Ok(user_account::update(tx, &row).await?) }))
        .await;
    counter.says(&other, Presence::Available).await;
    let _jobs = counter.route().await;
    let next = counter.write(&counter.visitor(), "next visitor").await;
    assert_eq!(counter.offered(&next).await, other.user);
    assert_eq!(counter.in_progress().await, 1);
    assert_eq!(counter.work(&work).await.assigned_to, Some(leaving.user));
    assert_eq!(counter.offers_made_to(other.user).await, 1);
}

pub(crate) async fn is_taken_again_by_whoever_may_again<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let _jobs = counter.route().await;
    let agent = counter.agent("agent", &[counter.first]).await;
    counter.says(&agent, Presence::Available).await;
    counter.change(agent.user, roles(&[Role::Analyst])).await;
    counter.change(agent.user, roles(&[Role::Agent])).await;
    assert_eq!(counter.state(agent.user).await, Presence::Offline, "as routing has it");
    counter.says(&agent, Presence::Available).await;
    let work = counter.write(&counter.visitor(), "visitor").await;
    assert_eq!(counter.offered(&work).await, agent.user);
}

pub(crate) async fn that_moved_while_routing_was_behind_is_offered_where_it_waits<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let _jobs = counter.route().await;
    let day = counter.agent("day", &[counter.first]).await;
    let night = counter.agent("night", &[counter.second]).await;
    counter.says(&night, Presence::Available).await;
    let work = counter.write(&counter.visitor(), "visitor").await;
    let (user, case, queue) = (day.user, work.case.unwrap(), counter.second);
    counter
        .at_once(move |tx| {
            Box::pin(async move {
                goes(tx, user, Presence::Offline, Presence::Available).await?;
                move_to(tx, case, queue).await
            })
        })
        .await;
    assert_eq!(counter.offered(&work).await, night.user);
    assert_eq!(counter.offers_made_to(day.user).await, 0);
}

pub(crate) async fn that_routing_sees_wrongly_is_read_again<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let work = counter.write(&counter.visitor(), "visitor").await;
    let day = counter.agent("day", &[counter.first]).await;
    let night = counter.agent("night", &[counter.second]).await;
    counter.says(&night, Presence::Available).await;
    let _jobs = counter.route().await;
    // Nothing on the log tells of this.
    let moved = WorkItem { queue: counter.second, ..counter.work(&work).await };
    counter
        .at_once(move |tx| Box::pin(async move { Ok(work_item::update(tx, &moved).await?) }))
        .await;
    counter.says(&day, Presence::Available).await;
    assert_eq!(counter.offered(&work).await, night.user);
    assert_eq!(counter.offers_made_to(day.user).await, 0);
}

pub(crate) async fn that_was_accepted_at_the_last_moment_sends_nobody_away<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let _jobs = counter.route().await;
    let agent = counter.agent("agent", &[counter.first]).await;
    counter.says(&agent, Presence::Available).await;
    let work = counter.write(&counter.visitor(), "visitor").await;
    assert_eq!(counter.offered(&work).await, agent.user);
    // Accepted, and the event has not reached routing when the time is over.
    let row = counter.work(&work).await;
    let (state, assigned_to) = (WorkState::Assigned, Some(agent.user));
    let accepted = WorkItem { state, offer: None, assigned_to, ..row };
    counter
        .at_once(move |tx| Box::pin(async move { Ok(work_item::update(tx, &accepted).await?) }))
        .await;
    counter.world.clock.forward(SignedDuration::from_secs(21));
    let next = counter.write(&counter.visitor(), "next visitor").await;
    assert_eq!(counter.offered(&next).await, agent.user, "the agent has room for another");
    assert_eq!(counter.state(agent.user).await, Presence::Available);
    assert_eq!(counter.in_progress().await, 1);
}

pub(crate) async fn is_offered_to_whoever_was_away_for_a_moment_only<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let _jobs = counter.route().await;
    let agent = counter.agent("agent", &[counter.first]).await;
    counter.says(&agent, Presence::Available).await;
    let user = agent.user;
    counter
        .at_once(move |tx| {
            Box::pin(async move {
                goes(tx, user, Presence::Available, Presence::Away).await?;
                Ok(goes(tx, user, Presence::Away, Presence::Available).await?)
            })
        })
        .await;
    let work = counter.write(&counter.visitor(), "visitor").await;
    assert_eq!(counter.offered(&work).await, user);
    assert_eq!(counter.state(user).await, Presence::Available);
    // Who lets an offer run out is away.
    counter.world.clock.forward(SignedDuration::from_secs(21));
    counter.write(&counter.visitor(), "another visitor").await;
    for _ in 0..400 {
        if counter.state(user).await == Presence::Away {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("still available");
}

pub(crate) async fn of_a_customer_who_comes_back_to_an_archived_queue_is_offered<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let (app, by) = (counter.app(), &counter.world.admin);
    let _jobs = counter.route().await;
    let agent = counter.agent("agent", &[counter.first, counter.second]).await;
    let visitor = counter.visitor();
    let work = counter.write(&visitor, "visitor").await;
    let case = counter.take(&agent, &work).await.id;
    app.reply(&agent, case, reply("answer-1", "少々お待ちください", AfterReply::Pending))
        .await
        .unwrap();
    let leads = ChannelChange { queue: Some(counter.second), ..ChannelChange::default() };
    app.change_channel(by, counter.chat, 1, leads).await.unwrap();
    let version = queue::get(&counter.world.store(), counter.first).await.unwrap().unwrap().version;
    let archive = QueueChange { archived: Some(true), ..QueueChange::default() };
    app.change_queue(by, counter.first, version, archive).await.unwrap();
    counter.says(&agent, Presence::Offline).await;
    let again = counter.write(&visitor, "again").await;
    assert_eq!((again.queue, again.case), (counter.second, Some(case)));
    assert_eq!(counter.case(case).await.queue, counter.second);
    counter.says(&agent, Presence::Available).await;
    assert_eq!(counter.offered(&again).await, agent.user);
}

pub(crate) async fn of_somebody_whose_desk_is_gone_goes_to_others<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let (app, tenant) = (counter.app(), counter.world.tenant);
    let _jobs = counter.route().await;
    let lost = counter.agent("lost", &[counter.first]).await;
    let other = counter.agent("other", &[counter.first]).await;
    counter.says(&lost, Presence::Available).await;
    let chat = counter.write(&counter.visitor(), "visitor").await;
    let case = counter.take(&lost, &chat).await.id;
    let mail = counter.write(&counter.visitor(), "by mail").await;
    counter.take(&lost, &mail).await;
    let as_mail = WorkItem { medium: Medium::Mail, ..counter.work(&mail).await };
    counter
        .at_once(move |tx| Box::pin(async move { Ok(work_item::update(tx, &as_mail).await?) }))
        .await;
    counter.world.clock.forward(SignedDuration::from_secs(i64::from(DESK_GONE_SECONDS)));
    let (desk, _frames) = app.hub.open_desk(tenant, lost.user);
    app::work::state::sweep(app).await.unwrap();
    assert_eq!(counter.state(lost.user).await, Presence::Available, "still at the desk");
    app.hub.close_desk(tenant, desk);
    app::work::state::sweep(app).await.unwrap();
    assert_eq!(counter.state(lost.user).await, Presence::Offline);
    let found = counter.case(case).await;
    assert_eq!((found.status, found.owner), (CaseStatus::Waiting, None));
    assert_eq!(counter.work(&mail).await.assigned_to, Some(lost.user), "a mail can wait");
    let thread = app.thread(&other, case, api::case::ThreadQuery::default()).await.unwrap();
    let last = thread.messages.last().unwrap();
    assert_eq!(last.kind, MessageKind::System, "{last:?}");
    counter.says(&other, Presence::Available).await;
    assert_eq!(counter.offered(&chat).await, other.user);
}

pub(crate) async fn of_somebody_absent_goes_to_the_colleague_who_answers<B: Backend>() {
    let counter = Counter::open::<B>().await;
    let app = counter.app();
    let owner = counter.agent("owner", &[counter.first]).await;
    let colleague = counter.agent("colleague", &[counter.first]).await;
    counter.says(&owner, Presence::Available).await;
    let work = counter.write(&counter.visitor(), "visitor").await;
    let case = counter.take(&owner, &work).await.id;
    app.reply(&owner, case, reply("answer-2", "確認します", AfterReply::Pending)).await.unwrap();
    app.reply(&colleague, case, reply("answer-3", "届きました", AfterReply::Pending))
        .await
        .unwrap();
    assert_eq!(counter.case(case).await.owner, Some(owner.user), "the owner is there");
    counter.says(&owner, Presence::Offline).await;
    app.reply(&colleague, case, reply("answer-4", "承ります", AfterReply::Keep)).await.unwrap();
    let found = counter.case(case).await;
    assert_eq!((found.status, found.owner), (CaseStatus::Assigned, Some(colleague.user)));
}

fn reply(client_id: &str, text: &str, then: AfterReply) -> Reply {
    Reply {
        text: text.to_owned(),
        files: vec![],
        client_id: client_id.to_owned(),
        subject: None,
        to: None,
        last_seq: None,
        then: Some(then),
    }
}
