//! The engine: its state, its one step, and what the shell may look at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{OfferId, QueueId, UserId, WorkItemId};

use crate::agent::Agent;
use crate::capacity::Pool;
use crate::effect::Effect;
use crate::input::{Input, Queue};
use crate::lines::Lines;
use crate::matching::Stirred;
use crate::offer_ids::OfferIds;
use crate::refusal::Refusal;
use crate::work::Work;

/// Who gets the next work item. See the crate's documentation.
#[derive(Clone, Debug)]
pub struct Engine {
    pub(crate) now: Timestamp,
    pub(crate) ids: OfferIds,
    pub(crate) agents: BTreeMap<UserId, Agent>,
    pub(crate) works: BTreeMap<WorkItemId, Work>,
    /// Standing offers.
    pub(crate) offers: BTreeMap<OfferId, WorkItemId>,
    /// Work by [`Work::deadline`].
    pub(crate) deadlines: BTreeSet<(Timestamp, WorkItemId)>,
    pub(crate) lines: Lines,
    /// What has to be matched before the step ends; empty between steps.
    pub(crate) stirred: Stirred,
}

impl Engine {
    /// An empty engine. `seed` makes its offer ids: a fresh random number for each engine of a
    /// running system, a fixed one for tests and replays.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self {
            now: Timestamp::MIN,
            ids: OfferIds::new(seed),
            agents: BTreeMap::new(),
            works: BTreeMap::new(),
            offers: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            lines: Lines(BTreeMap::new()),
            stirred: Stirred::new(),
        }
    }

    /// Takes one input and appends what was decided to `out`. A `now` before that of the last step
    /// counts as that. Only [`Input::Tick`] lets time-outs happen, so send one as soon as
    /// [`Engine::next_deadline`] is reached; an answer after the deadline is refused either way.
    ///
    /// # Errors
    /// A [`Refusal`]; then nothing has changed and nothing was appended.
    pub fn step(
        &mut self,
        now: Timestamp,
        input: Input,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        self.now = self.now.max(now);
        self.apply(input, out)?;
        self.settle(out);
        Ok(())
    }

    fn apply(&mut self, input: Input, out: &mut Vec<Effect>) -> Result<(), Refusal> {
        match input {
            Input::UpsertQueue(queue) => self.upsert_queue(queue),
            Input::UpsertAgent(settings) => self.upsert_agent(settings, out),
            Input::RemoveAgent { agent } => return self.remove_agent(agent, out),
            Input::Presence { agent, presence } => return self.presence(agent, presence, out),
            Input::Enqueue(item) => return self.enqueue(item, out),
            Input::Accept { offer, agent } => return self.accept(offer, agent, out),
            Input::Decline { offer, agent } => return self.decline(offer, agent, out),
            Input::Take { work, agent } => return self.take(work, agent, out),
            Input::Assign { work, agent } => return self.assign(work, agent, out),
            Input::Transfer { work, to } => return self.transfer(work, to, out),
            Input::Release { work } => return self.release(work, out),
            Input::Complete { work } => return self.complete(work, out),
            Input::Cancel { work } => return self.cancel(work, out),
            Input::Reprioritise { work, priority } => return self.reprioritise(work, priority),
            Input::Tick => self.fire_due(out),
        }
        Ok(())
    }

    /// When the next offer runs out or the next decline is forgotten: send a tick then.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// A queue's settings.
    #[must_use]
    pub fn queue(&self, queue: QueueId) -> Option<&Queue> {
        self.lines.settings(queue)
    }

    /// An agent, with load and standing offer.
    #[must_use]
    pub fn agent(&self, agent: UserId) -> Option<&Agent> {
        self.agents.get(&agent)
    }

    /// Every agent, by id.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.values()
    }

    /// An unfinished work item.
    #[must_use]
    pub fn work(&self, work: WorkItemId) -> Option<&Work> {
        self.works.get(&work)
    }

    /// Every unfinished work item, by id.
    pub fn works(&self) -> impl Iterator<Item = &Work> {
        self.works.values()
    }

    /// What waits in the queue without being offered, in the order of service.
    pub fn waiting(&self, queue: QueueId) -> impl Iterator<Item = WorkItemId> + '_ {
        let mut lanes = Pool::ALL
            .map(|pool| self.lines.lane(queue, pool).map(|lane| lane.waiting.iter().peekable()));
        std::iter::from_fn(move || {
            let mut lanes = lanes.iter_mut().flatten();
            let (chat, mail) = (lanes.next()?, lanes.next()?);
            let chat_first = match (chat.peek(), mail.peek()) {
                (Some(chat), Some(mail)) => chat < mail,
                (chat, _) => chat.is_some(),
            };
            if chat_first { chat.next() } else { mail.next() }.map(|turn| turn.work)
        })
    }

    /// How many items wait in the queue without being offered.
    #[must_use]
    pub fn waiting_count(&self, queue: QueueId) -> usize {
        let Some(line) = self.lines.get(queue) else { return 0 };
        Pool::ALL.into_iter().map(|pool| line.lane(pool).waiting.len()).sum()
    }

    /// How many agents of the queue are available, busy or not.
    #[must_use]
    pub fn available_count(&self, queue: QueueId) -> usize {
        self.lines.get(queue).map_or(0, |line| line.available)
    }
}
