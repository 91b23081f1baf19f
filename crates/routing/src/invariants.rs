//! What always holds between steps, said in plain terms over the engine's state: scans instead of
//! indexes, so that it can judge the indexes. Tests and debug builds check it.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use model::{OfferId, QueueId, UserId, WorkItemId};
use thiserror::Error;

use crate::agent::Agent;
use crate::capacity::{Capacity, Pool};
use crate::engine::Engine;
use crate::input::OFFER_SECONDS_MAX;
use crate::work::{Place, Work};

/// A promise that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Violation {
    /// Never lost: an item is found where it stands, once, and nowhere else.
    #[error("work item {0} is not found exactly where it stands")]
    Misplaced(WorkItemId),
    /// Never offered to two, and nobody is asked two things at once.
    #[error("offer {0} is not the one that its work item and its agent know")]
    ForkedOffer(OfferId),
    /// An agent's load is the work they hold.
    #[error("agent {0} holds other work than the items say")]
    WrongLoad(UserId),
    /// Never over capacity, never to somebody absent, by the engine's own doing.
    #[error("work item {0} is offered to an agent who may not have it")]
    UnfitOffer(WorkItemId),
    /// Work conserving: no item waits beside an agent who may be offered it.
    #[error("work item {work} waits while agent {agent} is free for it")]
    IdleBesideWork {
        /// The item.
        work: WorkItemId,
        /// The agent.
        agent: UserId,
    },
    /// Every offer and every back-off ends, and its end is known to the clock.
    #[error("work item {0} has no deadline, a wrong one, or one too far away")]
    Endless(WorkItemId),
    /// The agents ready in a queue are those who are.
    #[error("queue {0} lists other agents than those ready")]
    WrongReady(QueueId),
}

/// Checks every promise. Looks at every pair of item and agent: for tests.
///
/// # Errors
/// The first [`Violation`] found.
pub fn check(engine: &Engine) -> Result<(), Violation> {
    check_places(engine)?;
    check_loads(engine)?;
    check_ready(engine)?;
    for work in engine.works.values() {
        check_deadline(engine, work)?;
        match work.place {
            Place::Waiting { .. } => check_conserved(engine, work)?,
            Place::Offered(offer) => {
                let agent = engine.agents.get(&offer.agent);
                let fits = agent.is_some_and(|agent| {
                    agent.is_available() && agent.serves(work.item.queue) && room(agent, work)
                });
                if !fits {
                    return Err(Violation::UnfitOffer(work.item.id));
                }
            }
            Place::Assigned { .. } => {}
        }
    }
    Ok(())
}

/// Every item is in exactly the index of its place, and the indexes hold nothing else.
fn check_places(engine: &Engine) -> Result<(), Violation> {
    let mut found: BTreeMap<WorkItemId, Vec<&str>> = BTreeMap::new();
    for (queue, line) in &engine.lines.0 {
        for pool in Pool::ALL {
            for turn in &line.lane(pool).waiting {
                let right = engine.works.get(&turn.work).is_some_and(|work| {
                    work.turn() == *turn && work.item.queue == *queue && work.pool() == pool
                });
                found.entry(turn.work).or_default().push(if right { "waiting" } else { "wrong" });
            }
        }
    }
    for (offer, work) in &engine.offers {
        let known = engine.works.get(work).and_then(Work::offer);
        let agent = known.and_then(|known| engine.agents.get(&known.agent));
        let asked = agent.and_then(Agent::offered);
        if known.map(|known| known.id) != Some(*offer) || asked != Some(*work) {
            return Err(Violation::ForkedOffer(*offer));
        }
        found.entry(*work).or_default().push("offered");
    }
    for work in engine.agents.values().flat_map(Agent::held) {
        found.entry(work).or_default().push("assigned");
    }
    let expected = |work: &Work| match work.place {
        Place::Waiting { .. } => "waiting",
        Place::Offered(_) => "offered",
        Place::Assigned { .. } => "assigned",
    };
    for (id, places) in &found {
        if engine.works.get(id).is_none_or(|work| *places != [expected(work)]) {
            return Err(Violation::Misplaced(*id));
        }
    }
    engine
        .works
        .keys()
        .find(|id| !found.contains_key(id))
        .map_or(Ok(()), |id| Err(Violation::Misplaced(*id)))
}

fn check_loads(engine: &Engine) -> Result<(), Violation> {
    for (id, agent) in &engine.agents {
        let mut load = Capacity::default();
        for work in engine.works.values().filter(|work| work.holder() == Some(*id)) {
            *load.of_mut(work.pool()) += 1;
            if !agent.held.contains(&work.item.id) {
                return Err(Violation::WrongLoad(*id));
            }
        }
        let offered = engine.works.values().filter(|work| asked(work, *id));
        let offered: Vec<_> = offered.map(|work| (work.item.id, work.pool())).collect();
        let known: Vec<_> = agent.offer.into_iter().collect();
        if load != agent.load || offered != known {
            return Err(Violation::WrongLoad(*id));
        }
    }
    Ok(())
}

fn asked(work: &Work, agent: UserId) -> bool {
    work.offer().is_some_and(|offer| offer.agent == agent)
}

fn room(agent: &Agent, work: &Work) -> bool {
    agent.load.of(work.pool()) < agent.row.settings.capacity.of(work.pool())
}

fn check_ready(engine: &Engine) -> Result<(), Violation> {
    for (queue, line) in &engine.lines.0 {
        let members = || engine.agents.values().filter(|agent| agent.serves(*queue));
        let available = members().filter(|agent| agent.is_available()).count();
        let lanes_right = Pool::ALL.into_iter().all(|pool| {
            let mut ready: Vec<_> = members()
                .filter(|agent| agent.is_available() && agent.offered().is_none())
                .filter(|agent| agent.load.of(pool) < agent.row.settings.capacity.of(pool))
                .map(|agent| (agent.row.idle_since, agent.id()))
                .collect();
            ready.sort_unstable();
            ready.into_iter().eq(line.lane(pool).ready.iter().copied())
        });
        if available != line.available || !lanes_right {
            return Err(Violation::WrongReady(*queue));
        }
    }
    Ok(())
}

fn check_conserved(engine: &Engine, work: &Work) -> Result<(), Violation> {
    let free = engine.agents.values().find(|agent| {
        agent.is_available()
            && agent.offered().is_none()
            && agent.serves(work.item.queue)
            && room(agent, work)
            && !work.declined.contains(&agent.id())
    });
    free.map_or(Ok(()), |agent| {
        Err(Violation::IdleBesideWork { work: work.item.id, agent: agent.id() })
    })
}

/// Deadlines are indexed; an offer has one and a decline has one, neither beyond its longest time.
fn check_deadline(engine: &Engine, work: &Work) -> Result<(), Violation> {
    let indexed = engine.deadlines.iter().filter(|(_, id)| *id == work.item.id);
    let indexed: Vec<_> = indexed.map(|(at, _)| *at).collect();
    let needed = match work.place {
        Place::Waiting { .. } => !work.declined.is_empty(),
        Place::Offered(_) => true,
        Place::Assigned { .. } => false,
    };
    let latest = engine.after(SignedDuration::from_secs(i64::from(OFFER_SECONDS_MAX)));
    let right = match work.deadline() {
        Some(at) => needed && indexed == [at] && at <= latest,
        None => !needed && indexed.is_empty(),
    };
    if right { Ok(()) } else { Err(Violation::Endless(work.item.id)) }
}
