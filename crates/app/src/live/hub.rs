//! Fan-out to desks and visitors. Everything is encoded once and shared; a client that cannot
//! keep up is let go (it reconnects and resumes) and never slows the others down.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use api::chat::ChatOut;
use api::stream::Frame;
use model::limits::{CLIENT_QUEUE_FRAMES_MAX, TOPICS_PER_CLIENT_MAX};
use model::{TenantId, UserId, VisitorId};
use tokio::sync::{Notify, mpsc};

use super::topic::Topic;

/// How long events are gathered into one frame.
pub(super) const BATCH: Duration = Duration::from_millis(100);
/// Events kept per tenant for desks that come back after a short absence.
const RING_EVENTS_MAX: usize = 4_096;

/// How an event travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Never merged, never dropped.
    Log,
    /// The newest of an id replaces the older ones of a batch.
    State,
    /// Does not wait for the batch.
    Urgent,
    /// Like `Urgent`, and of no use later: not kept for those who come back.
    Passing,
}

/// One event for desks.
#[derive(Clone, Debug)]
pub struct LiveEvent {
    /// Who hears it.
    pub topic: Topic,
    /// Its type, such as `case.changed`.
    pub kind: &'static str,
    /// Of what; the key for merging states.
    pub id: String,
    /// JSON.
    pub data: String,
    /// How it travels.
    pub lane: Lane,
}

impl LiveEvent {
    fn encode(&self) -> Arc<str> {
        let mut text = String::with_capacity(self.data.len() + 96);
        // Topic, kind and id hold no character that JSON would escape.
        let _ = write!(
            text,
            r#"{{"topic":"{}","type":"{}","id":"{}","data":{}}}"#,
            self.topic, self.kind, self.id, self.data
        );
        text.into()
    }
}

type DeskId = u64;

struct Desk {
    user: UserId,
    frames: mpsc::Sender<Frame>,
    topics: HashSet<Topic>,
}

struct Past {
    seq: i64,
    topic: Topic,
    event: Arc<str>,
}

struct Pending {
    topic: Topic,
    key: Option<(&'static str, String)>,
    event: Arc<str>,
}

#[derive(Default)]
struct Tenant {
    seq: i64,
    /// Events after this position are all in `ring`.
    ring_from: i64,
    ring: VecDeque<Past>,
    pending: Vec<Pending>,
    desks: HashMap<DeskId, Desk>,
    followers: HashMap<Topic, HashSet<DeskId>>,
    visitors: HashMap<VisitorId, Vec<(u64, mpsc::Sender<ChatOut>)>>,
}

#[derive(Default)]
struct State {
    next: u64,
    tenants: HashMap<TenantId, Tenant>,
}

/// The fan-out of this node.
#[derive(Clone, Default)]
pub struct Hub {
    state: Arc<Mutex<State>>,
    waiting: Arc<Notify>,
}

/// Somebody's last desk closed, or a first one opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeskCount {
    /// Desks of this person that are open on this node.
    pub open: usize,
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the position from which a tenant's events will be published.
    pub fn begin(&self, tenant: TenantId, seq: i64) {
        let mut state = self.lock();
        let tenant = state.tenants.entry(tenant).or_default();
        tenant.seq = tenant.seq.max(seq);
        if tenant.ring.is_empty() {
            tenant.ring_from = tenant.seq;
        }
    }

    /// Publishes what happened up to log position `seq`; 0 for what is not on the log.
    pub fn publish(&self, tenant: TenantId, seq: i64, events: Vec<LiveEvent>) {
        let mut state = self.lock();
        let tenant = state.tenants.entry(tenant).or_default();
        tenant.seq = tenant.seq.max(seq);
        let seq = tenant.seq;
        let mut batched = false;
        for event in events {
            let encoded = event.encode();
            if event.lane != Lane::Passing {
                tenant.remember(seq, event.topic, encoded.clone());
            }
            match event.lane {
                Lane::Urgent | Lane::Passing => tenant.send_urgent(event.topic, &encoded),
                Lane::Log => {
                    tenant.pending.push(Pending { topic: event.topic, key: None, event: encoded });
                    batched = true;
                }
                Lane::State => {
                    tenant.push_state(event, encoded);
                    batched = true;
                }
            }
        }
        drop(state);
        if batched {
            self.waiting.notify_one();
        }
    }

