//! What only a server does: several connections that commit out of order, outages, other nodes.

use std::sync::OnceLock;
use std::time::Duration;

use model::{CustomerId, TenantId};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, Executor, PgConnection, Row};
use store::backup::{BackupOptions, backup};
use store::{Store, StoreError, StoreOptions, customer, log};
use testkit::postgres::Postgres as Server;
use tokio::sync::{Mutex, MutexGuard};

use crate::world::{Gate, Postgres, Sqlite, World, making, noon, until};

/// A server on which no other test writes: its horizon is what the test at hand makes it.
async fn quiet() -> (World, MutexGuard<'static, ()>) {
    static SERVER: OnceLock<Server> = OnceLock::new();
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    let guard = ONE_AT_A_TIME.lock().await;
    let server = SERVER.get_or_init(|| Server::start(false));
    let url = server.database();
    let world = World::with::<Sqlite>(|options| options.database_url = Some(url)).await;
    (world, guard)
}

const NOTHING: [i64; 0] = [];

/// A connection of another node.
async fn node(world: &World) -> PgConnection {
    let url = world.options.database_url.as_deref().unwrap();
    PgConnection::connect(url).await.unwrap()
}

async fn begin(node: &mut PgConnection) -> i64 {
    node.execute("BEGIN").await.unwrap();
    let row = sqlx::query("SELECT event_block()").fetch_one(node).await.unwrap();
    row.get(0)
}

async fn append(node: &mut PgConnection, tenant: TenantId, seq: i64) {
    let sql = "INSERT INTO event (seq, id, tenant, kind, at, actor, payload) VALUES \
         ($1, gen_random_uuid(), $2, 'customer.created', 0, '{\"kind\":\"system\"}', \
          '{\"kind\":\"customer.created\"}')";
    sqlx::query(sql).bind(seq).bind(tenant.0).execute(node).await.unwrap();
}

async fn tail(world: &World, after: i64) -> Vec<i64> {
    let page = log::tail::events_after(&world.store.system(), after, 100).await.unwrap();
    page.into_iter().map(|(_, event)| event.seq).collect()
}

#[tokio::test]
async fn the_tail_waits_for_an_older_transaction_that_commits_later() {
    let (world, _alone) = quiet().await;
    let (mut one, mut two) = (node(&world).await, node(&world).await);
    let early = begin(&mut one).await;
    let late = begin(&mut two).await;
    assert!(early < late);
    append(&mut two, world.a, late).await;
    two.execute("COMMIT").await.unwrap();
    assert_eq!(tail(&world, 0).await, NOTHING, "the later position must not be given out yet");
    append(&mut one, world.a, early).await;
    assert_eq!(tail(&world, 0).await, NOTHING);
    one.execute("COMMIT").await.unwrap();
    assert_eq!(tail(&world, 0).await, [early, late]);
}

#[tokio::test]
async fn a_transaction_that_is_rolled_back_leaves_a_gap() {
    let (world, _alone) = quiet().await;
    let (mut one, mut two) = (node(&world).await, node(&world).await);
    let lost = begin(&mut one).await;
    append(&mut one, world.a, lost).await;
    let kept = begin(&mut two).await;
    append(&mut two, world.a, kept).await;
    two.execute("COMMIT").await.unwrap();
    assert_eq!(tail(&world, 0).await, NOTHING);
    one.execute("ROLLBACK").await.unwrap();
    assert_eq!(tail(&world, 0).await, [kept]);
}

