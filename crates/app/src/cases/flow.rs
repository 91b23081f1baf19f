//! How a case, its work item and its owner move together. Every change of state goes through
//! here, so that three things hold at every commit:
//! waiting or reopened ⇔ an unfinished work item that nobody has; assigned ⇔ a work item that its
//! owner has; pending, on hold or resolved ⇔ no unfinished work item. And a case is queued since its
//! unfinished work item is, and has the end of a hold only while it is on hold.

use api::{Code, Problem};
use model::event::{EventBody, NewEvent, OfferEnd};
use model::{
    Actor, CaseStatus, InteractionId, Medium, OfferId, Presence, QueueId, UserId, WorkKind,
    WorkState,
};
use store::case::{self, Case};
use store::presence::AgentPresence;
use store::work_item::{self, Offer, WorkItem};
use store::{StoreError, Tx, channel, presence, queue, user_account};

use crate::failure::Failure;
use crate::work::takes_work;

/// A case inside a write, with its unfinished work item.
pub struct Moving {
    /// The case.
    pub case: Case,
    /// Its work item, unless none is unfinished.
    pub work: Option<WorkItem>,
    /// The case as it is stored.
    stored: Case,
}

impl Moving {
    /// Reads a case for a change.
    pub async fn read(tx: &Tx<'_>, id: model::CaseId) -> Result<Self, Failure> {
        let (case, work) = case::with_work(tx, id).await?.ok_or(Problem::new(Code::NotFound))?;
        Ok(Self::of(case, work))
    }

    /// A case as it is stored, with its unfinished work.
    pub fn of(case: Case, work: Option<WorkItem>) -> Self {
        Self { stored: case.clone(), case, work }
    }

    /// Stores the case; the work item is stored by the step that changed it. The case keeps since
    /// when its work waits, so that a list can be in the order in which routing and the board see it.
    pub async fn save(&mut self, tx: &Tx<'_>) -> Result<(), StoreError> {
        self.case.updated_at = tx.now();
        self.case.queued_at = self.work.as_ref().map(|work| work.enqueued_at);
        case::save(tx, &self.stored, &mut self.case).await?;
        self.stored.clone_from(&self.case);
        Ok(())
    }

    /// An event about this case.
    pub fn event(&self, actor: Actor, body: EventBody) -> NewEvent {
        NewEvent {
            customer: Some(self.case.customer),
            case: Some(self.case.id),
            interaction: None,
            actor,
            body,
        }
    }

    async fn status(
        &mut self,
        tx: &mut Tx<'_>,
        actor: Actor,
        to: CaseStatus,
    ) -> Result<(), Failure> {
        let from = self.case.status;
        if from == to {
            return Ok(());
        }
        if !from.may_become(to) {
            return Err(Problem::new(Code::Conflict).into());
        }
        self.case.status = to;
        self.case.resolved_at = (to == CaseStatus::Resolved).then(|| tx.now());
        if from == CaseStatus::Resolved {
            // What comes to it now is to be cleared anew some day.
            self.case.cleared = None;
        }
        if from == CaseStatus::OnHold {
            self.case.held_until = None;
        }
        tx.append(self.event(actor, EventBody::CaseStatusChanged { from, to })).await?;
        Ok(())
    }

    /// Puts the case into a queue, where nobody has it.
    pub async fn enqueue(
        &mut self,
        tx: &mut Tx<'_>,
        actor: Actor,
        place: Enqueue,
    ) -> Result<(), Failure> {
        let owner = self.case.owner.take();
        let queue = self.queue_in_use(tx, place.queue).await?;
        let place = Enqueue { queue, ..place };
        self.case.queue = queue;
        if let Some(mut work) = self.work.take() {
            self.end_offer(tx, &mut work).await?;
            work.state = WorkState::Waiting;
            work.queue = place.queue;
            // Who gives work back is not the first to be asked for it again; routing holds the same.
            work.declined = work.assigned_to.into_iter().collect();
            if let Some(user) = work.assigned_to.take() {
                presence::touch(tx, user).await?;
            }
            work.assigned_at = None;
            store_work(tx, &mut work).await?;
            let released =
                EventBody::WorkReleased { work: work.id, queue: place.queue, user: owner };
            tx.append(self.event(actor, released)).await?;
            self.work = Some(work);
        } else {
            let work = self.new_work(tx, &place);
            work_item::insert(tx, &work).await?;
            let enqueued =
                EventBody::WorkEnqueued { work: work.id, work_kind: work.kind, queue: place.queue };
            tx.append(self.event(actor, enqueued)).await?;
            self.work = Some(work);
        }
        let to = match self.case.status {
            CaseStatus::Resolved | CaseStatus::Reopened => CaseStatus::Reopened,
            _ => CaseStatus::Waiting,
        };
        self.status(tx, actor, to).await
    }

    /// The queue, or when it is archived that of the case's channel: nobody serves an archived one.
    async fn queue_in_use(&self, tx: &Tx<'_>, wanted: QueueId) -> Result<QueueId, StoreError> {
        let open = queue::get(tx, wanted).await?.is_some_and(|found| !found.archived);
        if open {
            return Ok(wanted);
        }
        let door = channel::get(tx, self.case.channel).await?.map(|door| door.queue);
        let queues = queue::all(tx).await?;
        let in_use = |id: &QueueId| queues.iter().any(|found| found.id == *id && !found.archived);
        // A channel that is off may lead to an archived queue; any other is better than none.
        let any = || queues.iter().find(|found| !found.archived).map(|found| found.id);
        Ok(door.filter(in_use).or_else(any).unwrap_or(wanted))
    }