    /// Sends the gathered batches; runs for the life of the node.
    pub async fn run(self) {
        loop {
            self.waiting.notified().await;
            tokio::time::sleep(BATCH).await;
            let mut state = self.lock();
            for tenant in state.tenants.values_mut() {
                tenant.flush();
            }
        }
    }

    /// Opens a desk; its frames come out of the receiver.
    pub fn open_desk(&self, tenant: TenantId, user: UserId) -> (u64, mpsc::Receiver<Frame>) {
        let (sender, receiver) = mpsc::channel(CLIENT_QUEUE_FRAMES_MAX);
        let mut state = self.lock();
        state.next += 1;
        let id = state.next;
        let tenant = state.tenants.entry(tenant).or_default();
        tenant.desks.insert(id, Desk { user, frames: sender, topics: HashSet::new() });
        tenant.follow(id, Topic::Me(user), None);
        (id, receiver)
    }

    /// Lets a desk follow a topic, replaying what it missed since a position. False when the
    /// desk follows too many.
    pub fn follow(&self, tenant: TenantId, desk: u64, topic: Topic, since: Option<i64>) -> bool {
        let mut state = self.lock();
        state.tenants.entry(tenant).or_default().follow(desk, topic, since)
    }

    /// Lets a desk leave a topic.
    pub fn leave(&self, tenant: TenantId, desk: u64, topic: Topic) {
        let mut state = self.lock();
        let tenant = state.tenants.entry(tenant).or_default();
        if let Some(found) = tenant.desks.get_mut(&desk) {
            found.topics.remove(&topic);
        }
        tenant.unfollow(desk, topic);
    }

    /// Sends one frame to one desk (its own answers, `resync`).
    pub fn tell_desk(&self, tenant: TenantId, desk: u64, frame: &str) {
        let mut state = self.lock();
        state.tenants.entry(tenant).or_default().send(desk, &Frame::from(frame));
    }

    /// Closes a desk; answers how many its person still has open.
    pub fn close_desk(&self, tenant: TenantId, desk: u64) -> DeskCount {
        let mut state = self.lock();
        let tenant = state.tenants.entry(tenant).or_default();
        let user = tenant.desks.get(&desk).map(|found| found.user);
        tenant.drop_desk(desk);
        DeskCount { open: user.map_or(0, |user| tenant.count(user)) }
    }

    /// Desks a person has open on this node.
    #[must_use]
    pub fn desks_of(&self, tenant: TenantId, user: UserId) -> usize {
        self.lock().tenants.get(&tenant).map_or(0, |tenant| tenant.count(user))
    }

    /// Ends every desk of a person: signed out, switched off, other permissions.
    pub fn end_desks_of(&self, tenant: TenantId, user: UserId) {
        let mut state = self.lock();
        let tenant = state.tenants.entry(tenant).or_default();
        let ended: Vec<DeskId> =
            tenant.desks.iter().filter(|(_, d)| d.user == user).map(|(id, _)| *id).collect();
        for desk in ended {
            tenant.drop_desk(desk);
        }
    }

    /// Opens a visitor's line.
    pub fn open_visitor(
        &self,
        tenant: TenantId,
        visitor: VisitorId,
    ) -> (u64, mpsc::Sender<ChatOut>, mpsc::Receiver<ChatOut>) {
        let (sender, receiver) = mpsc::channel(CLIENT_QUEUE_FRAMES_MAX);
        let mut state = self.lock();
        state.next += 1;
        let id = state.next;
        let tenant = state.tenants.entry(tenant).or_default();
        tenant.visitors.entry(visitor).or_default().push((id, sender.clone()));
        (id, sender, receiver)
    }

    /// Sends a frame to every open line of a visitor.
    pub fn tell_visitor(&self, tenant: TenantId, visitor: VisitorId, frame: &ChatOut) {
        let mut state = self.lock();
        let Some(tenant) = state.tenants.get_mut(&tenant) else { return };
        if let Some(lines) = tenant.visitors.get_mut(&visitor) {
            lines.retain(|(_, line)| line.try_send(frame.clone()).is_ok());
            if lines.is_empty() {
                tenant.visitors.remove(&visitor);
            }
        }
    }

    /// Whether a visitor has a line open on this node.
    #[must_use]
    pub fn visitor_online(&self, tenant: TenantId, visitor: VisitorId) -> bool {
        self.lock().tenants.get(&tenant).is_some_and(|tenant| {
            tenant
                .visitors
                .get(&visitor)
                .is_some_and(|lines| lines.iter().any(|(_, line)| !line.is_closed()))
        })
    }

