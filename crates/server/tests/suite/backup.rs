//! A backup of a server that customers write to meanwhile, put back elsewhere after that server died.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::event::Event;
use serde_json::json;
use store::backup::{Manifest, verify};
use store::{Observer, StoreOptions, log};
use testkit::postgres::Postgres;
use testkit::server::{ChatSocket, Client, Database, PASSWORD, Post, ServerProcess, TestTenant};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{fresh_id, text, thread};
use crate::doctor::examine;

/// Customers who write at the same time.
const VISITORS: usize = 6;
/// Between two messages of one customer, milliseconds: what one of them may send.
const PAUSE: u64 = 110;

/// A server process and where its rows are.
struct Place {
    server: ServerProcess,
    url: Option<String>,
}

impl Place {
    async fn prepare(database: Database) -> Self {
        let mut server = ServerProcess::prepare(&[]);
        let mut url = None;
        if database == Database::Postgres {
            let made = tokio::task::spawn_blocking(|| Postgres::shared().database()).await.unwrap();
            server.keep_rows_in(&made);
            url = Some(made);
        }
        server.first_admin();
        Self { server, url }
    }

    fn options(&self, folder: &Path) -> StoreOptions {
        let mut options = StoreOptions::new(folder);
        options.database_url.clone_from(&self.url);
        options
    }
}

/// What was acknowledged, in this order.
type Acknowledged = Arc<Mutex<Vec<String>>>;

/// Must show: acknowledged before the backup began ⇒ in the restored server, whose log is a prefix.
pub(crate) async fn under_load(database: Database) {
    let mut source = Place::prepare(database).await;
    source.server.launch();
    let post = Post::open().await;
    let admin = source.server.admin().await;
    let tenant = TestTenant::furnish(&admin, "alpha", post.address()).await;
    let acknowledged = Acknowledged::default();
    let (stop, stopped) = watch::channel(false);
    let mut load = write(&source, &tenant, &acknowledged, &stopped);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("backup.tar");
    tokio::time::sleep(Duration::from_millis(1_500)).await;

    let before = acknowledged.lock().unwrap().clone();
    let name = file.display().to_string();
    let taken = source.server.also(&["backup", &name]);
    let during = acknowledged.lock().unwrap().len();
    assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
    assert!(String::from_utf8_lossy(&taken.stdout).contains("鍵は含まれていません"));
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.send_replace(true);
    while let Some(ended) = load.join_next().await {
        ended.unwrap();
    }
    source.server.kill();
    let all = acknowledged.lock().unwrap().clone();
    assert!(before.len() > 2 * VISITORS && before.len() < during && during < all.len());

    refused(&source, &file, elsewhere.path()).await;
    let manifest = verify(file.clone()).await.unwrap();
    let target = elsewhere.path().join("restored");
    let mut restored = Place::prepare(database).await;
    restored.server.keep_data_in(&target.display().to_string());
    let keyless = restored.server.also(&["restore", &name]);
    assert_eq!(keyless.status.code(), Some(2), "the key is neither in it nor given");
    assert!(!target.exists());
    let key = source.server.data().join("secret.key").display().to_string();
    let put_back = restored.server.also(&["restore", &name, "--key", &key]);
    assert!(put_back.status.success(), "{}", String::from_utf8_lossy(&put_back.stderr));
    compare(&source, &restored, &target, &manifest).await;
    let again = restored.server.also(&["restore", &name, "--key", &key]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("is not empty"));
    goes_on(&mut restored, &tenant, &before, &all).await;
}

/// Customers who write until they are told to stop.
fn write(
    source: &Place,
    tenant: &TestTenant,
    acknowledged: &Acknowledged,
    stopped: &watch::Receiver<bool>,
) -> JoinSet<()> {
    let mut load = JoinSet::new();
    for visitor in 0..VISITORS {
        let (address, stopped) = (source.server.address(), stopped.clone());
        let start = json!({"channel": tenant.chat_key, "locale": "ja"});
        let acknowledged = Arc::clone(acknowledged);
        load.spawn(async move {
            let mut chat = ChatSocket::open(address, &start).await;
            for number in 0.. {
                if *stopped.borrow() {
                    return;
                }
                let words = format!("{visitor} の {number} 通目");
                chat.send(&fresh_id(), &words).await;
                acknowledged.lock().unwrap().push(words);
                tokio::time::sleep(Duration::from_millis(PAUSE)).await;
            }
        });
    }
    load
}

