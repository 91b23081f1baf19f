//! Tenants made as an administrator makes them: people of every role, a queue, both channels.

use std::collections::HashMap;
use std::net::SocketAddr;

use model::permission::Role;
use serde_json::{Value, json};

use super::client::Client;

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";
/// Seconds an offer stands in the tests' queues: long enough for a slow machine.
const OFFER_SECONDS: u32 = 60;

/// A tenant with everything a conversation needs.
#[derive(Clone, Debug)]
pub struct TestTenant {
    /// Short name; also the domain of its people: `agent@<slug>.example`.
    pub slug: String,
    /// The queue that both channels lead to; supervisor and agents serve it.
    pub queue: String,
    /// The chat channel.
    pub chat_channel: String,
    /// The key of its embedded script.
    pub chat_key: String,
    /// The secret with which the tenant's shop signs its members in.
    pub identity_secret: String,
    /// The mail channel.
    pub mail_channel: String,
    /// The address customers write to.
    pub mail_address: String,
    /// Ids of its people by role; of `agent2`, too.
    pub people: HashMap<String, String>,
}

impl TestTenant {
    /// The sign-in address of a role; the second agent is `agent2`.
    #[must_use]
    pub fn email(&self, who: &str) -> String {
        format!("{}@{}.example", who.replace('_', "-"), self.slug)
    }

    /// Sets a tenant up whose administrator is there.
    pub async fn furnish(admin: &Client, slug: &str, post: SocketAddr) -> Self {
        let queue = admin
            .post("/api/v1/admin/queues", &json!({"name": "受付", "offer_seconds": OFFER_SECONDS}))
            .await;
        let mut tenant = Self {
            slug: slug.to_owned(),
            queue: id(&queue.good()),
            chat_channel: String::new(),
            chat_key: String::new(),
            identity_secret: format!("the shop's secret of {slug}"),
            mail_channel: String::new(),
            mail_address: format!("support@{slug}.example"),
            people: HashMap::from([("admin".to_owned(), admin.id().to_owned())]),
        };
        tenant.hire(admin).await;
        tenant.open_doors(admin, post).await;
        tenant
    }

    async fn hire(&mut self, admin: &Client) {
        let others = Role::ALL
            .iter()
            .filter(|role| !matches!(role, Role::Admin | Role::SystemAdmin))
            .map(|role| (role.as_str(), *role));
        for (who, role) in others.chain([("agent2", Role::Agent)]) {
            let serves = matches!(role, Role::Agent | Role::Supervisor);
            let user = json!({
                "email": self.email(who),
                "name": format!("{who} {}", self.slug),
                "roles": [role],
                "password": PASSWORD,
                "queues": if serves { vec![&self.queue] } else { Vec::new() },
            });
            let made = admin.post("/api/v1/admin/users", &user).await.good();
            self.people.insert(who.to_owned(), id(&made));
        }
    }

    async fn open_doors(&mut self, admin: &Client, post: SocketAddr) {
        let chat = json!({
            "kind": "web_chat", "name": "チャット", "queue": self.queue,
            "settings": {"identity_secret": self.identity_secret, "title": self.slug},
        });
        let chat = admin.post("/api/v1/admin/channels", &chat).await.good();
        self.chat_channel = id(&chat);
        self.chat_key = chat["public_key"].as_str().unwrap_or_default().to_owned();
        let mail = json!({
            "kind": "email", "name": "メール", "queue": self.queue,
            "settings": {
                "address": self.mail_address,
                "from_name": format!("{} 窓口", self.slug),
                "smtp_host": post.ip().to_string(),
                "smtp_port": post.port().to_string(),
                "smtp_security": "plain",
            },
        });
        let mail = admin.post("/api/v1/admin/channels", &mail).await.good();
        self.mail_channel = id(&mail);
    }
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_default().to_owned()
}