    /// Closes a visitor's line.
    pub fn close_visitor(&self, tenant: TenantId, visitor: VisitorId, line: u64) {
        let mut state = self.lock();
        let Some(tenant) = state.tenants.get_mut(&tenant) else { return };
        if let Some(lines) = tenant.visitors.get_mut(&visitor) {
            lines.retain(|(id, _)| *id != line);
            if lines.is_empty() {
                tenant.visitors.remove(&visitor);
            }
        }
    }
}

impl Tenant {
    fn remember(&mut self, seq: i64, topic: Topic, event: Arc<str>) {
        if self.ring.len() == RING_EVENTS_MAX
            && let Some(oldest) = self.ring.pop_front()
        {
            self.ring_from = self.ring_from.max(oldest.seq);
        }
        self.ring.push_back(Past { seq, topic, event });
    }

    fn push_state(&mut self, event: LiveEvent, encoded: Arc<str>) {
        let key = Some((event.kind, event.id));
        let same = |p: &&mut Pending| p.topic == event.topic && p.key == key;
        if let Some(older) = self.pending.iter_mut().rev().take(64).find(same) {
            older.event = encoded;
        } else {
            self.pending.push(Pending { topic: event.topic, key, event: encoded });
        }
    }

    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let mut by_topic: HashMap<Topic, Vec<Arc<str>>> = HashMap::new();
        for pending in self.pending.drain(..) {
            by_topic.entry(pending.topic).or_default().push(pending.event);
        }
        for (topic, events) in by_topic {
            self.send_topic(topic, &frame(self.seq, false, &events));
        }
    }

    fn send_urgent(&mut self, topic: Topic, event: &Arc<str>) {
        self.send_topic(topic, &frame(self.seq, true, std::slice::from_ref(event)));
    }

    fn send_topic(&mut self, topic: Topic, frame: &Frame) {
        let Some(followers) = self.followers.get(&topic) else { return };
        let lost: Vec<DeskId> = followers
            .iter()
            .filter(|id| {
                self.desks.get(id).is_none_or(|desk| desk.frames.try_send(frame.clone()).is_err())
            })
            .copied()
            .collect();
        for desk in lost {
            self.drop_desk(desk);
        }
    }

    fn send(&mut self, desk: DeskId, frame: &Frame) {
        let lost = self.desks.get(&desk).is_some_and(|d| d.frames.try_send(frame.clone()).is_err());
        if lost {
            self.drop_desk(desk);
        }
    }

    fn follow(&mut self, id: DeskId, topic: Topic, since: Option<i64>) -> bool {
        let Some(desk) = self.desks.get_mut(&id) else { return false };
        if desk.topics.len() >= TOPICS_PER_CLIENT_MAX && !desk.topics.contains(&topic) {
            return false;
        }
        desk.topics.insert(topic);
        self.followers.entry(topic).or_default().insert(id);
        if let Some(since) = since.filter(|since| *since < self.seq) {
            let missed = self.missed(topic, since);
            self.send(id, &missed);
        }
        true
    }

    /// The frame that brings a desk up to date, or the word that it must read anew.
    fn missed(&self, topic: Topic, since: i64) -> Frame {
        if since < self.ring_from {
            return Frame::from(r#"{"resync":true}"#);
        }
        let events: Vec<Arc<str>> = self
            .ring
            .iter()
            .rev()
            .take_while(|past| past.seq > since)
            .filter(|past| past.topic == topic)
            .map(|past| past.event.clone())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        frame(self.seq, false, &events)
    }

    fn unfollow(&mut self, desk: DeskId, topic: Topic) {
        if let Some(followers) = self.followers.get_mut(&topic) {
            followers.remove(&desk);
            if followers.is_empty() {
                self.followers.remove(&topic);
            }
        }
    }

    fn drop_desk(&mut self, id: DeskId) {
        if let Some(desk) = self.desks.remove(&id) {
            for topic in desk.topics {
                self.unfollow(id, topic);
            }
        }
    }

    fn count(&self, user: UserId) -> usize {
        self.desks.values().filter(|desk| desk.user == user).count()
    }
}