/// A backup that is not what it was is refused, says so, and leaves nothing behind.
async fn refused(source: &Place, whole: &Path, folder: &Path) {
    let bytes = std::fs::read(whole).unwrap();
    let changed = |at: usize| {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        changed
    };
    // In the rows, in the manifest, cut off, something else, nothing.
    let middle = bytes.len() / 2;
    let manifest = bytes.windows(10).rposition(|part| part == b"\"last_seq\"").unwrap();
    let damaged = [
        ("damaged", changed(middle)),
        ("damaged", changed(manifest + 13)),
        ("damaged", bytes[..middle].to_vec()),
        ("damaged", bytes[..bytes.len() - 2_048].to_vec()),
        ("no backup", b"PK\x03\x04 something else".repeat(100)),
        ("no backup", Vec::new()),
    ];
    let file = folder.join("damaged.tar");
    let name = file.display().to_string();
    let (target, into) = (folder.join("nowhere"), folder.join("nowhere").display().to_string());
    for (number, (word, bytes)) in damaged.into_iter().enumerate() {
        std::fs::write(&file, bytes).unwrap();
        let args = ["restore", &name, "--without-key", "--data-dir", &into];
        let said = source.server.alone(&args);
        let text = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(!said.status.success() && text.contains(word), "{number}: {text}");
        assert!(!target.exists(), "{number} left something");
    }
    let said = source.server.alone(&["backup", "--verify", &name]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("no backup"));
}

/// The restored rows, before anything runs on them.
async fn compare(source: &Place, restored: &Place, target: &Path, manifest: &Manifest) {
    let from = Observer::open(&source.options(source.server.data())).await.unwrap();
    let to = Observer::open(&restored.options(target)).await.unwrap();
    let (original, copy) = (events(&from).await, events(&to).await);
    assert!(copy.len() < original.len(), "it went on after the backup");
    assert!(original.starts_with(&copy), "the log is no prefix");
    assert_eq!(copy.last().map(|event| event.seq), Some(manifest.last_seq));
    for rows in &manifest.tables {
        let table = to.tables().await.unwrap().into_iter().find(|t| t.name == rows.name).unwrap();
        let tally = to.tally(&table).await.unwrap();
        assert_eq!(tally.rows, rows.rows, "{}", table.name);
        // What nobody changed meanwhile is equal to the last column.
        if ["user_account", "channel", "queue", "category", "tenant"].contains(&rows.name.as_str())
        {
            assert_eq!(tally, from.tally(&table).await.unwrap(), "{}", table.name);
        }
    }
    from.close().await.unwrap();
    to.close().await.unwrap();
}

async fn events(observer: &Observer) -> Vec<Event> {
    let events = log::tail::events_after(&observer.system(), 0, 1_000_000).await.unwrap();
    events.into_iter().map(|(_, event)| event).collect()
}

/// The restored server holds what was acknowledged before the backup began, and serves.
async fn goes_on(restored: &mut Place, tenant: &TestTenant, before: &[String], all: &[String]) {
    restored.server.launch();
    let agent = Client::new(restored.server.address());
    let agent = agent.sign_in(&tenant.email("agent"), PASSWORD).await;
    let cases = agent.get("/api/v1/cases?view=all&limit=200").await.good();
    let mut there = Vec::new();
    for case in cases["items"].as_array().unwrap() {
        for message in thread(&agent, &text(&case["id"])).await {
            there.extend(message["text"].as_str().map(str::to_owned));
        }
    }
    let lost: Vec<&String> = before.iter().filter(|words| !there.contains(words)).collect();
    assert!(lost.is_empty(), "acknowledged before the backup and lost: {lost:?}");
    assert!(all.iter().any(|words| !there.contains(words)), "something came later");
    let start = json!({"channel": tenant.chat_key, "locale": "ja"});
    let mut visitor = ChatSocket::open(restored.server.address(), &start).await;
    visitor.send(&fresh_id(), "復元後の最初の一通").await;
    let (well, said) = examine(&restored.server, &["--deep", "--offline"]);
    assert!(well, "{said:#}");
    assert!(restored.server.terminate().success(), "{}", restored.server.output());
}
