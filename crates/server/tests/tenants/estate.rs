//! One of everything that a tenant can have.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::server::{Client, Post, TestServer, TestTenant};

use super::input;
use crate::suite::{accept, fresh_id, offer, ready_agent, reply, text};

/// Ids by kind of thing.
pub(super) struct Estate {
    ids: BTreeMap<&'static str, String>,
    /// Texts that nobody else may see.
    secret: String,
}

impl Estate {
    /// Has conversations in a tenant until there is one of everything.
    pub(super) async fn build(server: &TestServer, tenant: &TestTenant) -> Self {
        let secret = format!("{} の内緒の話", tenant.slug);
        let mut ids = BTreeMap::new();
        let (agent, mut desk) = ready_agent(server, tenant, "agent").await;
        let mut visitor = server.visit(tenant).await;
        visitor.send(&fresh_id(), &secret).await;
        let offered = offer(&mut desk).await;
        let case = text(&offered["case"]);
        let _ = accept(&agent, &offered).await;
        let file = upload(&agent, &format!("{}.png", tenant.slug)).await;
        let words =
            json!({"text": secret, "client_id": fresh_id(), "files": [file], "then": "keep"});
        let said = agent.post(&format!("/api/v1/cases/{case}/replies"), &words).await.good();
        ids.insert("case", case);
        ids.insert("work", text(&offered["work"]));
        ids.insert("customer", text(&offered["customer"]["id"]));
        ids.insert("file", file);
        ids.insert("message", text(&said["id"]));
        let spare = upload(&agent, &format!("{}-spare.png", tenant.slug)).await;
        ids.insert("spare_file", spare);
        mail(server, tenant, (&agent, &mut desk), &mut ids).await;
        // This offer stands: nobody answers it.
        let mut second = server.visit(tenant).await;
        second.send(&fresh_id(), &secret).await;
        ids.insert("offer", text(&offer(&mut desk).await["id"]));
        ids.insert("queue", tenant.queue.clone());
        ids.insert("channel", tenant.mail_channel.clone());
        ids.insert("chat_channel", tenant.chat_channel.clone());
        ids.insert("user", tenant.people["agent"].clone());
        ids.insert("admin", tenant.people["admin"].clone());
        ids.insert("category", category(&agent).await);
        // The agent stays at the desk: the chats of somebody who left would go to others.
        tokio::spawn(async move { desk.listen(Duration::from_secs(3_600)).await });
        let admin = server.login(tenant, "admin").await;
        promises(&admin, &mut ids).await;
        merged(&admin, &mut ids).await;
        ids.insert("hold", hold(&admin, &ids["customer"]).await);
        ids.insert("proof", proof(&admin, tenant, &ids["customer"]).await);
        ids.insert("template", template(&admin).await);
        ids.insert("disposition", disposition(&admin).await);
        ids.insert("purpose", purpose(&admin).await);
        worked_on(&admin, &mut ids).await;
        asked_outside(&admin, &secret, &mut ids).await;
        ids.insert("sign_on", sign_on(&admin).await);
        ids.insert("token", token(&admin).await);
        let (webhook, delivery) = webhook(&admin).await;
        ids.insert("webhook", webhook);
        ids.insert("delivery", delivery);
        Self { ids, secret }
    }

    pub(super) fn id(&self, kind: &str) -> &str {
        self.ids.get(kind).unwrap_or_else(|| panic!("there is no {kind}"))
    }

