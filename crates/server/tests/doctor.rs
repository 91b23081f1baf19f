//! `madoguchi doctor`: finds what was broken on purpose, and nothing else, while the server runs.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::server::{Client, Post, ServerProcess, TestTenant};

use crate::suite::{fresh_id, reply, text};

/// What the doctor of a running server says, and whether it is content.
pub(crate) fn examine(server: &ServerProcess, further: &[&str]) -> (bool, Value) {
    let listen = server.address().to_string();
    let ran = server.also(&[&["doctor", "--json", "--listen", &listen], further].concat());
    let said = serde_json::from_slice(&ran.stdout);
    let said = said.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    (ran.status.success(), said)
}

/// The checks at a level, each once.
fn at(said: &Value, level: &str) -> Vec<String> {
    let findings = said["findings"].as_array().unwrap().iter();
    let found = findings.filter(|finding| finding["level"] == level);
    let mut checks: Vec<String> = found
        .map(|finding| {
            let has_both = |texts: &Value| texts["ja"].is_string() && texts["en"].is_string();
            assert!(has_both(&finding["text"]), "{finding}");
            assert!(level == "ok" || has_both(&finding["todo"]), "what is to be done? {finding}");
            text(&finding["check"])
        })
        .collect();
    checks.sort();
    checks.dedup();
    checks
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_what_is_broken_and_nothing_else() {
    let server = ServerProcess::start(&[]);
    let post = Post::open().await;
    let admin = server.admin().await;
    let tenant = TestTenant::furnish(&admin, "alpha", post.address()).await;
    let blobs = [upload(&admin, &tenant, "一").await, upload(&admin, &tenant, "二").await];
    let mode = |mode| std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(server.data(), mode(0o700)).unwrap();
    let (well, said) = examine(&server, &["--deep"]);
    assert!(well, "{said:#}");
    assert_eq!(at(&said, "warning"), Vec::<String>::new(), "{said:#}");
    for check in ["channel", "database", "files", "intake", "outbox", "readers", "schema", "server"]
    {
        assert!(at(&said, "ok").contains(&check.to_owned()), "{check}: {said:#}");
    }

    // Other bytes of the same length are found by reading only.
    let [first, second] = blobs.map(|id| blob(server.data(), &id));
    let mut bytes = std::fs::read(&first).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&first, bytes).unwrap();
    assert!(examine(&server, &[]).0);
    let (well, said) = examine(&server, &["--deep"]);
    assert_eq!((well, at(&said, "error")), (false, vec!["files".to_owned()]), "{said:#}");
    std::fs::remove_file(&second).unwrap();
    assert_eq!(at(&examine(&server, &[]).1, "error"), ["files"]);

    let key = server.data().join("secret.key");
    std::fs::rename(&key, server.data().join("elsewhere")).unwrap();
    std::fs::set_permissions(server.data(), mode(0o755)).unwrap();
    drop(post);
    let (_, said) = examine(&server, &[]);
    assert_eq!(at(&said, "error"), ["files", "folder", "key"], "{said:#}");
    std::fs::rename(server.data().join("elsewhere"), &key).unwrap();
    let (_, said) = examine(&server, &["--public-url", "http://desk.example.jp"]);
    assert_eq!(at(&said, "error"), ["channel", "files", "folder", "tls"], "{said:#}");
    let (_, said) = examine(&server, &["--offline", "--public-url", "https://desk.example.jp"]);
    assert_eq!(at(&said, "warning"), ["tls"], "{said:#}");

    // For people, in both languages; and the server has noticed nothing of all this.
    let listen = server.address().to_string();
    let told = server.also(&["doctor", "--listen", &listen]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("ほかのユーザーが読めます") && told.contains("→ chmod 700"), "{told}");
    let admin = server.admin().await;

    // A provider that nobody can sign in by; on this machine it is not even asked.
    let path = "/api/v1/admin/sign-on-providers";
    let new = json!({"name": "社内ID", "issuer": "https://127.0.0.1:9", "client_id": "desk"});
    let id = text(&admin.post(path, &new).await.good()["id"]);
    let only = json!({"active": true, "passwords_off": true});
    let _ = admin.patch(&format!("{path}/{id}"), 1, &only).await.good();
    let (_, said) = examine(&server, &[]);
    assert!(at(&said, "error").contains(&"provider".to_owned()), "{said:#}");
    assert!(said.to_string().contains("admin allow-passwords --tenant"), "{said:#}");
    let (_, said) = examine(&server, &["--offline"]);
    assert!(!at(&said, "error").contains(&"provider".to_owned()), "{said:#}");
}

/// A mail to a customer with a file; returns the SHA-256 of its bytes.
async fn upload(admin: &Client, tenant: &TestTenant, words: &str) -> String {
    let agent = admin.clone();
    let file = format!("内容は {words} です。").into_bytes();
    let part = Part::bytes(file.clone()).file_name("memo.txt").mime_str("text/plain").unwrap();
    let request = agent.request(reqwest::Method::POST, "/api/v1/files");
    let made = agent.send(request.multipart(Form::new().part("file", part))).await.good();
    let customer = json!({"name": "田中", "email": format!("{}@customer.example", fresh_id())});
    let customer = agent.post("/api/v1/customers", &customer).await.good();
    let to = text(&customer["identities"][0]["value"]);
    let case = json!({
        "customer": customer["id"], "channel": tenant.mail_channel, "to": to,
        "subject": "件", "text": "本文", "files": [made["id"]], "client_id": fresh_id(),
    });
    let case = agent.post("/api/v1/cases", &case).await.good();
    let _ = reply(&agent, &text(&case["id"]), "続き", "pending_customer").await;
    store::BlobId::of(&file).to_string()
}

fn blob(data: &Path, id: &str) -> PathBuf {
    data.join("blobs").join(&id[..2]).join(&id[2..4]).join(id)
}
