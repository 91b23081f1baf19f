//! Makes the data of an earlier commit with that commit's own binary, by what its API can do:
//! `MADOGUCHI_OLD=/path/to/madoguchi cargo nextest run -p server --run-ignored only make_upgrade`.

use std::path::{Path, PathBuf};

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::postgres::Postgres;
use testkit::server::{
    ChatSocket, Client, Database, DeskSocket, PASSWORD, Post, ServerProcess, TestTenant, until,
};

use crate::suite::{accept, fresh_id, offer, reply, set_presence, text, thread};

/// The dump beside a folder's files.
pub(super) const DUMP: &str = "dump.sql";
/// A picture of one point.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];

pub(super) const fn name(database: Database) -> &'static str {
    match database {
        Database::Sqlite => "sqlite",
        Database::Postgres => "postgres",
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "makes the data that the other tests of this folder read"]
async fn make_upgrade_data() {
    let old = std::env::var_os("MADOGUCHI_OLD").expect("MADOGUCHI_OLD is the earlier binary");
    for database in [Database::Sqlite, Database::Postgres] {
        make(&PathBuf::from(&old), database).await;
    }
}

async fn make(old: &Path, database: Database) {
    let smtp = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut args = vec!["--smtp-listen".to_owned(), smtp.to_string()];
    let mut url = None;
    if database == Database::Postgres {
        let made = tokio::task::spawn_blocking(|| Postgres::shared().database()).await.unwrap();
        args.extend(["--database-url".to_owned(), made.clone()]);
        url = Some(made);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut server = ServerProcess::start_from(Some(old.to_owned()), &args);
    let post = Post::open().await;
    let tenant = TestTenant::furnish(&server.admin().await, "alpha", post.address()).await;
    import(&mut server);
    let mut story = Story::begin(&server, smtp, post, tenant).await;
    story.live().await;
    let memory = serde_json::to_vec_pretty(&story.memory).unwrap();
    drop(story);
    assert!(server.terminate().success(), "{}", server.output());
    if let Some(url) = url {
        let dump = Postgres::shared().dump(&url);
        // Later minor versions of psql add lines that earlier ones do not know.
        let plain: Vec<&str> = std::str::from_utf8(&dump)
            .unwrap()
            .lines()
            .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"))
            .collect();
        std::fs::write(server.data().join(DUMP), plain.join("\n")).unwrap();
    }
    pack(server.data(), name(database), &memory);
}

fn pack(data: &Path, name: &str, memory: &[u8]) {
    let folder = super::folder();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.json")), memory).unwrap();
    let file = std::fs::File::create(folder.join(format!("{name}.tar.gz"))).unwrap();
    let packed = flate2::write::GzEncoder::new(file, flate2::Compression::best());
    let mut archive = tar::Builder::new(packed);
    for entry in std::fs::read_dir(data).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
        match name.as_str() {
            "blobs" => archive.append_dir_all("blobs", path).unwrap(),
            "madoguchi.db" | "madoguchi.db-wal" | "secret.key" | DUMP => {
                archive.append_path_with_name(path, name).unwrap();
            }
            "lock" | "madoguchi.db-shm" => {}
            other => assert!(other.ends_with(".csv"), "{other} was left behind"),
        }
    }
    archive.into_inner().unwrap().finish().unwrap();
}

