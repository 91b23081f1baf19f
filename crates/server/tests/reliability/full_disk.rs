//! A full disk: intake is refused clearly and goes on by itself when there is room.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use testkit::server::{ChatSocket, Client, ServerProcess, until};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

const MAIL_ADDRESS: &str = "support@shop.example";
/// A one-pixel PNG, which visitors may send.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\
    \xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa7\x35\x81\x84\0\0\0\0IEND\xaeB`\x82";

/// A small file system of the server's own, which can be filled and emptied.
struct Device {
    folder: tempfile::TempDir,
}

impl Device {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        Self { folder }
    }

    /// The program that mounts the file system for itself alone and then becomes the server. On
    /// demand a helper beside it fills the device and empties it again; it ends with the test.
    fn program(&self) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let (path, home) = (self.folder.path().join("program"), self.folder.path().display());
        let server = env!("CARGO_BIN_EXE_madoguchi");
        let script = format!(
            r#"#!/bin/sh
if [ "$(id -u)" = 0 ]; then own=-m; else own=-rm; fi
exec unshare $own /bin/sh -c '
mount -t tmpfs -o size=32m tmpfs "{home}/data" || exit 1
(
  until [ -e "{home}/fill" ] || [ ! -d "{home}" ]; do sleep 0.1; done
  dd if=/dev/zero of="{home}/data/ballast" bs=4k 2>/dev/null
  : >"{home}/full"
  until [ -e "{home}/empty" ] || [ ! -d "{home}" ]; do sleep 0.1; done
  rm -f "{home}/data/ballast"
) >/dev/null 2>&1 </dev/null &
exec "{server}" "$@"' program "$@"
"#
        );
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn mark(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn fill(&self) {
        std::fs::write(self.mark("fill"), "").unwrap();
        let full = self.mark("full");
        until("a full device", || std::future::ready(full.exists().then_some(()))).await;
    }

    fn empty(&self) {
        std::fs::write(self.mark("empty"), "").unwrap();
    }
}

/// The doors of the centre under test.
struct Doors {
    admin: Client,
    chat: ChatSocket,
    smtp: String,
}

impl Doors {
    async fn open(server: &ServerProcess, smtp: String) -> Self {
        let admin = server.admin().await;
        let queue = admin.post("/api/v1/admin/queues", &json!({"name": "受付"})).await.good();
        let chat = json!({
            "kind": "web_chat", "name": "チャット", "queue": queue["id"],
            "settings": {"identity_secret": "the shop's secret", "title": "店"},
        });
        let chat = admin.post("/api/v1/admin/channels", &chat).await.good();
        let mail = json!({
            "kind": "email", "name": "メール", "queue": queue["id"],
            "settings": {
                "address": MAIL_ADDRESS, "from_name": "窓口",
                "smtp_host": "127.0.0.1", "smtp_port": "9", "smtp_security": "plain",
            },
        });
        let _ = admin.post("/api/v1/admin/channels", &mail).await.good();
        let start = json!({"channel": chat["public_key"], "locale": "ja"});
        let chat = ChatSocket::open(server.address(), &start).await;
        Self { admin, chat, smtp }
    }

    /// The answer to a chat message.
    async fn say(&mut self, n: u32) -> Value {
        let cid = cid(n);
        self.chat.say(&cid, &text(n)).await;
        let answers = ["ack", "refused"];
        self.chat
            .event("an answer", |frame| {
                frame["cid"] == *cid && answers.iter().any(|kind| frame["t"] == *kind)
            })
            .await
    }

    /// Status, `Retry-After` and problem of an upload.
    async fn upload(&self) -> (u16, Option<String>, Value) {
        let part = reqwest::multipart::Part::bytes(PICTURE).file_name("dot.png");
        let form = reqwest::multipart::Form::new().part("file", part);
        let request = self.admin.request(reqwest::Method::POST, "/chat/v1/uploads");
        answer(request.bearer_auth(&self.chat.token).multipart(form)).await
    }

    /// The last line a sending mail server reads about a mail.
    async fn mail(&self, n: u32) -> String {
        let mut stream = BufReader::new(TcpStream::connect(&self.smtp).await.unwrap());
        let mut heard = line(&mut stream).await;
        let raw = format!(
            "From: a@customers.example\r\nTo: {MAIL_ADDRESS}\r\nSubject: mail {n}\r\n\
             Message-ID: <{n}@customers.example>\r\n\r\nhello\r\n.\r\n"
        );
        let to = format!("RCPT TO:<{MAIL_ADDRESS}>\r\n");
        let said =
            ["HELO customers\r\n", "MAIL FROM:<a@customers.example>\r\n", &to, "DATA\r\n", &raw];
        for one in said {
            stream.get_mut().write_all(one.as_bytes()).await.unwrap();
            heard = line(&mut stream).await;
            if !heard.starts_with(['2', '3']) {
                break;
            }
        }
        heard
    }
}

async fn line(stream: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    line
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Option<String>, Value) {
    let answer = request.send().await.unwrap();
    let later = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), later, answer.json().await.unwrap_or_default())
}

fn cid(n: u32) -> String {
    format!("00000000-0000-4000-8000-{n:012x}")
}

fn text(n: u32) -> String {
    format!("message {n}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_intake_and_recovers_by_itself_on_sqlite() {
    let device = Device::new();
    let probe = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let smtp = probe.local_addr().unwrap().to_string();
    drop(probe);
    let server = tokio::task::block_in_place(|| {
        let data = device.data().display().to_string();
        let args = ["--data-dir", data.as_str(), "--smtp-listen", smtp.as_str()];
        ServerProcess::start_from(Some(device.program()), &args)
    });
    assert!(is_empty(&device.data()), "the server has the device for itself");
    let mut doors = Doors::open(&server, smtp).await;
    assert_eq!(doors.say(0).await["t"], "ack");
    assert_eq!(doors.upload().await.0, 201);
    assert!(doors.mail(0).await.starts_with("250"));

    device.fill().await;
    let mut n = 1;
    let refused = loop {
        let heard = doors.say(n).await;
        if heard["t"] == "refused" {
            break heard;
        }
        n += 1;
        assert!(n < 100, "a full device goes on taking messages");
    };
    assert_eq!(refused["code"], "storage_full");
    assert!(refused["retry_after"].as_u64() > Some(0), "{refused}");
    let (status, later, problem) = doors.upload().await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("storage_full")), "{problem}");
    assert!(later.is_some_and(|seconds| seconds.parse::<u32>().unwrap() > 0));
    let heard = doors.mail(1).await;
    assert!(heard.starts_with("452"), "{heard}");
    let desk = doors.admin.post("/api/v1/admin/queues", &json!({"name": "another"})).await;
    assert_eq!((desk.status.as_u16(), desk.code().as_str()), (503, "storage_full"));
    let cases = doors.admin.get("/api/v1/cases?view=all").await.good();
    assert!(cases["items"].as_array().is_some_and(|rows| !rows.is_empty()), "reading goes on");

    device.empty();
    while doors.say(n).await["t"] != "ack" {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(doors.upload().await.0, 201);
    assert!(doors.mail(1).await.starts_with("250"));
    assert_eq!(texts(&doors).await, (0..=n).map(text).collect::<Vec<_>>(), "once, in order");
    let both = until("both mails", || subjects(&doors.admin)).await;
    assert_eq!(both, ["mail 0", "mail 1"]);
}

/// From outside its mount the folder stays empty.
fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

/// What the visitor's history holds.
async fn texts(doors: &Doors) -> Vec<String> {
    let request = doors.admin.request(reqwest::Method::GET, "/chat/v1/messages?before=9000000000");
    let (_, _, page) = answer(request.bearer_auth(&doors.chat.token)).await;
    let messages = page["messages"].as_array().unwrap();
    messages.iter().map(|message| message["text"].as_str().unwrap().to_owned()).collect()
}

/// Subjects of the cases that came by mail, when there are two.
async fn subjects(admin: &Client) -> Option<Vec<String>> {
    let page = admin.get("/api/v1/cases?view=all").await.good();
    let rows = page["items"].as_array()?;
    let mails = rows.iter().filter(|row| row["channel_kind"] == "email");
    let mut subjects: Vec<String> =
        mails.map(|row| row["subject"].as_str().unwrap_or_default().to_owned()).collect();
    subjects.sort();
    (subjects.len() == 2).then_some(subjects)
}
