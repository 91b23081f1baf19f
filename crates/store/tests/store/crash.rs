//! Killed processes and full devices: what was acknowledged is there, once.
//!
//! The process that is killed is this test binary again, started for one test with the folder in
//! an environment variable.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use model::{CustomerId, TenantId};
use store::{Store, StoreError, StoreOptions, customer, log};

use crate::world::{Backend, Postgres, Sqlite, created, make_tenant, making, noon};

const FOLDER: &str = "STORE_TEST_CRASH_FOLDER";
const DATABASE: &str = "STORE_TEST_CRASH_DATABASE";
const TENANT: TenantId = TenantId::from_u128(0xa);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_nine_loses_and_doubles_nothing_on_sqlite() {
    kill_nine::<Sqlite>("crash::kill_nine_loses_and_doubles_nothing_on_sqlite").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_nine_loses_and_doubles_nothing_on_postgres() {
    kill_nine::<Postgres>("crash::kill_nine_loses_and_doubles_nothing_on_postgres").await;
}

async fn kill_nine<B: Backend>(test: &str) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        write_until_killed(Path::new(&folder)).await;
    }
    let dir = tempfile::tempdir().unwrap();
    let url = B::database_url();
    let mut acknowledged = 0;
    for cycle in 0..8 {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([test, "--exact", "--nocapture"]).env(FOLDER, dir.path());
        if let Some(url) = &url {
            command.env(DATABASE, url);
        }
        let acks = run_and_kill(command, Duration::from_millis(150 + cycle * 37));
        acknowledged += acks.len();
        verify(&options(dir.path(), url.clone()), &acks).await;
    }
    assert!(acknowledged > 20, "only {acknowledged} writes were acknowledged");
}

fn options(folder: &Path, database_url: Option<String>) -> StoreOptions {
    let mut options = StoreOptions::new(folder);
    options.database_url = database_url;
    options
}

/// The part of the process that gets killed: many writers, each acknowledged write is printed.
async fn write_until_killed(folder: &Path) -> ! {
    let store = Store::open(options(folder, std::env::var(DATABASE).ok())).await.unwrap();
    // Only the first process finds the name free.
    let _ = make_tenant(&store, TENANT, "acme").await;
    let start = u128::from(std::process::id()) << 32;
    for writer in 0..16 {
        let tenant = store.tenant(TENANT);
        tokio::spawn(async move {
            for id in (start..).skip(writer).step_by(16) {
                tenant.write(noon(), making(id)).await.unwrap();
                // One write per line: a line is complete or absent.
                let mut out = std::io::stdout().lock();
                out.write_all(format!("acknowledged {id}\n").as_bytes()).unwrap();
                out.flush().unwrap();
            }
        });
    }
    std::future::pending().await
}

/// Kills the process some time after its first acknowledgement; returns what it acknowledged.
fn run_and_kill(mut command: Command, after: Duration) -> Vec<u128> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut killer = Some(child);
    let mut acks = Vec::new();
    let mut killing = None;
    for line in lines.map_while(Result::ok) {
        let Some((_, id)) = line.split_once("acknowledged ") else { continue };
        if let Some(mut child) = killer.take() {
            killing = Some(std::thread::spawn(move || {
                std::thread::sleep(after);
                child.kill().unwrap();
                child.wait().unwrap()
            }));
        }
        acks.push(id.parse().unwrap());
    }
    let Some(killing) = killing else { panic!("nothing was acknowledged") };
    let status = killing.join().unwrap();
    assert!(!status.success(), "it ended by itself");
    acks
}

async fn verify(options: &StoreOptions, acks: &[u128]) {
    let store = Store::open(options.clone()).await.unwrap();
    let tenant = store.tenant(TENANT);
    let mut events: BTreeMap<CustomerId, u32> = BTreeMap::new();
    // The server may still be rolling back what the killed process left open.
    crate::world::until("the log's horizon", async || {
        let page = log::tail::events_after(&store.system(), 0, 1_000_000).await.unwrap();
        let last = page.last().map_or(0, |(_, event)| event.seq);
        events.clear();
        for (_, event) in page {
            *events.entry(event.customer.unwrap()).or_default() += 1;
        }
        last >= *store.committed().borrow()
    })
    .await;
    assert!(events.values().all(|count| *count == 1), "an event stands twice");
    for id in acks {
        assert!(events.contains_key(&CustomerId::from_u128(*id)), "{id} was acknowledged");
    }
    // State and log are one transaction, acknowledged or not.
    for id in events.keys() {
        assert!(customer::by_id(&tenant, *id).await.unwrap().is_some(), "{id} has no row");
    }
    store.close().await.unwrap();
}

/// A small file system in memory, unmounted in the end.
struct SmallDevice(tempfile::TempDir);

impl SmallDevice {
    /// None where this user may not mount.
    fn new(megabytes: u32) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"]).arg(dir.path());
        mount.output().is_ok_and(|out| out.status.success()).then_some(Self(dir))
    }
}

impl Drop for SmallDevice {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(self.0.path()).status();
        assert!(unmounted.is_ok_and(|status| status.success()), "the device stays mounted");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_without_space_refuses_and_recovers_when_space_returns() {
    let Some(device) = SmallDevice::new(5) else {
        println!("this user may not mount: the page limit of `sqlite::a_full_disk…` stands in");
        return;
    };
    let ballast = device.0.path().join("ballast");
    let store = Store::open(options(&device.0.path().join("data"), None)).await.unwrap();
    make_tenant(&store, TENANT, "acme").await.unwrap();
    let tenant = store.tenant(TENANT);
    std::fs::write(&ballast, vec![0; 2 << 20]).unwrap();
    let mut acks = Vec::new();
    let refused = loop {
        let id = acks.len() as u128;
        match tenant.write(noon(), making(id)).await {
            Ok(_) => acks.push(id),
            Err(error) => break error,
        }
        assert!(acks.len() < 100_000, "the device does not fill");
        if let Err(error) = tenant.write_events(noon(), (0..50).map(created).collect()).await {
            break error;
        }
    };
    assert_eq!(refused, StoreError::DiskFull);
    assert_eq!(store.blobs().put(vec![7; 4 << 20]).await, Err(StoreError::DiskFull));
    assert!(customer::by_id(&tenant, CustomerId::from_u128(0)).await.unwrap().is_some());
    std::fs::remove_file(&ballast).unwrap();
    crate::world::until("recovery", async || tenant.write(noon(), making(1_000_000)).await.is_ok())
        .await;
    store.blobs().put(b"small".to_vec()).await.unwrap();
    for id in acks {
        let found = customer::by_id(&tenant, CustomerId::from_u128(id)).await.unwrap();
        assert!(found.is_some(), "customer {id} was acknowledged");
    }
    store.close().await.unwrap();
}
