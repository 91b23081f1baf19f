//! Dovecot, Postfix and the program, with one mail channel and one agent.

use std::collections::BTreeMap;
use std::time::Duration;

use model::ChannelId;
use serde_json::{Value, json};
use store::intake::{self, Intake, IntakeState};
use store::{Store, StoreOptions, TenantStore, channel, tenant};
use testkit::mail::{DOMAIN, Dovecot, Postfix};
use testkit::postgres::Postgres;
use testkit::server::{Client, Database, ServerProcess, until};

/// The password of every mailbox and person.
pub(crate) const PASSWORD: &str = "correct horse battery";
/// The mailbox that the channel watches.
pub(crate) const SUPPORT: &str = "support";
/// The sign-in address of the agent.
const AGENT: &str = "sato@example.com";

/// Everything a mail passes on its way.
pub(crate) struct Stage {
    pub(crate) server: ServerProcess,
    pub(crate) admin: Client,
    pub(crate) agent: Client,
    /// The channel's id.
    pub(crate) channel: String,
    /// The channel's address.
    pub(crate) address: String,
    options: StoreOptions,
    pub(crate) postfix: Postfix,
    pub(crate) dovecot: Dovecot,
    _ca: tempfile::NamedTempFile,
}

impl Stage {
    /// Starts everything; `None` with a message where Postfix cannot run.
    pub(crate) async fn open(database: Database) -> Option<Self> {
        if !Postfix::is_possible() {
            eprintln!("skipped: Postfix needs root");
            return None;
        }
        let dovecot = Dovecot::start();
        dovecot.add_user(SUPPORT, PASSWORD);
        let postfix = Postfix::start(&dovecot);
        let ca = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(ca.path(), dovecot.ca_pem()).unwrap();
        let ca_path = ca.path().to_string_lossy().into_owned();
        let url = (database == Database::Postgres).then(|| Postgres::shared().database());
        let mut args = vec!["--mail-ca", &ca_path];
        if let Some(url) = &url {
            args.extend(["--database-url", url]);
        }
        let server = ServerProcess::start(&args);
        let mut options = StoreOptions::new(server.data());
        if let Some(url) = url {
            options = options.with_database_url(url);
        }
        let admin = server.admin().await;
        let (agent, queue) = hire(&server, &admin).await;
        let channel = open_door(&admin, &queue, &settings(&dovecot, &postfix)).await;
        let address = format!("{SUPPORT}@{DOMAIN}");
        Some(Self { server, admin, agent, channel, address, options, postfix, dovecot, _ca: ca })
    }

    /// Kills the program as a crash does, and starts it again.
    pub(crate) fn crash(&mut self) {
        self.server.kill();
        self.server.launch();
    }

    /// What the program's journal says. The program is stopped in order meanwhile, because a data
    /// folder belongs to one process.
    pub(crate) async fn ledger(&mut self) -> Ledger {
        assert!(self.server.terminate().success(), "{}", self.server.output());
        let store = Store::open(self.options.clone()).await.unwrap();
        let tenants = tenant::list(&store.system()).await.unwrap();
        let ledger = Ledger::read(&store.tenant(tenants[0].id), &self.channel).await;
        store.close().await.unwrap();
        self.server.launch();
        ledger
    }

    /// The journal when so many mails are in it and none of them is still to be filed.
    pub(crate) async fn filed(&mut self, count: usize) -> Ledger {
        for _ in 0..5 {
            let ledger = self.ledger().await;
            let waiting = |row: &Row| row.intake.state == IntakeState::Received;
            if ledger.rows.len() >= count && !ledger.rows.iter().any(waiting) {
                return ledger;
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        panic!("{count} mails are not filed");
    }

    /// The channel as its page shows it.
    pub(crate) async fn channel_page(&self) -> Value {
        let all = self.admin.get("/api/v1/admin/channels").await.good();
        let mut all = all.as_array().or_else(|| all["items"].as_array()).unwrap().iter();
        all.find(|one| one["id"] == self.channel.as_str()).unwrap().clone()
    }

    /// Every case, newest first.
    pub(crate) async fn cases(&self) -> Vec<Value> {
        let mut all = Vec::new();
        let mut path = "/api/v1/cases?view=all&limit=200".to_owned();
        loop {
            let page = self.agent.get(&path).await.good();
            all.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => path = format!("/api/v1/cases?view=all&limit=200&cursor={next}"),
                None => return all,
            }
        }
    }

    /// A case with its sessions and its work.
    pub(crate) async fn case(&self, id: &str) -> Value {
        self.agent.get(&format!("/api/v1/cases/{id}")).await.good()
    }

    /// The status of a case.
    pub(crate) async fn status(&self, id: &str) -> String {
        self.case(id).await["case"]["status"].as_str().unwrap().to_owned()
    }

    /// The whole thread of a case, oldest first.
    pub(crate) async fn thread(&self, case: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let before = all.first().map(|first| format!("&before={}", first["seq"]));
            let path =
                format!("/api/v1/cases/{case}/messages?limit=200{}", before.unwrap_or_default());
            let page = self.agent.get(&path).await.good();
            let mut part = page["messages"].as_array().unwrap().clone();
            part.append(&mut all);
            all = part;
            if page["more"] != true {
                return all;
            }
        }
    }

