//! The binary itself: how it starts, refuses, stops and comes back.

use std::time::Duration;

use serde_json::json;
use testkit::server::{ChatSocket, Client, ServerProcess, until};

use crate::suite::{fresh_id, text};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_comes_from_the_environment_and_only_once() {
    let mut server = ServerProcess::start(&[]);
    let admin = server.admin().await;
    assert_eq!(admin.me["roles"], json!(["admin", "system_admin"]));
    assert!(server.terminate().success(), "{}", server.output());
    server.launch();
    let _ = server.admin().await;
    let made = server.output().matches("The first administrator was made").count();
    assert_eq!(made, 1, "{}", server.output());
}

#[test]
fn without_an_administrator_it_refuses_and_says_both_ways() {
    let mut server = ServerProcess::prepare(&[]);
    let ended = server.run_to_end();
    assert_eq!(ended.code(), Some(2));
    let said = wait_for(&server, "MADOGUCHI_ADMIN_PASSWORD");
    for word in ["MADOGUCHI_ADMIN_EMAIL", "端末", "terminal", "--demo"] {
        assert!(said.contains(word), "{word}: {said}");
    }
}

#[test]
fn an_address_in_use_is_said_plainly() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut server = ServerProcess::prepare(&[]);
    server.listen_on(&address);
    assert_eq!(server.run_to_end().code(), Some(2));
    let said = wait_for(&server, "--listen");
    assert!(said.contains(&address), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_on_the_same_folder_is_refused() {
    let server = ServerProcess::start(&[]);
    let folder = server.data().display().to_string();
    let mut second = ServerProcess::prepare(&[]);
    second.keep_data_in(&folder);
    assert_eq!(second.run_to_end().code(), Some(2), "{}", second.output());
    assert!(wait_for(&second, "another process").contains(&folder), "{}", second.output());
    let _ = server.admin().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polite_stop_is_quick_and_a_crash_forgets_nothing_acknowledged() {
    let mut server = ServerProcess::start(&[]);
    let admin = server.admin().await;
    let queues = admin.get("/api/v1/admin/queues").await.good();
    let channel = json!({"kind": "web_chat", "name": "チャット", "queue": queues[0]["id"]});
    let channel = admin.post("/api/v1/admin/channels", &channel).await.good();
    let start = json!({"channel": channel["public_key"]});
    let mut visitor = ChatSocket::open(server.address(), &start).await;
    let mut sent = vec![visitor.send(&fresh_id(), "一").await];

    let asked = std::time::Instant::now();
    assert!(server.terminate().success(), "{}", server.output());
    assert!(asked.elapsed() < Duration::from_secs(5), "open sockets do not hold the stop up");
    server.launch();
    let (mut visitor, missed) = visitor.reconnect(0).await;
    assert_eq!(missed.len(), 1);

    sent.push(visitor.send(&fresh_id(), "二").await);
    server.kill();
    server.launch();
    let (_visitor, missed) = visitor.reconnect(0).await;
    let ids = |list: &[serde_json::Value]| list.iter().map(|m| text(&m["id"])).collect::<Vec<_>>();
    assert_eq!(ids(&missed), ids(&sent), "acknowledged is durable");
}

/// The printed logins work, the inbox moves by itself, and a member of the shop's page is known
/// with what they bought.
#[tokio::test(flavor = "multi_thread")]
async fn the_demo_lives() {
    let mut server = ServerProcess::prepare(&["--demo", "--demo-speed", "60"]);
    server.launch();
    let said = wait_for(&server, "koyori-demo");
    let logins: Vec<&str> =
        said.split_whitespace().filter(|word| word.ends_with("@koyori.example")).collect();
    assert_eq!(logins.len(), 3, "{said}");
    let mut people = Vec::new();
    for login in logins {
        people.push(Client::new(server.address()).sign_in(login, "koyori-demo").await);
    }
    let roles: Vec<_> = people.iter().map(|person| person.me["roles"][0].clone()).collect();
    assert_eq!(roles, ["agent", "supervisor", "admin"]);

    let desk = &people[1];
    let wanted = json!({"member": "tanaka"});
    let signed = Client::new(server.address()).post("/demo/identity", &wanted).await.good();
    let start = json!({"channel": "koyori", "identity": signed["identity"]});
    let mut member = ChatSocket::open(server.address(), &start).await;
    assert_eq!(member.session["identified"]["name"], "田中 美咲");
    member.send(&fresh_id(), "土鍋のことで相談です").await;
    let case = until("the member's case", || async {
        let found =
            desk.get("/api/v1/cases?view=all&q=%E7%94%B0%E4%B8%AD%20%E7%BE%8E%E5%92%B2").await;
        let found = found.good()["items"].as_array().unwrap().clone();
        found.into_iter().find(|case| case["subject"] == "土鍋のことで相談です")
    })
    .await;
    let orders = format!("/api/v1/customers/{}/orders", text(&case["customer"]["id"]));
    let orders = desk.get(&orders).await.good();
    assert!(orders["items"].as_array().unwrap().len() >= 3, "{orders}");
    member.event("a simulated agent answers", |frame| frame["m"]["from"] == "agent").await;

    let before = newest(desk).await;
    until("the inbox moves", || async { (newest(desk).await > before + 3).then_some(()) }).await;
    assert!(server.terminate().success(), "{}", server.output());
}

/// The highest number of the latest changed cases.
async fn newest(desk: &Client) -> i64 {
    let cases = desk.get("/api/v1/cases?view=all&limit=50").await.good();
    let cases = cases["items"].as_array().unwrap().clone();
    cases.iter().filter_map(|case| case["number"].as_i64()).max().unwrap_or(0)
}

/// What the process wrote, once it holds a word; its pipes are read by other threads.
fn wait_for(server: &ServerProcess, word: &str) -> String {
    for _ in 0..100 {
        let said = server.output();
        if said.contains(word) {
            return said;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("`{word}` was not said: {}", server.output());
}