#[tokio::test]
async fn a_block_cannot_be_drawn_late() {
    // With an id taken before, the order of blocks would not be the order of transactions.
    let (world, _alone) = quiet().await;
    let mut one = node(&world).await;
    one.execute("BEGIN").await.unwrap();
    one.execute("SELECT pg_current_xact_id()").await.unwrap();
    let late = one.execute("SELECT event_block()").await.unwrap_err();
    assert!(late.to_string().contains("must come first"), "{late}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_write_and_a_reader_skips_nothing() {
    let world = World::new::<Postgres>().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let mut options = StoreOptions::new(elsewhere.path());
    options.database_url.clone_from(&world.options.database_url);
    let other = Store::open(options).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for id in 0..300 {
        let store = if id % 2 == 0 { world.store.clone() } else { other.clone() };
        let tenant = store.tenant(world.a);
        writers.spawn(async move { tenant.write(noon(), making(id)).await.unwrap().last_seq });
    }
    let (mut cursor, mut seen) = (0, Vec::new());
    while seen.len() < 300 {
        let page = tail(&world, cursor).await;
        assert!(page.is_sorted());
        cursor = page.last().copied().unwrap_or(cursor);
        seen.extend(page);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let mut written = writers.join_all().await;
    written.sort_unstable();
    assert_eq!(seen, written);
    other.close().await.unwrap();
}

#[tokio::test]
async fn events_of_a_restored_dump_are_readable() {
    let (mut world, _alone) = quiet().await;
    let done = world.acme().write(noon(), making(1)).await.unwrap();
    // What a dump of a server with more transactions behind it brings along.
    let mut other = node(&world).await;
    other.execute("UPDATE event SET txid = '99999999999'").await.unwrap();
    assert_eq!(tail(&world, 0).await, NOTHING);
    world.reopen().await;
    assert_eq!(tail(&world, 0).await, [done.last_seq]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_waits_until_its_log_has_no_hole() {
    let (world, _alone) = quiet().await;
    let (mut one, mut two) = (node(&world).await, node(&world).await);
    let early = begin(&mut one).await;
    let late = begin(&mut two).await;
    append(&mut two, world.a, late).await;
    two.execute("COMMIT").await.unwrap();
    // A snapshot of now would show the later position only.
    let options = BackupOptions {
        store: world.options.clone(),
        target: world.dir.path().join("backup.tar"),
        with_key: false,
        now: noon(),
        program: "test".to_owned(),
    };
    let taking = tokio::spawn(async move { backup(&options).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!taking.is_finished(), "the log has a hole");
    append(&mut one, world.a, early).await;
    one.execute("COMMIT").await.unwrap();
    let (manifest, _) = taking.await.unwrap().unwrap();
    let events = manifest.tables.iter().find(|table| table.name == "event").unwrap();
    assert_eq!((manifest.last_seq, events.rows), (late, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_connection_fails_its_group_and_is_replaced() {
    let world = World::with::<Postgres>(|options| {
        options.write_timeout = Duration::from_secs(60);
    })
    .await;
    let gate = Gate::shut(world.acme()).await;
    let mut other = node(&world).await;
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \
         application_name = 'madoguchi' AND state = 'idle in transaction' \
         AND datname = current_database()";
    assert_eq!(sqlx::query(AssertSqlSafe(cut)).fetch_all(&mut other).await.unwrap().len(), 1);
    let ended = gate.open().await;
    let honest = matches!(ended, Err(StoreError::Unavailable(_) | StoreError::Unknown(_)));
    assert!(honest, "{ended:?}");
    until("a new connection", async || world.acme().write(noon(), making(1)).await.is_ok()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_crashes_loses_nothing_acknowledged_and_is_found_again() {
    let server = Server::start(true);
    let dir = tempfile::tempdir().unwrap();
    let options = StoreOptions::new(dir.path()).with_database_url(server.database());
    let store = Store::open(options).await.unwrap();
    let tenant = TenantId::from_u128(0xa);
    crate::world::make_tenant(&store, tenant, "acme").await.unwrap();
    let tenant = store.tenant(tenant);
    let mut writers = tokio::task::JoinSet::new();
    for id in 0..200 {
        let tenant = tenant.clone();
        writers.spawn(async move {
            tokio::time::sleep(Duration::from_millis(u64::try_from(id).unwrap() * 5)).await;
            (id, tenant.write(noon(), making(id)).await)
        });
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let server = tokio::task::spawn_blocking(move || {
        server.crash();
        std::thread::sleep(Duration::from_millis(200));
        server.resume();
        server
    });
    let server = server.await.unwrap();
    let ends = writers.join_all().await;
    let first = CustomerId::from_u128(0);
    until("the server again", async || customer::by_id(&tenant, first).await.is_ok()).await;
    let acknowledged = ends.iter().filter(|(_, end)| end.is_ok()).count();
    assert!(acknowledged > 0);
    for (id, end) in ends {
        let there = customer::by_id(&tenant, CustomerId::from_u128(id)).await.unwrap().is_some();
        match end {
            Ok(_) => assert!(there, "customer {id} was acknowledged and is lost"),
            Err(StoreError::Unknown(_)) => {}
            Err(error) => {
                assert!(!there, "customer {id} was refused and is there");
                assert!(error.is_transient(), "{error:?}");
            }
        }
    }
    until("writing again", async || tenant.write(noon(), making(999)).await.is_ok()).await;
    store.close().await.unwrap();
    drop(server);
}