    /// What was said in a case: mails in and out, without the desk's own lines.
    pub(crate) async fn mails(&self, case: &str) -> Vec<Value> {
        let spoken =
            |message: &Value| message["kind"] == "inbound" || message["kind"] == "outbound";
        self.thread(case).await.into_iter().filter(spoken).collect()
    }

    /// Waits for a case with this subject; returns its id.
    pub(crate) async fn case_about(&self, subject: &str) -> String {
        until(&format!("a case about {subject}"), || async {
            let cases = self.cases().await;
            let found = cases.iter().find(|case| case["subject"] == subject)?;
            Some(found["id"].as_str()?.to_owned())
        })
        .await
    }

    /// Waits until a case holds so many mails; returns them.
    pub(crate) async fn grown(&self, case: &str, count: usize) -> Vec<Value> {
        until(&format!("{count} mails in the case"), || async {
            let mails = self.mails(case).await;
            (mails.len() >= count).then_some(mails)
        })
        .await
    }

    /// Answers a case.
    #[expect(clippy::disallowed_methods, reason = "any fresh id will do for a test's message")]
    pub(crate) async fn reply(&self, case: &str, more: Value) -> Value {
        let mut input = json!({"text": "", "client_id": uuid::Uuid::now_v7().to_string()});
        for (key, value) in more.as_object().unwrap() {
            input[key] = value.clone();
        }
        self.agent.post(&format!("/api/v1/cases/{case}/replies"), &input).await.good()
    }

    /// Waits until an answer stands where it is expected to.
    pub(crate) async fn delivered(&self, case: &str, message: &Value, state: &str) {
        let id = &message["id"];
        until(&format!("the answer is {state}"), || async {
            let mails = self.mails(case).await;
            let found = mails.iter().find(|mail| mail["id"] == *id)?;
            (found["delivery"] == state).then_some(())
        })
        .await;
    }

    /// Changes the channel's settings.
    pub(crate) async fn change(&self, settings: &BTreeMap<&str, String>) {
        let version = self.channel_page().await["version"].as_i64().unwrap();
        let path = format!("/api/v1/admin/channels/{}", self.channel);
        let _ = self.admin.patch(&path, version, &json!({"settings": settings})).await.good();
    }

    /// The settings with which everything works.
    pub(crate) fn good_settings(&self) -> BTreeMap<&'static str, String> {
        settings(&self.dovecot, &self.postfix)
    }
}

/// A journalled mail.
#[derive(PartialEq)]
pub(crate) struct Row {
    pub(crate) intake: Intake,
    /// Its bytes as they came.
    pub(crate) raw: Vec<u8>,
}

/// The journal of the channel, oldest first, and how far its mailbox was read.
pub(crate) struct Ledger {
    pub(crate) rows: Vec<Row>,
    pub(crate) uid_validity: u64,
    pub(crate) last_uid: u64,
}

impl Ledger {
    async fn read(store: &TenantStore, channel: &str) -> Self {
        let id: ChannelId = channel.parse().unwrap();
        let mut rows: Vec<Row> = Vec::new();
        loop {
            let after = rows.last().map(|row| row.intake.id);
            let page = intake::of_channel(store, id, after, 200).await.unwrap();
            if page.is_empty() {
                break;
            }
            for intake in page {
                let raw = store.blobs().get(intake.blob.as_ref().unwrap()).await.unwrap();
                rows.push(Row { intake, raw });
            }
        }
        let cursor = channel::get(store, id).await.unwrap().unwrap().cursor;
        let number = |key: &str| cursor[key].as_u64().unwrap_or_default();
        Self { rows, uid_validity: number("uid_validity"), last_uid: number("last_uid") }
    }
}

async fn hire(server: &ServerProcess, admin: &Client) -> (Client, String) {
    let queue = admin.post("/api/v1/admin/queues", &json!({"name": "メール窓口"})).await.good();
    let queue = queue["id"].as_str().unwrap().to_owned();
    let user = json!({
        "email": AGENT, "name": "佐藤", "roles": ["agent"], "password": PASSWORD,
        "queues": [queue], "mail_capacity": 100,
    });
    let _ = admin.post("/api/v1/admin/users", &user).await.good();
    (Client::new(server.address()).sign_in(AGENT, PASSWORD).await, queue)
}

async fn open_door(
    admin: &Client,
    queue: &str,
    settings: &BTreeMap<&'static str, String>,
) -> String {
    let mail = json!({"kind": "email", "name": "メール", "queue": queue, "settings": settings});
    let made = admin.post("/api/v1/admin/channels", &mail).await.good();
    made["id"].as_str().unwrap().to_owned()
}

fn settings(dovecot: &Dovecot, postfix: &Postfix) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("address", format!("{SUPPORT}@{DOMAIN}")),
        ("from_name", "窓口ストア".to_owned()),
        ("signature", "窓口ストア お客様係".to_owned()),
        ("imap_host", "127.0.0.1".to_owned()),
        ("imap_port", dovecot.imaps_port().to_string()),
        ("imap_security", "tls".to_owned()),
        ("imap_username", SUPPORT.to_owned()),
        ("imap_password", PASSWORD.to_owned()),
        ("smtp_host", "127.0.0.1".to_owned()),
        ("smtp_port", postfix.submission_port().to_string()),
        ("smtp_security", "starttls".to_owned()),
        ("smtp_username", SUPPORT.to_owned()),
        ("smtp_password", PASSWORD.to_owned()),
    ])
}
