//! The centre that is killed: its server, its people, its doors.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::ledger::Ledger;
use super::{Dice, Load, Plan, Stopped, agent, sender, visitor};
use crate::server::{Client, PASSWORD, Post, ServerProcess};

/// A running server with a queue, agents, a chat and a mailbox.
pub(super) struct Centre {
    server: ServerProcess,
    smtp: SocketAddr,
    chat_key: String,
    agents: Vec<Client>,
    /// The administrator.
    pub(super) admin: Client,
    /// Where answers by mail go.
    _post: Post,
}

/// The address customers write to.
pub(super) const MAIL_ADDRESS: &str = "support@shop.example";

impl Centre {
    pub(super) async fn open(plan: &Plan) -> Self {
        let smtp = free_address();
        let mut args = vec!["--smtp-listen".to_owned(), smtp.to_string()];
        if let Some(url) = &plan.database_url {
            args.extend(["--database-url".to_owned(), url.clone()]);
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let server =
            tokio::task::block_in_place(|| ServerProcess::start_from(plan.binary.clone(), &args));
        let (admin, post) = (server.admin().await, Post::open().await);
        let queue = json!({"name": "受付", "offer_seconds": 60});
        let queue = id(&admin.post("/api/v1/admin/queues", &queue).await.good());
        let mut agents = Vec::new();
        for nth in 0..plan.agents {
            agents.push(hire(&admin, &server, (nth, &queue)).await);
        }
        let chat = json!({
            "kind": "web_chat", "name": "チャット", "queue": queue,
            "settings": {"identity_secret": "the shop's secret", "title": "店"},
        });
        let chat = admin.post("/api/v1/admin/channels", &chat).await.good();
        let mail = json!({
            "kind": "email", "name": "メール", "queue": queue,
            "settings": {
                "address": MAIL_ADDRESS, "from_name": "窓口",
                "smtp_host": post.address().ip().to_string(),
                "smtp_port": post.address().port().to_string(), "smtp_security": "plain",
            },
        });
        let _ = admin.post("/api/v1/admin/channels", &mail).await.good();
        let chat_key = chat["public_key"].as_str().unwrap_or_default().to_owned();
        Self { server, smtp, chat_key, agents, admin, _post: post }
    }

    /// Sends everybody to work until they are told to stop.
    pub(super) async fn load(
        &self,
        plan: &Plan,
        ledger: &Arc<Ledger>,
        stopped: &watch::Receiver<bool>,
    ) -> Load {
        let mut load = Load::new();
        let mut dice = Dice::new(plan.seed ^ 0x6c6f_6164);
        let address = self.server.address();
        for nth in 0..plan.visitors {
            let (name, key) = (format!("visitor {nth}"), self.chat_key.clone());
            let visitor = visitor::Visitor::arrive(address, &key, (name, dice.next())).await;
            let talk = visitor.talk(Arc::clone(ledger), stopped.clone());
            load.spawn(async move { Some(talk.await) });
        }
        for nth in 0..plan.senders {
            let mails = sender::write(self.smtp, nth, Arc::clone(ledger), stopped.clone());
            load.spawn(async move {
                mails.await;
                None
            });
        }
        for (nth, client) in self.agents.iter().enumerate() {
            let agent = agent::Agent::new(format!("agent {nth}"), client.clone(), dice.next());
            let work = agent.work(Arc::clone(ledger), stopped.clone());
            load.spawn(async move {
                work.await;
                None
            });
        }
        load
    }

    /// SIGKILL, and the next start.
    pub(super) fn kill_and_start(&mut self) {
        tokio::task::block_in_place(|| {
            self.server.kill();
            self.server.launch();
        });
    }

    /// Ends the server politely; what it left can be read.
    pub(super) fn stop(self) -> Stopped {
        let mut server = self.server;
        let status = tokio::task::block_in_place(|| server.terminate());
        assert!(status.success(), "the server did not stop well: {}", server.output());
        Stopped { server }
    }
}

impl Stopped {
    pub(super) fn data(&self) -> &std::path::Path {
        self.server.data()
    }
}

async fn hire(admin: &Client, server: &ServerProcess, (nth, queue): (u32, &str)) -> Client {
    let email = format!("agent{nth}@shop.example");
    let user = json!({
        "email": email, "name": format!("担当 {nth}"), "roles": ["agent"],
        "password": PASSWORD, "queues": [queue],
    });
    let _ = admin.post("/api/v1/admin/users", &user).await.good();
    Client::new(server.address()).sign_in(&email, PASSWORD).await
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_default().to_owned()
}

fn free_address() -> SocketAddr {
    let probe = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|probe| probe.local_addr());
    probe.unwrap_or_else(|error| panic!("no free port: {error}"))
}
