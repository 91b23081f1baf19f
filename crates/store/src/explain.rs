//! How SQLite goes about the hot queries. The big tables must be searched by an index, never
//! scanned. The plans are kept in `explain.txt`, so that a change of one is seen in review.
//!
//! To add a query: call its function below, run the test with `UPDATE_EXPECT=1`, read the plan.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use expect_test::expect_file;
use jiff::Timestamp;
use model::{
    CaseId, CaseStatus, ChannelKind, CustomerId, InteractionId, MessageId, QueueId, SideId,
    TenantId, UserId, VisitorId, WorkItemId,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::conn::Conn;
use crate::error::StoreError;
use crate::log::tail;
use crate::log::timeline::{self, TimelinePlace};
use crate::open::{Store, StoreOptions};
use crate::scope::{Scope, System};
use crate::table::case::{self, CaseFilter, CaseOrder, CasePlace};
use crate::table::{
    attachment, blob, customer, customer_key, customer_merge, customer_pair, customer_tie,
    identity, intake, interaction, message, outbox, reading, session, side, user_account,
    work_item,
};

const BIG: [&str; 16] = [
    "customer_key",
    "customer_merge",
    "customer_pair",
    "customer_tie",
    "attachment",
    "intake",
    "event",
    "message",
    "case_record",
    "work_item",
    "interaction",
    "customer",
    "identity",
    "purchase",
    "read_mark",
    "side_conversation",
];

/// A store whose reads are noted.
struct Explained {
    db: DatabaseConnection,
    notes: Arc<Mutex<Vec<Statement>>>,
    plans: String,
    _dir: tempfile::TempDir,
    _store: Store,
}

impl Explained {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(StoreOptions::new(dir.path())).await.unwrap();
        let Conn::Pool(db) = store.reader() else { unreachable!("a reader is a pool") };
        Self { db, notes: Arc::default(), plans: String::new(), _dir: dir, _store: store }
    }

    fn conn(&self) -> Conn<'static> {
        Conn::Noting(self.db.clone(), Arc::clone(&self.notes))
    }

    fn scope(&self) -> Scope<'static> {
        Scope { tenant: TenantId::from_u128(1), conn: self.conn() }
    }

    fn system(&self) -> System<'static> {
        System { conn: self.conn() }
    }

    /// Notes the plans of what was asked since the last time.
    async fn note<T>(&mut self, name: &str, asked: Result<T, StoreError>) {
        assert!(asked.is_ok(), "{name} fails: {:?}", asked.err());
        let notes = std::mem::take(&mut *self.notes.lock().unwrap());
        self.plans.push_str(name);
        self.plans.push('\n');
        for note in notes {
            let explained = Statement { sql: format!("EXPLAIN QUERY PLAN {}", note.sql), ..note };
            for row in self.db.query_all_raw(explained).await.unwrap() {
                let step: String = row.try_get("", "detail").unwrap();
                let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
                assert!(!scanned.is_some_and(|table| BIG.contains(&table)), "{name}: {step}");
                self.plans.push_str("    ");
                self.plans.push_str(&step);
                self.plans.push('\n');
            }
        }
    }
}

#[tokio::test]
async fn hot_queries_search_by_index() {
    let mut store = Explained::new().await;
    log(&mut store).await;
    people(&mut store).await;
    work(&mut store).await;
    cases(&mut store).await;
    files(&mut store).await;
    expect_file!["explain.txt"].assert_eq(&store.plans);
}

async fn log(store: &mut Explained) {
    let (scope, system) = (store.scope(), store.system());
    store.note("log after a position", tail::events_after(&system, 7, 100).await).await;
    store.note("last position", tail::last_seq(&system).await).await;
    let customer = CustomerId::from_u128(1);
    let before = Some(TimelinePlace { at: Timestamp::UNIX_EPOCH, seq: 9 });
    let kinds = ["message.sent", "order.placed"];
    let page = timeline::page(&scope, &[customer], &kinds, before, 50).await;
    store.note("timeline", page).await;
    let records = [customer, CustomerId::from_u128(2)];
    let page = timeline::page(&scope, &records, &kinds, before, 50).await;
    store.note("timeline of several records", page).await;
    let case = CaseId::from_u128(1);
    store.note("events of a case", tail::of_case(&scope, case, Some(9), 50).await).await;
}

