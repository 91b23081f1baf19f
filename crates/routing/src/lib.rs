//! Who gets the next piece of work: queues, presence, capacity, offers.
//!
//! A pure state machine. It has no clock, no randomness, no I/O: [`Engine::step`] takes the time
//! and one [`Input`] and appends its decisions as [`Effect`]s; the same inputs give the same
//! effects. One engine serves one tenant. The shell checks permissions, stores what the effects
//! say, shows offers, and sends [`Input::Tick`] when [`Engine::next_deadline`] is reached.
//!
//! # What it decides
//! - **Which item first**: priority, then age ([`WorkItem::enqueued_at`]), then id. Work that comes
//!   back (declined, timed out, released, transferred) keeps its age and so its place.
//! - **Which agent**: the item's preferred one if they can be asked now, else the one idle longest
//!   ([`AgentRow::idle_since`]: since they last became available, got work or gave work up).
//! - **Who can be asked**: available, serves the queue, has room in the [`Pool`] of the medium, is
//!   not being asked something else, has not declined the item.
//! - **An offer** reserves a place in the agent's capacity and ends by its deadline: accepted,
//!   declined, run out (the agent becomes 離席, so that the item does not come back to somebody
//!   absent), or withdrawn as soon as the agent could no longer be asked.
//! - **Declines**: whoever declined is not asked again until nobody else can be asked for
//!   [`DECLINE_BACK_OFF_SECONDS`]; then all declines of the item are forgotten. Handing work back
//!   counts as declining it. Entering a queue anew forgets earlier declines.
//! - **By hand**: an agent takes an item that nobody has, from any queue, within their capacity,
//!   offline excepted. A colleague transfers within the receiver's capacity, a supervisor assigns
//!   beyond it; what went beyond is marked. A chat is never handed to somebody offline.
//! - **Going offline** keeps assigned work; the shell releases a chat when its customer should not
//!   wait for that agent ([`Input::Release`]). Removing an agent releases everything.
//! - **An archived queue** takes no new work and is served until it is empty.
//!
//! # What always holds ([`invariants`])
//! Between steps: every unfinished item is in exactly one place; no item is offered to two agents
//! and no agent is asked two things; the engine itself never goes over a capacity; no item waits
//! beside an agent who can be asked; every offer and back-off has a deadline.
//!
//! # What it costs
//! A step touches the indexes of the items and agents it concerns: a few ordered-set operations
//! per queue of the agent, `O(q log n)`, and no scan over agents or items. The exceptions are in
//! proportion to what people did: choosing passes over those who declined the very item, and over
//! the items the very agent declined.
//!
//! # Where a later rule goes
//! - *Who may be asked* (skills, levels): `matching::may_offer`, the same sentence in
//!   [`invariants`], and, if many members of a queue are unfit for an item, the key of `Lane`.
//! - *Something that changes with time* (relaxing requirements, ageing, patience, service levels):
//!   one more reason in [`Work::deadline`] and one more arm in `fire_due`; an item that is put in
//!   again is matched again.
//! - *Which item or agent first* (weights, SLA clock, fewest minutes): the fields of `Turn`, or the
//!   key of the ready agents.
//! - *Another measure of capacity* (one budget for all media): [`Pool`] and [`Capacity`].
//! - *A new input*: a variant, an arm in [`Engine::step`], the slow model in `tests/`, scripts.

mod agent;
mod capacity;
mod effect;
mod engine;
mod input;
pub mod invariants;
mod lines;
mod manual;
mod matching;
mod moves;
mod offer_ids;
mod offers;
mod refusal;
mod settings;
mod snapshot;
mod work;

pub use agent::{Agent, AgentRow};
pub use capacity::{Capacity, Pool};
pub use effect::Effect;
pub use engine::Engine;
pub use input::{AgentSettings, Destination, Input, OFFER_SECONDS_MAX, Queue};
pub use moves::DECLINE_BACK_OFF_SECONDS;
pub use refusal::Refusal;
pub use snapshot::Snapshot;
pub use work::{Offer, Place, Work, WorkItem};