    /// Every id there is.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.ids.values().map(String::as_str)
    }

    /// Texts that may stand in no answer to another tenant.
    pub(super) fn marks(&self) -> impl Iterator<Item = &str> {
        self.all().chain([self.secret.as_str()])
    }

    /// An address of the table with this estate's own ids.
    pub(super) fn path(&self, path: &str) -> String {
        path.replace("{id}", self.of_path(path))
            .replace("{message}", self.id("message"))
            .replace("{tie}", self.id("tie"))
            .replace("{side}", self.id("side"))
            .replace("{direction}", "in")
    }

    /// The id that belongs into an address.
    fn of_path(&self, path: &str) -> &str {
        if path.contains("{side}") {
            return self.id("side_case");
        }
        let kinds = [
            ("/api/v1/cases/", "case"),
            ("/api/v1/customers/", "customer"),
            ("/api/v1/merges/", "merge"),
            ("/api/v1/proofs/", "proof"),
            ("/api/v1/holds/", "hold"),
            ("/api/v1/work/offers/", "offer"),
            ("/api/v1/board/agents/", "user"),
            ("/api/v1/files/", "file"),
            ("/api/v1/admin/users/", "user"),
            ("/api/v1/admin/queues/", "queue"),
            ("/api/v1/admin/categories/", "category"),
            ("/api/v1/admin/dispositions/", "disposition"),
            ("/api/v1/admin/consent-purposes/", "purpose"),
            ("/api/v1/admin/procedures/", "procedure"),
            ("/api/v1/views/", "view"),
            ("/api/v1/bulk/", "bulk"),
            ("/api/v1/admin/hours/", "hours"),
            ("/api/v1/admin/sla-policies/", "policy"),
            ("/api/v1/admin/channels/", "channel"),
            ("/api/v1/admin/partners/", "partner"),
            ("/api/v1/admin/templates/", "template"),
            ("/api/v1/admin/sign-on-providers/", "sign_on"),
            ("/api/v1/admin/api-tokens/", "token"),
            ("/api/v1/admin/webhooks/", "webhook"),
            ("/api/v1/admin/webhook-deliveries/", "delivery"),
        ];
        if !path.contains("{id}") || !path.starts_with("/api/") {
            return "";
        }
        let found = kinds.iter().find(|(start, _)| path.starts_with(start));
        let (_, kind) = found.unwrap_or_else(|| panic!("which id belongs into {path}?"));
        self.id(kind)
    }

    /// Nothing of what the other tenant tried has changed anything here.
    pub(super) async fn is_untouched(&self, server: &TestServer, tenant: &TestTenant) {
        let agent = server.login(tenant, "agent").await;
        let case = agent.get(&format!("/api/v1/cases/{}", self.id("case"))).await.good();
        assert_eq!(case["case"]["status"], "assigned");
        assert_eq!(case["case"]["owner"], agent.me["id"]);
        assert_eq!(case["case"]["priority"], "normal");
        let thread = agent.get(&format!("/api/v1/cases/{}/messages", self.id("case"))).await.good();
        assert_eq!(thread["messages"].as_array().unwrap().len(), 2, "{thread}");
        let admin = server.login(tenant, "admin").await;
        let queues = admin.get("/api/v1/admin/queues").await.good();
        let queue = queues.as_array().unwrap().iter().find(|q| q["id"] == self.id("queue"));
        assert_eq!(queue.unwrap()["name"], "受付");
    }
}

/// Business hours and a policy.
async fn promises(admin: &Client, ids: &mut BTreeMap<&'static str, String>) {
    let made = admin.post("/api/v1/admin/hours", &input::hours(json!({}))).await.good();
    ids.insert("hours", text(&made["id"]));
    let made = admin.post("/api/v1/admin/sla-policies", &input::policy(json!({}))).await.good();
    ids.insert("policy", text(&made["id"]));
}

/// What is done with cases: a tie, an act on several, a kept list, a procedure.
async fn worked_on(admin: &Client, ids: &mut BTreeMap<&'static str, String>) {
    let (case, other) = (ids["case"].clone(), ids["mail_case"].clone());
    let path = format!("/api/v1/cases/{case}/ties");
    let ties = admin.post(&path, &json!({"case": other})).await.good();
    ids.insert("tie", text(&ties[0]["id"]));
    let act = json!({"cases": [other], "act": {"do": "priority", "priority": "high"}});
    ids.insert("bulk", text(&admin.post("/api/v1/bulk", &act).await.good()["bulk"]));
    let view = json!({"name": "急ぎ", "shared": true, "query": {"view": "open"}});
    ids.insert("view", text(&admin.post("/api/v1/views", &view).await.good()["id"]));
    let steps = json!([{"text": "状態を確認する"}]);
    let new = json!({"name": "返品", "category": ids["category"], "steps": steps});
    let made = admin.post("/api/v1/admin/procedures", &new).await.good();
    ids.insert("procedure", text(&made["id"]));
    ids.insert("step", text(&made["steps"][0]["id"]));
}

/// Somebody outside, asked about a case.
async fn asked_outside(admin: &Client, secret: &str, ids: &mut BTreeMap<&'static str, String>) {
    let workshop = json!({"name": "修理工場", "address": "w@workshop.example"});
    let made = admin.post("/api/v1/admin/partners", &workshop).await.good();
    ids.insert("partner", text(&made["id"]));
    let case = ids["mail_case"].clone();
    let question = json!({
        "channel": ids["channel"], "to": ["w@workshop.example"], "subject": secret,
        "text": secret, "client_id": fresh_id(),
    });
    let made = admin.post(&format!("/api/v1/cases/{case}/sides"), &question).await.good();
    ids.insert("side", text(&made["side"]["id"]));
    ids.insert("side_message", text(&made["messages"][0]["id"]));
    ids.insert("side_case", case);
}

async fn disposition(admin: &Client) -> String {
    text(&admin.post("/api/v1/admin/dispositions", &json!({"name": "返金"})).await.good()["id"])
}