fn frame(seq: i64, urgent: bool, events: &[Arc<str>]) -> Frame {
    let size: usize = events.iter().map(|event| event.len() + 1).sum();
    let mut text = String::with_capacity(size + 48);
    let _ = write!(text, r#"{{"seq":{seq},"#);
    if urgent {
        text.push_str(r#""urgent":true,"#);
    }
    text.push_str(r#""events":["#);
    for (index, event) in events.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(event);
    }
    text.push_str("]}");
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: TenantId = TenantId::from_u128(1);
    const USER: UserId = UserId::from_u128(2);

    fn event(topic: Topic, kind: &'static str, id: &str, lane: Lane) -> LiveEvent {
        LiveEvent { topic, kind, id: id.to_owned(), data: format!("\"{id}\""), lane }
    }

    fn json(frame: &Frame) -> serde_json::Value {
        serde_json::from_str(frame).unwrap()
    }

    async fn flush(hub: &Hub) {
        for tenant in hub.lock().tenants.values_mut() {
            tenant.flush();
        }
    }

    #[tokio::test]
    async fn states_are_merged_and_log_events_are_not() {
        let hub = Hub::default();
        let (desk, mut frames) = hub.open_desk(TENANT, USER);
        assert!(hub.follow(TENANT, desk, Topic::Inbox, None));
        hub.publish(
            TENANT,
            7,
            vec![
                event(Topic::Inbox, "case.changed", "a", Lane::State),
                event(Topic::Inbox, "message.created", "m", Lane::Log),
                event(Topic::Inbox, "message.created", "m", Lane::Log),
                event(Topic::Inbox, "case.changed", "a", Lane::State),
            ],
        );
        flush(&hub).await;
        let frame = json(&frames.try_recv().unwrap());
        assert_eq!(frame["seq"], 7);
        assert_eq!(frame["events"].as_array().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn urgent_events_do_not_wait() {
        let hub = Hub::default();
        let (_, mut frames) = hub.open_desk(TENANT, USER);
        hub.publish(TENANT, 1, vec![event(Topic::Me(USER), "offer.created", "o", Lane::Urgent)]);
        assert_eq!(json(&frames.try_recv().unwrap())["urgent"], true);
    }

    #[tokio::test]
    async fn who_comes_back_gets_what_was_missed_or_is_told_to_read_anew() {
        let hub = Hub::default();
        hub.begin(TENANT, 10);
        for seq in 11..=13 {
            hub.publish(
                TENANT,
                seq,
                vec![event(Topic::Inbox, "message.created", &format!("m{seq}"), Lane::Log)],
            );
        }
        let (desk, mut frames) = hub.open_desk(TENANT, USER);
        hub.follow(TENANT, desk, Topic::Inbox, Some(11));
        let frame = json(&frames.try_recv().unwrap());
        let ids: Vec<_> =
            frame["events"].as_array().unwrap().iter().map(|e| e["id"].clone()).collect();
        assert_eq!(ids, ["m12", "m13"]);
        hub.follow(TENANT, desk, Topic::Inbox, Some(3));
        assert_eq!(json(&frames.try_recv().unwrap())["resync"], true);
    }

    #[tokio::test]
    async fn a_desk_that_does_not_read_is_let_go_and_the_others_are_served() {
        let hub = Hub::default();
        let (_, slow) = hub.open_desk(TENANT, USER);
        let (_, mut quick) = hub.open_desk(TENANT, USER);
        let mut received = 0;
        for seq in 1..=(CLIENT_QUEUE_FRAMES_MAX as i64 + 5) {
            hub.publish(TENANT, seq, vec![event(Topic::Me(USER), "x", "x", Lane::Urgent)]);
            while quick.try_recv().is_ok() {
                received += 1;
            }
        }
        assert_eq!(received, CLIENT_QUEUE_FRAMES_MAX + 5);
        assert_eq!(hub.desks_of(TENANT, USER), 1);
        assert_eq!(slow.len(), CLIENT_QUEUE_FRAMES_MAX);
    }

    #[tokio::test]
    async fn another_tenant_hears_nothing() {
        let hub = Hub::default();
        let other = TenantId::from_u128(9);
        let (desk, mut frames) = hub.open_desk(other, USER);
        hub.follow(other, desk, Topic::Inbox, None);
        hub.publish(TENANT, 1, vec![event(Topic::Inbox, "x", "x", Lane::Urgent)]);
        assert!(frames.try_recv().is_err());
    }
}
