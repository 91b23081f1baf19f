//! A database of an earlier commit, opened by this program: nothing is lost, everything goes on.
//!
//! `4125e24/` holds what that commit's own binary left when it was stopped: before business hours
//! and promises (m0002) and before merges were a ledger (m0003). `make.rs` made it.

mod make;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use store::{Observer, Schema, StoreOptions, Table, Tally};
use testkit::postgres::Postgres;
use testkit::server::{ChatSocket, Client, Database, PASSWORD, ServerProcess};

use crate::suite::{fresh_id, reply, text, thread};

/// What a database held: of each table its columns and its content in short.
type Content = BTreeMap<String, (Table, Tally)>;

/// Folds of the earlier program are turned into entries of the ledger (m0003), which puts these
/// columns back to the record that a matter came to. Everything else stays as it was.
const PUT_BACK: [&str; 3] = ["case_record", "interaction", "message"];

/// Where the earlier commit's data is.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade/4125e24")
}

/// The earlier data where a server of this program finds it.
struct Earlier {
    server: ServerProcess,
    options: StoreOptions,
    /// What its people remember.
    memory: Value,
}

impl Earlier {
    fn unpack(database: Database) -> Self {
        let name = make::name(database);
        let server = ServerProcess::prepare(&[]);
        let file = std::fs::File::open(folder().join(format!("{name}.tar.gz"))).unwrap();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
        archive.unpack(server.data()).unwrap();
        let memory = std::fs::read(folder().join(format!("{name}.json"))).unwrap();
        let mut earlier = Self {
            options: StoreOptions::new(server.data()),
            server,
            memory: serde_json::from_slice(&memory).unwrap(),
        };
        if database == Database::Postgres {
            let dump = std::fs::read(earlier.server.data().join(make::DUMP)).unwrap();
            let url = Postgres::shared().load(&dump);
            earlier.server.keep_rows_in(&url);
            earlier.options.database_url = Some(url);
        }
        earlier
    }

    /// What is there, and of the tables that are put back everything but whose matter it is.
    async fn content(&self) -> (Content, Content) {
        let observer = Observer::open(&self.options).await.unwrap();
        let (mut all, mut part) = (Content::new(), Content::new());
        for table in observer.tables().await.unwrap() {
            let tally = observer.tally(&table).await.unwrap();
            if PUT_BACK.contains(&table.name.as_str()) {
                let mut rest = table.clone();
                rest.columns.retain(|column| column != "customer");
                let tally = observer.tally(&rest).await.unwrap();
                part.insert(table.name.clone(), (rest, tally));
            }
            all.insert(table.name.clone(), (table, tally));
        }
        observer.close().await.unwrap();
        (all, part)
    }

    /// Tables whose content differs in the columns that they had.
    async fn changed_since(&self, before: &Content) -> Vec<String> {
        let observer = Observer::open(&self.options).await.unwrap();
        let mut changed = Vec::new();
        for (name, (table, tally)) in before {
            if observer.tally(table).await.unwrap() != *tally {
                changed.push(name.clone());
            }
        }
        observer.close().await.unwrap();
        changed
    }

    async fn schema(&self) -> Schema {
        let observer = Observer::open(&self.options).await.unwrap();
        let schema = observer.schema().await.unwrap();
        observer.close().await.unwrap();
        schema
    }

    fn migrate(&self) {
        let ran = self.server.also(&["migrate"]);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }

    fn remembered(&self, key: &str) -> String {
        text(&self.memory[key])
    }
}

/// Every row is there with its content, a second opening changes nothing, and people go on.
pub(crate) async fn kept(database: Database) {
    let earlier = spread(database).await;
    rows(&earlier).await;
    goes_on(earlier).await;
}

async fn rows(earlier: &Earlier) {
    let (before, but_whose) = earlier.content().await;
    for (table, at_least) in
        [("event", 60), ("message", 12), ("attachment", 2), ("purchase", 3), ("user_account", 8)]
    {
        assert!(before[table].1.rows >= at_least, "{table}: {:?}", before[table].1);
    }
    assert!(matches!(earlier.schema().await, Schema::Behind(missing) if missing >= 2));
    earlier.migrate();
    assert_eq!(earlier.schema().await, Schema::Current);
    let changed = earlier.changed_since(&before).await;
    assert_eq!(changed, [&PUT_BACK[..], &["seaql_migrations"]].concat());
    assert!(earlier.changed_since(&but_whose).await.is_empty());
    let (migrated, _) = earlier.content().await;
    earlier.migrate();
    assert_eq!(earlier.content().await.0, migrated, "opening it again changes nothing");
}

/// PostgreSQL's server is started outside of the runtime.
async fn spread(database: Database) -> Earlier {
    tokio::task::spawn_blocking(move || Earlier::unpack(database)).await.unwrap()
}

/// People go on where they were: with their passwords, their cases and the customer in the chat.
async fn goes_on(mut earlier: Earlier) {
    earlier.server.launch();
    let server = &earlier.server;
    let agent = Client::new(server.address()).sign_in("agent@alpha.example", PASSWORD).await;

    // The chat that was folded into a known customer is that customer's.
    let case = earlier.remembered("folded_case");
    let detail = agent.get(&format!("/api/v1/cases/{case}")).await.good();
    assert_eq!(detail["case"]["customer"]["name"], "山田 太郎", "{detail}");
    assert_eq!(detail["case"]["status"], "resolved");
    let said = thread(&agent, &case).await;
    let texts: Vec<&str> = said.iter().filter_map(|message| message["text"].as_str()).collect();
    assert!(texts.contains(&"届いた急須の蓋が欠けていました。"), "{texts:?}");
    let file = said.iter().find_map(|message| message["files"][0]["url"].as_str()).unwrap();
    assert!(agent.get(file).await.text.contains("PNG"), "the file's bytes are there");
    let customer = text(&detail["case"]["customer"]["id"]);
    let orders = agent.get(&format!("/api/v1/customers/{customer}/orders")).await.good();
    assert_eq!(orders["items"].as_array().unwrap().len(), 2);

    // A mail that nobody has answered is taken and answered.
    let case = earlier.remembered("waiting_mail");
    let taken = agent.act(&format!("/api/v1/cases/{case}/take")).await.good();
    assert_eq!(taken["status"], "assigned");
    let written = reply(&agent, &case, "お待たせしました。", "pending_customer").await;
    assert_eq!(written["text"], "お待たせしました。");

    // The browser that was chatting comes back with its token, which the key signed, and goes on in
    // the same case.
    let start = json!({
        "channel": earlier.remembered("chat_key"),
        "visitor": earlier.remembered("visitor"),
    });
    let mut visitor = ChatSocket::open(server.address(), &start).await;
    assert_eq!(visitor.session["messages"].as_array().unwrap().len(), 2);
    visitor.send(&fresh_id(), "まだ待っています。").await;
    let case = earlier.remembered("waiting_chat");
    assert_eq!(thread(&agent, &case).await.len(), 3);
    assert!(earlier.server.terminate().success(), "{}", earlier.server.output());
}