async fn purpose(admin: &Client) -> String {
    let new = json!({"basis": "consent", "name_ja": "会報", "wording_ja": "お送りします。"});
    text(&admin.post("/api/v1/admin/consent-purposes", &new).await.good()["id"])
}

async fn template(admin: &Client) -> String {
    let new = json!({"name": "お礼", "ja": "{{ customer.name }}様"});
    text(&admin.post("/api/v1/admin/templates", &new).await.good()["id"])
}

async fn sign_on(admin: &Client) -> String {
    let new = json!({"name": "社内ID", "issuer": "https://id.example.jp"});
    text(&admin.post("/api/v1/admin/sign-on-providers", &new).await.good()["id"])
}

async fn token(admin: &Client) -> String {
    let new = json!({"name": "基幹連携", "scopes": ["case.read"]});
    text(&admin.post("/api/v1/admin/api-tokens", &new).await.good()["token"]["id"])
}

/// An address that nobody listens at, and what it was told.
async fn webhook(admin: &Client) -> (String, String) {
    let new = json!({
        "name": "基幹連携", "url": "https://crm.invalid/hook", "kinds": ["customer.created"],
    });
    let made = admin.post("/api/v1/admin/webhooks", &new).await.good();
    let webhook = text(&made["webhook"]["id"]);
    let _ = admin.post("/api/v1/customers", &json!({"name": "山本 三郎"})).await.good();
    let path = format!("/api/v1/admin/webhooks/{webhook}/deliveries");
    for _ in 0..200 {
        let told = admin.get(&path).await.good();
        if let Some(id) = told["items"][0]["id"].as_str() {
            return (webhook, id.to_owned());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the address was told nothing");
}

/// Two records of one person.
async fn merged(admin: &Client, ids: &mut BTreeMap<&'static str, String>) {
    let new = json!({"name": "山本 二郎"});
    let one = text(&admin.post("/api/v1/customers", &new).await.good()["id"]);
    let other = text(&admin.post("/api/v1/customers", &new).await.good()["id"]);
    let path = format!("/api/v1/customers/{one}/merges");
    let _ = admin.post(&path, &json!({"other": other})).await.good();
    ids.insert("merge", text(&admin.get(&path).await.good()[0]["id"]));
}

/// A customer of whom nothing may be deleted.
async fn hold(admin: &Client, customer: &str) -> String {
    let path = format!("/api/v1/customers/{customer}/holds");
    let made = admin.post(&path, &json!({"reason": "係争中"})).await.good();
    text(&made[0]["id"])
}

/// An address that a customer is asked to prove.
async fn proof(admin: &Client, tenant: &TestTenant, customer: &str) -> String {
    let asked = json!({"address": format!("proof@{}.example", tenant.slug)});
    let made = admin.post(&format!("/api/v1/customers/{customer}/proofs"), &asked).await.good();
    text(&made["id"])
}

/// A mail with HTML, taken by the agent.
async fn mail(
    server: &TestServer,
    tenant: &TestTenant,
    (agent, desk): (&Client, &mut testkit::server::DeskSocket),
    ids: &mut BTreeMap<&'static str, String>,
) {
    let from = format!("customer@{}.example", tenant.slug);
    let raw = format!(
        "From: <{from}>\r\nTo: <{0}>\r\nSubject: {1}\r\nMessage-ID: <m@{1}.example>\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=UTF-8\r\n\r\n<p>{1} <b>mail</b></p>\r\n",
        tenant.mail_address, tenant.slug
    );
    Post::send(server.smtp, &from, &tenant.mail_address, raw.as_bytes()).await;
    let offered = offer(desk).await;
    let case = text(&offered["case"]);
    let _ = accept(agent, &offered).await;
    let _ = reply(agent, &case, "承りました。", "pending_customer").await;
    let thread = agent.get(&format!("/api/v1/cases/{case}/messages")).await.good();
    let html = thread["messages"].as_array().unwrap().iter().find(|m| m["has_html"] == true);
    ids.insert("html_message", text(&html.unwrap()["id"]));
    ids.insert("mail_case", case);
    ids.insert("mail_customer", text(&offered["customer"]["id"]));
}

async fn upload(agent: &Client, name: &str) -> String {
    let png: &[u8] = &[
        0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0,
        0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I', b'D',
        b'A', b'T', 0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0,
        b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
    ];
    let part = Part::bytes(png.to_vec()).file_name(name.to_owned()).mime_str("image/png").unwrap();
    let request = agent.request(reqwest::Method::POST, "/api/v1/files");
    let made = agent.send(request.multipart(Form::new().part("file", part))).await.good();
    text(&made["id"])
}

async fn category(agent: &Client) -> String {
    let directory: Value = agent.get("/api/v1/directory").await.good();
    text(&directory["categories"][0]["id"])
}
