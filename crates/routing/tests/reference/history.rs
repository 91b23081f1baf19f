//! Random histories: a few queues, agents and items, so that everything happens to everything.

use model::{Medium, Presence, Priority};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use routing::{AgentSettings, Capacity, Destination, Input, Queue, Snapshot, WorkItem};

use crate::support::{Names, agent, at, queue, work};

/// Queues, agents and items that appear in histories; one more of each is named and never made.
const QUEUES: u128 = 3;
const AGENTS: u128 = 5;
const WORKS: u128 = 8;

/// What happens at one moment.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    /// An input that needs no knowledge of the state.
    Input(Input),
    /// The agent who is asked answers one of the standing offers.
    Answer { pick: usize, yes: bool },
    /// Somebody answers an offer, whatever became of it.
    Stray { offer: usize, agent: u128, yes: bool },
    /// The engine is rebuilt from its rows.
    Restart,
}

/// One line of a history.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// Seconds since the line before; sometimes the clock jumps back.
    pub(crate) after: i64,
    pub(crate) what: Happening,
}

impl Happening {
    /// The input it is for an engine in this state; `None` when there is nothing to answer.
    pub(crate) fn input(&self, state: &Snapshot, names: &Names) -> Option<Input> {
        let answer = |yes, offer, agent| match yes {
            true => Input::Accept { offer, agent },
            false => Input::Decline { offer, agent },
        };
        match self {
            Self::Input(input) => Some(input.clone()),
            Self::Answer { pick, yes } => {
                let standing: Vec<_> = state.works.iter().filter_map(|work| work.offer()).collect();
                let offer = standing.get(pick % standing.len().max(1))?;
                Some(answer(*yes, offer.id, offer.agent))
            }
            Self::Stray { offer, agent: by, yes } => {
                Some(answer(*yes, names.id(*offer), agent(*by)))
            }
            Self::Restart => Some(Input::Tick),
        }
    }
}

/// A history that begins with every queue and agent in place.
pub(crate) fn history() -> impl Strategy<Value = Vec<Moment>> {
    let queues = (1..=QUEUES).map(|id| queue_settings(Just(id)).boxed()).collect::<Vec<_>>();
    let agents = (1..=AGENTS).map(|id| agent_settings(Just(id)).boxed()).collect::<Vec<_>>();
    let at_once = |input| Moment { after: 0, what: Happening::Input(input) };
    (queues, agents, vec(moment(), 1..80)).prop_map(move |(queues, agents, moments)| {
        let present = (1..=AGENTS)
            .map(|id| Input::Presence { agent: agent(id), presence: Presence::Available });
        queues.into_iter().chain(agents).chain(present).map(at_once).chain(moments).collect()
    })
}

fn moment() -> impl Strategy<Value = Moment> {
    let after = prop_oneof![10 => 0..4_i64, 4 => 4..40_i64, 1 => Just(700), 1 => -50..0_i64];
    (after, happening()).prop_map(|(after, what)| Moment { after, what })
}

fn happening() -> impl Strategy<Value = Happening> {
    let stray = (1..15_usize, 1..=AGENTS + 1, any::<bool>());
    prop_oneof![
        30 => input().prop_map(Happening::Input),
        12 => (0..8_usize, any::<bool>()).prop_map(|(pick, yes)| Happening::Answer { pick, yes }),
        2 => stray.prop_map(|(offer, agent, yes)| Happening::Stray { offer, agent, yes }),
        1 => Just(Happening::Restart),
    ]
}

fn input() -> impl Strategy<Value = Input> {
    let presence = select(Presence::ALL);
    let to = prop_oneof![
        (1..=QUEUES + 1).prop_map(|id| Destination::Queue(queue(id))),
        any_agent().prop_map(Destination::Agent),
    ];
    prop_oneof![
        16 => work_item().prop_map(Input::Enqueue),
        8 => (any_agent(), presence).prop_map(|(agent, presence)| {
            Input::Presence { agent, presence }
        }),
        4 => any_agent().prop_map(|agent| {
            Input::Presence { agent, presence: Presence::Available }
        }),
        6 => Just(Input::Tick),
        3 => (any_work(), any_agent()).prop_map(|(work, agent)| Input::Take { work, agent }),
        3 => (any_work(), any_agent()).prop_map(|(work, agent)| Input::Assign { work, agent }),
        4 => (any_work(), to).prop_map(|(work, to)| Input::Transfer { work, to }),
        3 => any_work().prop_map(|work| Input::Release { work }),
        4 => any_work().prop_map(|work| Input::Complete { work }),
        2 => any_work().prop_map(|work| Input::Cancel { work }),
        2 => (any_work(), select(Priority::ALL)).prop_map(|(work, priority)| {
            Input::Reprioritise { work, priority }
        }),
        1 => queue_settings(1..=QUEUES),
        2 => agent_settings(1..=AGENTS),
        1 => any_agent().prop_map(|agent| Input::RemoveAgent { agent }),
    ]
}

fn any_agent() -> impl Strategy<Value = model::UserId> {
    (1..=AGENTS + 1).prop_map(agent)
}

fn any_work() -> impl Strategy<Value = model::WorkItemId> {
    (1..=WORKS + 1).prop_map(work)
}

fn queue_settings(ids: impl Strategy<Value = u128>) -> impl Strategy<Value = Input> {
    let seconds = select(vec![0, 5, 20, 20, 20, 60, 900]);
    (ids, seconds, prop::bool::weighted(0.1)).prop_map(|(id, offer_seconds, archived)| {
        Input::UpsertQueue(Queue { id: queue(id), offer_seconds, archived })
    })
}

fn agent_settings(ids: impl Strategy<Value = u128>) -> impl Strategy<Value = Input> {
    let queues = btree_set((1..=QUEUES + 1).prop_map(queue), 1..4);
    (ids, 0..3_u32, 0..3_u32, queues).prop_map(|(id, chat, mail, queues)| {
        let capacity = Capacity { chat, mail };
        Input::UpsertAgent(AgentSettings { id: agent(id), capacity, queues })
    })
}

fn work_item() -> impl Strategy<Value = WorkItem> {
    let priority = prop_oneof![3 => Just(Priority::Normal), 1 => select(Priority::ALL)];
    let medium = select(vec![Medium::Chat, Medium::Chat, Medium::Mail, Medium::Task]);
    let preferred = option::weighted(0.2, any_agent());
    (1..=WORKS, 1..=QUEUES, medium, priority, 0..6_i64, preferred).prop_map(
        |(id, of, medium, priority, since, preferred)| WorkItem {
            id: work(id),
            queue: queue(of),
            medium,
            priority,
            enqueued_at: at(since),
            preferred,
        },
    )
}
