//! Names and texts for tests: `q1`, `a2`, `w3` are ids 1, 2, 3 of their kind; offers are named
//! `o1`, `o2` … in the order in which they are made.

use std::fmt::Write as _;

use jiff::Timestamp;
use model::event::OfferEnd;
use model::{OfferId, Priority, QueueId, UserId, WorkItemId};
use routing::{Effect, Place, Refusal, Snapshot};

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub(crate) fn queue(n: u128) -> QueueId {
    QueueId::from_u128(n)
}

pub(crate) fn agent(n: u128) -> UserId {
    UserId::from_u128(n)
}

pub(crate) fn work(n: u128) -> WorkItemId {
    WorkItemId::from_u128(n)
}

fn q(id: QueueId) -> String {
    format!("q{}", id.0.as_u128())
}

pub(crate) fn a(id: UserId) -> String {
    format!("a{}", id.0.as_u128())
}

pub(crate) fn w(id: WorkItemId) -> String {
    format!("w{}", id.0.as_u128())
}

fn t(at: Timestamp) -> String {
    format!("t={}", at.as_second())
}

/// The offers of one history, so that two engines with other ids speak of the same `o1`.
#[derive(Clone, Default)]
pub(crate) struct Names {
    offers: Vec<OfferId>,
}

impl Names {
    pub(crate) fn offer(&mut self, id: OfferId) -> String {
        let place = self.offers.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.offers.push(id);
            self.offers.len() - 1
        });
        format!("o{}", place + 1)
    }

    /// The id of the `n`-th offer; one that was never made if there are fewer.
    pub(crate) fn id(&self, n: usize) -> OfferId {
        let known = n.checked_sub(1).and_then(|place| self.offers.get(place));
        known.copied().unwrap_or(OfferId::from_u128(0xdead))
    }

    pub(crate) fn effect(&mut self, effect: &Effect) -> String {
        match effect {
            Effect::Enqueued { work, queue } => format!("{} waits in {}", w(*work), q(*queue)),
            Effect::Offer { work, offer, agent, expires_at, .. } => format!(
                "{}: {} offered to {} until {}",
                self.offer(*offer),
                w(*work),
                a(*agent),
                t(*expires_at)
            ),
            Effect::Declined { work, offer, agent } => {
                format!("{}: {} declined {}", self.offer(*offer), a(*agent), w(*work))
            }
            Effect::OfferEnded { work, offer, agent, reason } => {
                let why = match reason {
                    OfferEnd::TimedOut => "timed out",
                    OfferEnd::AgentGone => "agent gone",
                    OfferEnd::WorkGone => "work gone",
                };
                format!("{}: {} to {} ended, {why}", self.offer(*offer), w(*work), a(*agent))
            }
            Effect::DeclinesForgotten { work } => format!("{} forgets declines", w(*work)),
            Effect::Assigned { work, agent, offer, from, over_capacity } => {
                let mut text = format!("{} assigned to {}", w(*work), a(*agent));
                if let Some(offer) = offer {
                    write!(text, " by {}", self.offer(*offer)).unwrap();
                }
                if let Some(from) = from {
                    write!(text, " from {}", a(*from)).unwrap();
                }
                text + if *over_capacity { " over capacity" } else { "" }
            }
            Effect::Released { work, queue, agent } => {
                let by = agent.map_or(String::new(), |agent| format!(" by {}", a(agent)));
                format!("{} released to {}{by}", w(*work), q(*queue))
            }
            Effect::Completed { work, agent } => {
                format!("{} completed{}", w(*work), with(*agent))
            }
            Effect::Cancelled { work, agent } => {
                format!("{} cancelled{}", w(*work), with(*agent))
            }
            Effect::SetPresence { agent, from, to } => {
                format!("{} goes from {from} to {to}", a(*agent))
            }
        }
    }

    /// The whole state, one line per thing.
    pub(crate) fn state(&mut self, snapshot: &Snapshot) -> Vec<String> {
        let agents = snapshot.agents.iter().map(|row| {
            let id = a(row.settings.id);
            format!("{id} {} idle since {}", row.presence, t(row.idle_since))
        });
        let mut lines: Vec<_> = agents.collect();
        for work in &snapshot.works {
            let mut line = format!("{} in {} ", w(work.item.id), q(work.item.queue));
            line += &match &work.place {
                Place::Waiting { forget_at: None } => "waits".to_owned(),
                Place::Waiting { forget_at: Some(until) } => {
                    format!("waits, declines stand until {}", t(*until))
                }
                Place::Offered(offer) => format!(
                    "offered to {} as {} until {}",
                    a(offer.agent),
                    self.offer(offer.id),
                    t(offer.expires_at)
                ),
                Place::Assigned { agent, over_capacity } => {
                    let over = if *over_capacity { " over capacity" } else { "" };
                    format!("with {}{over}", a(*agent))
                }
            };
            for agent in &work.declined {
                write!(line, ", not {}", a(*agent)).unwrap();
            }
            if work.item.priority != Priority::Normal {
                write!(line, ", {}", work.item.priority).unwrap();
            }
            lines.push(line);
        }
        lines
    }
}

fn with(agent: Option<UserId>) -> String {
    agent.map_or(String::new(), |agent| format!(" by {}", a(agent)))
}

pub(crate) fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::UnknownWork(id) => format!("refused: unknown {}", w(id)),
        Refusal::UnknownAgent(id) => format!("refused: unknown {}", a(id)),
        Refusal::UnknownQueue(id) => format!("refused: unknown {}", q(id)),
        Refusal::QueueArchived(id) => format!("refused: {} is archived", q(id)),
        Refusal::DuplicateWork(id) => format!("refused: {} is here already", w(id)),
        Refusal::OfferGone => "refused: offer gone".to_owned(),
        Refusal::NotYours => "refused: not yours".to_owned(),
        Refusal::NotAvailable(id) => format!("refused: {} not available", a(id)),
        Refusal::OverCapacity(id) => format!("refused: {} over capacity", a(id)),
        Refusal::AlreadyAssigned(id) => format!("refused: {} has it", a(id)),
        Refusal::NotAssigned(id) => format!("refused: nobody has {}", w(id)),
    }
}