async fn people(store: &mut Explained) {
    let (scope, system) = (store.scope(), store.system());
    store.note("session of a token", session::by_token_hash(&system, &[1; 32]).await).await;
    store.note("accounts of an address", user_account::by_email(&system, "a@b").await).await;
    let customer = CustomerId::from_u128(1);
    store.note("customer", customer::by_id(&scope, customer).await).await;
    let numbered = customer::by_external_id(&scope, "C-1").await;
    store.note("customer of a shop's number", numbered).await;
    let after = Some((Timestamp::UNIX_EPOCH, customer));
    store.note("customers by change", customer::recent(&scope, after, 50).await).await;
    let email = model::IdentityKind::Email;
    store.note("customer of an address", identity::find(&scope, email, "a@b").await).await;
    let names = user_account::names(&scope, [UserId::from_u128(1), UserId::from_u128(2)]).await;
    store.note("names of colleagues", names).await;
    let identities = identity::of_records(&scope, &[customer]).await;
    store.note("identities of a customer", identities).await;
    let keys = BTreeSet::from([uuid::Uuid::nil()]);
    store.note("records under keys", customer_key::blocks(&scope, &keys).await).await;
    let keys = customer_key::of_records(&scope, &[customer]).await;
    store.note("keys of records", keys).await;
    store.note("likely pairs", customer_pair::undecided(&scope, 50, 50).await).await;
    let pairs = customer_pair::of_records(&scope, &[customer]).await;
    store.note("pairs of records", pairs).await;
    let ties = customer_tie::of_records(&scope, &[customer], 50).await;
    store.note("ties of records", ties).await;
    let merges = customer_merge::standing(&scope, &[customer]).await;
    store.note("merges of records", merges).await;
    store.note("records of people", customer::companions(&scope, &[customer]).await).await;
    store.note("records before one", customer::before(&scope, Some(customer), 50).await).await;
}

async fn work(store: &mut Explained) {
    let (scope, system) = (store.scope(), store.system());
    let item = WorkItemId::from_u128(1);
    store.note("work item", work_item::by_id(&scope, item).await).await;
    store.note("open work", work_item::open(&scope).await).await;
    let (queue, user) = (QueueId::from_u128(1), UserId::from_u128(1));
    store.note("work waiting in a queue", work_item::waiting(&scope, queue, 50).await).await;
    store.note("work of an agent", work_item::assigned_to(&scope, user).await).await;
    store.note("next effect", outbox::next_due(&system, &outbox::Busy::default()).await).await;
    store.note("inputs not looked into", intake::received(&system, 50).await).await;
}

async fn cases(store: &mut Explained) {
    let scope = store.scope();
    let queue = CaseFilter {
        status: vec![CaseStatus::Waiting],
        queue: Some(QueueId::from_u128(1)),
        ..CaseFilter::default()
    };
    store.note("cases of a queue", case::list(&scope, &queue, 50).await).await;
    let waiting = CaseFilter {
        status: vec![CaseStatus::Waiting, CaseStatus::Reopened],
        order: CaseOrder::Queued,
        ..CaseFilter::default()
    };
    store.note("cases that wait longest", case::list(&scope, &waiting, 50).await).await;
    let place = CasePlace { at: 7, id: CaseId::from_u128(1) };
    let further = CaseFilter { after: Some(place), ..waiting.clone() };
    store.note("cases that wait less long", case::list(&scope, &further, 50).await).await;
    let in_queue = CaseFilter { queue: queue.queue, ..waiting };
    store.note("cases of a queue by their wait", case::list(&scope, &in_queue, 50).await).await;
    let mine = CaseFilter {
        status: vec![CaseStatus::Assigned, CaseStatus::PendingCustomer],
        owner: Some(UserId::from_u128(1)),
        ..CaseFilter::default()
    };
    store.note("cases of an agent", case::list(&scope, &mine, 50).await).await;
    let mails = CaseFilter {
        status: vec![CaseStatus::Assigned],
        channel_kind: Some(ChannelKind::Email),
        ..mine.clone()
    };
    store.note("mails of an agent", case::list(&scope, &mails, 50).await).await;
    store.note("count of an agent's cases", case::count(&scope, &mine).await).await;
    store.note("waiting cases per queue", case::waiting_by_queue(&scope).await).await;
    let case = CaseId::from_u128(1);
    store.note("case", case::get(&scope, case).await).await;
    store.note("how far a case was read", reading::furthest(&scope, case).await).await;
    store.note("thread of a case", message::thread(&scope, case, 9, 50).await).await;
    let after = Some((case, 9));
    store.note("threads of cases", message::of_cases(&scope, &[case], after, 50).await).await;
    store.note("message sent twice", message::by_client_id(&scope, "c").await).await;
    let interaction = InteractionId::from_u128(1);
    let visible = message::visible_before(&scope, &[interaction], 9, 50).await;
    store.note("thread of a visitor", visible).await;
    let visitor = VisitorId::from_u128(1);
    let running = interaction::conversation_of_visitor(&scope, visitor).await;
    store.note("conversation of a visitor", running).await;
    let sessions = interaction::of_visitor(&scope, visitor, 1).await;
    store.note("last session of a visitor", sessions).await;
    let open = interaction::open_of_visitor(&scope, visitor).await;
    store.note("open session of a visitor", open).await;
    store.note("files of a visitor", attachment::of_visitor(&scope, visitor).await).await;
    let files = attachment::of_messages(&scope, &[MessageId::from_u128(1)]).await;
    store.note("files of messages", files).await;
    store.note("interactions of a case", interaction::of_case(&scope, case).await).await;
    store.note("conversations outside of a case", side::of_case(&scope, case).await).await;
    let said = message::of_sides(&scope, &[SideId::from_u128(1)], 50).await;
    store.note("what was said outside", said).await;
    let due = side::due(&store.system(), Timestamp::UNIX_EPOCH, 50).await;
    store.note("answers from outside that are late", due).await;
}

async fn files(store: &mut Explained) {
    let system = store.system();
    let blob = crate::blobs::BlobId::of(b"");
    store.note("rows that name a blob", blob::unused(&system, vec![blob]).await).await;
}