/// Customers with orders, brought in while the server does not run.
fn import(server: &mut ServerProcess) {
    assert!(server.terminate().success(), "{}", server.output());
    let customers = "customer_id,name,email\nC1,山田 太郎,taro@customer.example\n\
         C2,鈴木 次郎,jiro@customer.example\n";
    let orders = "order_id,customer_id,ordered_at,total,currency,items\n\
         O1,C1,2026-04-01,\"1,980\",,湯のみ*2@990\nO2,C1,2026-05-02 10:00,3300,,急須\n\
         O3,C2,2026-06-03T10:00:00+09:00,550,,茶さじ\n";
    for (what, rows) in [("customers", customers), ("orders", orders)] {
        let file = server.data().join(format!("{what}.csv"));
        std::fs::write(&file, rows).unwrap();
        let file = file.display().to_string();
        let ran = server.also(&["import", what, &file]);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    server.launch();
}

/// A day at a small centre.
struct Story {
    smtp: std::net::SocketAddr,
    post: Post,
    tenant: TestTenant,
    address: std::net::SocketAddr,
    admin: Client,
    agent: Client,
    desk: DeskSocket,
    memory: Value,
}

impl Story {
    async fn begin(
        server: &ServerProcess,
        smtp: std::net::SocketAddr,
        post: Post,
        tenant: TestTenant,
    ) -> Self {
        let agent = Client::new(server.address()).sign_in(&tenant.email("agent"), PASSWORD).await;
        let mut desk = agent.stream().await;
        assert!(desk.follow(&["inbox"]).await.is_empty());
        set_presence(&agent, "available").await;
        let memory = json!({"chat_key": tenant.chat_key});
        let (address, admin) = (server.address(), server.admin().await);
        Self { smtp, post, tenant, address, admin, agent, desk, memory }
    }

    async fn live(&mut self) {
        self.folded_chat().await;
        self.answered_mail().await;
        self.html_mail().await;
        self.settings().await;
        set_presence(&self.agent, "away").await;
        self.waiting_chat().await;
        self.waiting_mail().await;
    }

    /// A chat with a file, found to be a known customer's, resolved.
    async fn folded_chat(&mut self) {
        let mut visitor = self.visit().await;
        visitor.send(&fresh_id(), "届いた急須の蓋が欠けていました。").await;
        let offered = offer(&mut self.desk).await;
        let case = text(&offered["case"]);
        let _ = accept(&self.agent, &offered).await;
        let file = self.upload("急須.png").await;
        let words = json!({
            "text": "写真の品でしょうか。", "client_id": fresh_id(), "files": [file], "then": "keep",
        });
        let _ = self.agent.post(&format!("/api/v1/cases/{case}/replies"), &words).await.good();
        visitor.send(&fresh_id(), "はい、それです。山田です。").await;
        let known = self.agent.get("/api/v1/customers?q=taro").await.good();
        let known = text(&known["items"][0]["id"]);
        let path = format!("/api/v1/cases/{case}/customer");
        let _ = self.agent.post(&path, &json!({"customer": known})).await.good();
        let note = json!({
            "text": "交換で手配します", "client_id": fresh_id(),
            "mentions": [self.tenant.people["supervisor"]],
        });
        let _ = self.agent.post(&format!("/api/v1/cases/{case}/notes"), &note).await.good();
        let _ = reply(&self.agent, &case, "交換品をお送りします。", "resolve").await;
        self.memory["folded_case"] = case.into();
    }

    /// A mail, answered, answered again, resolved and opened again.
    async fn answered_mail(&mut self) {
        let address = self.tenant.mail_address.clone();
        self.mail("one", &address, "色違いはありますか。").await;
        let offered = offer(&mut self.desk).await;
        let case = text(&offered["case"]);
        let _ = accept(&self.agent, &offered).await;
        let _ = reply(&self.agent, &case, "はい、紺がございます。", "pending_customer").await;
        let sent = self.post.next().await;
        until("the reply is known to be sent", || async {
            let thread = thread(&self.agent, &case).await;
            thread.iter().any(|m| m["delivery"] == "sent").then_some(())
        })
        .await;
        let answer_to = sent.mail.reply_to.first().unwrap().address.clone();
        self.mail("two", &answer_to, "では紺で。").await;
        until("the answer", || async {
            thread(&self.agent, &case).await.iter().any(|m| m["text"] == "では紺で。").then_some(())
        })
        .await;
        let _ = self.agent.act(&format!("/api/v1/cases/{case}/resolve")).await.good();
        let _ = self.agent.act(&format!("/api/v1/cases/{case}/reopen")).await.good();
    }

    /// HTML with an attachment, kept by the agent.
    async fn html_mail(&mut self) {
        let raw = format!(
            "From: <jiro@customer.example>\r\nTo: <{}>\r\nSubject: photo\r\n\
             Message-ID: <photo@customer.example>\r\nDate: Mon, 23 Nov 2026 11:00:00 +0900\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<p>写真<b>です</b></p>\r\n\
             --b\r\nContent-Type: text/plain; name=memo.txt\r\n\
             Content-Disposition: attachment; filename=memo.txt\r\n\r\nmemo\r\n--b--\r\n",
            self.tenant.mail_address
        );
        let to = self.tenant.mail_address.clone();
        Post::send(self.smtp, "jiro@customer.example", &to, raw.as_bytes()).await;
        // The case that was opened again may ring, too.
        loop {
            let offered = offer(&mut self.desk).await;
            let _ = accept(&self.agent, &offered).await;
            if offered["subject"] == "photo" {
                return;
            }
        }
    }

    async fn settings(&self) {
        let category = json!({"name": "返品", "parent": null});
        let _ = self.admin.post("/api/v1/admin/categories", &category).await;
        let other = json!({
            "slug": "beta", "name": "beta", "admin_email": "admin@beta.example",
            "admin_name": "beta", "admin_password": PASSWORD,
        });
        let _ = self.admin.post("/api/v1/admin/tenants", &other).await.good();
        let customer = json!({"name": "佐藤 花", "kana": "サトウ ハナ", "phone": "090-1234-5678"});
        let _ = self.agent.post("/api/v1/customers", &customer).await.good();
    }

    async fn waiting_chat(&mut self) {
        let mut visitor = self.visit().await;
        visitor.send(&fresh_id(), "営業時間を教えてください。").await;
        visitor.send(&fresh_id(), "お待ちしています。").await;
        self.memory["visitor"] = visitor.token.clone().into();
        self.memory["waiting_chat"] = self.case_of("営業時間").await.into();
    }

    async fn waiting_mail(&mut self) {
        let address = self.tenant.mail_address.clone();
        self.mail("three", &address, "まだ届きません。").await;
        self.memory["waiting_mail"] = self.case_of("three").await.into();
    }

    /// The waiting case that is about something.
    async fn case_of(&self, subject: &str) -> String {
        until("the case", || async {
            let cases = self.agent.get("/api/v1/cases?view=all").await.good();
            let cases = cases["items"].as_array().unwrap().clone();
            let about = |case: &Value| case["subject"].as_str().unwrap_or("").contains(subject);
            cases.into_iter().find(about).map(|case| text(&case["id"]))
        })
        .await
    }

    async fn visit(&self) -> ChatSocket {
        let start = json!({"channel": self.tenant.chat_key, "locale": "ja"});
        ChatSocket::open(self.address, &start).await
    }

    async fn mail(&self, id: &str, to: &str, words: &str) {
        let from = "hanako@customer.example";
        let raw = format!(
            "From: =?UTF-8?B?55Sw5LitIOiKseWtkA==?= <{from}>\r\nTo: <{to}>\r\nSubject: {id}\r\n\
             Date: Mon, 23 Nov 2026 10:00:00 +0900\r\nMessage-ID: <{id}@customer.example>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n\r\n{words}\r\n"
        );
        Post::send(self.smtp, from, to, raw.as_bytes()).await;
    }

    async fn upload(&self, name: &str) -> String {
        let part = Part::bytes(PNG.to_vec()).file_name(name.to_owned());
        let part = part.mime_str("image/png").unwrap();
        let request = self.agent.request(reqwest::Method::POST, "/api/v1/files");
        let made = self.agent.send(request.multipart(Form::new().part("file", part))).await.good();
        text(&made["id"])
    }
}