    fn new_work(&self, tx: &Tx<'_>, place: &Enqueue) -> WorkItem {
        WorkItem {
            id: tx.id(),
            kind: place.kind,
            medium: place.medium,
            case: Some(self.case.id),
            interaction: place.interaction,
            intake: None,
            queue: place.queue,
            state: WorkState::Waiting,
            priority: self.case.priority,
            enqueued_at: tx.now(),
            offer: None,
            assigned_to: None,
            assigned_at: None,
            done_at: None,
            declined: Vec::new(),
            detail: serde_json::Value::Null,
            version: 1,
        }
    }

    /// Gives the case to an agent.
    pub async fn assign(
        &mut self,
        tx: &mut Tx<'_>,
        actor: Actor,
        to: Assign,
    ) -> Result<(), Failure> {
        must_be_there(tx, actor, &to).await?;
        if self.work.is_none() {
            let place = Enqueue {
                queue: self.case.queue,
                medium: to.medium,
                kind: WorkKind::Interaction,
                interaction: None,
            };
            self.enqueue(tx, actor, place).await?;
        }
        let Some(mut work) = self.work.take() else {
            return Err(StoreError::NotFound("work item").into());
        };
        if to.offer.is_none() || work.offer.map(|offer| offer.id) != to.offer {
            self.end_offer(tx, &mut work).await?;
        }
        work.state = WorkState::Assigned;
        work.offer = None;
        work.assigned_to = Some(to.user);
        work.assigned_at = Some(tx.now());
        work.declined.clear();
        store_work(tx, &mut work).await?;
        let accepted = EventBody::WorkAccepted { work: work.id, offer: to.offer, user: to.user };
        tx.append(self.event(actor, accepted)).await?;
        self.work = Some(work);
        let from = self.case.owner.replace(to.user);
        if from != Some(to.user) {
            tx.append(self.event(actor, EventBody::CaseAssigned { to: to.user, from })).await?;
        }
        if self.case.status == CaseStatus::Resolved {
            self.status(tx, actor, CaseStatus::Reopened).await?;
        }
        self.status(tx, actor, CaseStatus::Assigned).await
    }

    /// Ends the work: answered and waiting for the customer, or resolved.
    pub async fn settle(
        &mut self,
        tx: &mut Tx<'_>,
        actor: Actor,
        to: CaseStatus,
    ) -> Result<(), Failure> {
        if let Some(mut work) = self.work.take() {
            self.end_offer(tx, &mut work).await?;
            work.state = WorkState::Done;
            work.done_at = Some(tx.now());
            store_work(tx, &mut work).await?;
            let done = EventBody::WorkCompleted { work: work.id, user: work.assigned_to };
            tx.append(self.event(actor, done)).await?;
        }
        if to == CaseStatus::Resolved {
            self.case.waiting_since = None;
            self.case.returns = None;
        }
        self.status(tx, actor, to).await
    }

    /// Takes back a standing offer because somebody moved the work by hand.
    async fn end_offer(&self, tx: &mut Tx<'_>, work: &mut WorkItem) -> Result<(), Failure> {
        if let Some(Offer { id: offer, user, .. }) = work.offer.take() {
            let reason = OfferEnd::WorkGone;
            let ended = EventBody::WorkOfferEnded { work: work.id, offer, user, reason };
            tx.append(self.event(Actor::System, ended)).await?;
        }
        Ok(())
    }
}

/// Where a case is to wait.
pub struct Enqueue {
    /// The queue.
    pub queue: QueueId,
    /// How it will occupy an agent.
    pub medium: Medium,
    /// What kind of work it is.
    pub kind: WorkKind,
    /// The session behind it.
    pub interaction: Option<InteractionId>,
}

/// Who is to have a case.
pub struct Assign {
    /// The agent.
    pub user: UserId,
    /// The offer that was accepted; `None` when a person moved it by hand.
    pub offer: Option<OfferId>,
    /// How it occupies the agent.
    pub medium: Medium,
}

/// Nothing is given to somebody who takes no work, and no live chat to somebody who is not there.
/// Who takes one is: from offline they become away, which gets them no offers.
async fn must_be_there(tx: &mut Tx<'_>, actor: Actor, to: &Assign) -> Result<(), Failure> {
    if user_account::by_id(tx, to.user).await?.is_none_or(|user| !takes_work(&user)) {
        return Err(Problem::new(Code::Conflict)
            .with("この担当者は案件を受け付けられません。", "This person does not take work.")
            .into());
    }
    if to.medium != Medium::Chat {
        return Ok(());
    }
    let stored = presence::get(tx, to.user).await?;
    if stored.is_some_and(|found| found.state != Presence::Offline) {
        return Ok(());
    }
    if !matches!(actor, Actor::User { id, .. } if id == to.user) {
        return Err(Problem::new(Code::Conflict)
            .with(
                "この担当者はオフラインのため、チャットを転送できません。",
                "This person is offline; a chat cannot be handed over to them.",
            )
            .into());
    }
    let now = tx.now();
    let state = Presence::Away;
    presence::set(tx, &AgentPresence { user: to.user, state, since: now, idle_since: now }).await?;
    let body =
        EventBody::PresenceChanged { user: to.user, from: Presence::Offline, to: Presence::Away };
    tx.append(NewEvent::bare(actor, body)).await?;
    Ok(())
}

async fn store_work(tx: &Tx<'_>, work: &mut WorkItem) -> Result<(), StoreError> {
    if let Some(user) = work.assigned_to {
        presence::touch(tx, user).await?;
    }
    work_item::update(tx, work).await?;
    work.version += 1;
    Ok(())
}
