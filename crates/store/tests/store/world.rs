//! A store with two tenants in a folder of its own, and small builders.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::event::{Event, EventBody, NewEvent};
use model::{Actor, CustomerId, TenantId};
use store::customer::{self, Customer};
use store::tenant::{self, Tenant};
use store::{Store, StoreError, StoreOptions, TenantStore, Tx, TxFuture, log};
use tempfile::TempDir;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

/// Which database a test runs on.
pub(crate) trait Backend {
    /// The address of an empty database of one's own, or none for the embedded one.
    fn database_url() -> Option<String>;
}

/// The embedded database.
pub(crate) struct Sqlite;

impl Backend for Sqlite {
    fn database_url() -> Option<String> {
        None
    }
}

/// A server started for this test binary.
pub(crate) struct Postgres;

impl Backend for Postgres {
    fn database_url() -> Option<String> {
        Some(testkit::postgres::Postgres::shared().database())
    }
}

/// An open store.
pub(crate) struct World {
    pub(crate) options: StoreOptions,
    pub(crate) store: Store,
    pub(crate) a: TenantId,
    pub(crate) b: TenantId,
    pub(crate) dir: TempDir,
}

/// 2026-11-23 07:00 UTC.
pub(crate) fn noon() -> Timestamp {
    Timestamp::from_second(1_795_417_200).unwrap()
}

impl World {
    /// With the options of production.
    pub(crate) async fn new<B: Backend>() -> Self {
        Self::with::<B>(|_| {}).await
    }

    /// With other options.
    pub(crate) async fn with<B: Backend>(change: impl FnOnce(&mut StoreOptions)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = StoreOptions::new(dir.path().join("data"));
        options.database_url = B::database_url();
        options.random_seed = Some([7; 32]);
        change(&mut options);
        let store = Store::open(options.clone()).await.unwrap();
        let (a, b) = (TenantId::from_u128(0xa), TenantId::from_u128(0xb));
        for (id, slug) in [(a, "acme"), (b, "bolt")] {
            make_tenant(&store, id, slug).await.unwrap();
        }
        Self { options, store, a, b, dir }
    }

    /// Tenant A's store.
    pub(crate) fn acme(&self) -> TenantStore {
        self.store.tenant(self.a)
    }

    /// Tenant B's store.
    pub(crate) fn bolt(&self) -> TenantStore {
        self.store.tenant(self.b)
    }

    /// Closes the store and opens it again.
    pub(crate) async fn reopen(&mut self) {
        self.store.close().await.unwrap();
        self.store = Store::open(self.options.clone()).await.unwrap();
    }

    /// The whole log. On the shared server a write of another test may hold the horizon back, so
    /// it waits for what this store has committed.
    pub(crate) async fn log(&self) -> Vec<(TenantId, Event)> {
        let system = self.store.system();
        let committed = *self.store.committed().borrow();
        let read = async || log::tail::events_after(&system, 0, 1_000_000).await.unwrap();
        until("the log's horizon", async || {
            read().await.last().map_or(0, |(_, event)| event.seq) >= committed
        })
        .await;
        read().await
    }

    /// Customer ids named by the log's `customer.created` events, in order.
    pub(crate) async fn logged(&self) -> Vec<CustomerId> {
        self.log().await.into_iter().filter_map(|(_, event)| event.customer).collect()
    }
}

pub(crate) async fn make_tenant(store: &Store, id: TenantId, slug: &str) -> Result<(), StoreError> {
    let tenant = Tenant {
        id,
        slug: slug.to_owned(),
        name: slug.to_uppercase(),
        demo: false,
        settings: serde_json::json!({}),
        created_at: noon(),
    };
    let system = store.system();
    let made =
        system.write(noon(), |tx| Box::pin(async move { tenant::insert(tx, &tenant).await }));
    made.await.map(|_: store::Committed<()>| ())
}

/// A customer.
pub(crate) fn a_customer(id: u128) -> Customer {
    Customer {
        id: CustomerId::from_u128(id),
        external_id: None,
        name: format!("顧客 {id}"),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        rank: String::new(),
        note: String::new(),
        tags: vec!["vip".into()],
        attributes: serde_json::Map::new(),
        anonymous: false,
        absorbed_into: None,
        created_at: noon(),
        updated_at: noon(),
        version: 1,
    }
}

/// The event that a customer was made.
pub(crate) fn created(id: u128) -> NewEvent {
    NewEvent {
        customer: Some(CustomerId::from_u128(id)),
        ..NewEvent::bare(Actor::System, EventBody::CustomerCreated)
    }
}

/// A write that makes a customer and its event.
pub(crate) fn making(
    id: u128,
) -> impl for<'t> FnOnce(&'t mut Tx<'_>) -> TxFuture<'t, i64, StoreError> + Send + 'static {
    move |tx| {
        Box::pin(async move {
            customer::insert(tx, &a_customer(id)).await?;
            tx.append(created(id)).await
        })
    }
}

/// Keeps the writer busy until it is opened, so that what comes meanwhile waits together.
pub(crate) struct Gate {
    open: Arc<Semaphore>,
    task: JoinHandle<Result<store::Committed<()>, StoreError>>,
}

impl Gate {
    /// Returns when the writer stands at the gate.
    pub(crate) async fn shut(tenant: TenantStore) -> Self {
        let open = Arc::new(Semaphore::new(0));
        let (reached, at_gate) = oneshot::channel();
        let inner = Arc::clone(&open);
        let task = tokio::spawn(async move {
            tenant
                .write(noon(), move |_| {
                    Box::pin(async move {
                        reached.send(()).unwrap();
                        inner.acquire().await.unwrap().forget();
                        Ok(())
                    })
                })
                .await
        });
        at_gate.await.unwrap();
        Self { open, task }
    }

    /// Lets the writer go on; the returned task ends with what became of the gate's own write.
    pub(crate) fn release(self) -> JoinHandle<Result<store::Committed<()>, StoreError>> {
        self.open.add_permits(1);
        self.task
    }

    /// Lets the writer go on; returns what became of the gate's own write.
    pub(crate) async fn open(self) -> Result<store::Committed<()>, StoreError> {
        self.release().await.unwrap()
    }
}

/// Waits until something holds, at most ten seconds.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..1_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what} did not happen");
}
