//! What holds for everything a desk does.

use serde_json::json;
use testkit::server::{Database, TestServer};

use super::{fresh_id, offer, ready_agent, text};

/// Sign-ins, good and bad, and changes of settings are on record.
pub(crate) async fn audit(database: Database) {
    let server = TestServer::start(database).await;
    let admin = server.login(&server.a, "admin").await;
    let wrong = json!({"email": server.a.email("agent"), "password": "not the password"});
    let refused = server.nobody().post("/api/v1/sign-in", &wrong).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (401, "sign_in_failed"));
    let log = admin.get("/api/v1/admin/audit?limit=200").await.good();
    let entries = log["items"].as_array().unwrap();
    let of = |action: &str| entries.iter().filter(|entry| entry["action"] == action).count();
    assert!(of("sign_in") >= 1 && of("sign_in_failed") == 1, "{log}");
    assert_eq!(of("user.created"), 8, "the first administrator and seven others");
    assert!(!log.to_string().contains("correct horse"), "no secret is on record");
    assert!(!log.to_string().contains("not the password"), "no secret is on record");
}

/// Two colleagues change the same case: the second one is told.
pub(crate) async fn versions(database: Database) {
    let server = TestServer::start(database).await;
    let (agent, mut desk) = ready_agent(&server, &server.a, "agent").await;
    let mut visitor = server.visit(&server.a).await;
    visitor.send(&fresh_id(), "急ぎです").await;
    let case = text(&offer(&mut desk).await["case"]);
    let path = format!("/api/v1/cases/{case}");
    let version = agent.get(&path).await.good()["case"]["version"].as_i64().unwrap();
    let high = json!({"priority": "high"});
    let changed = agent.patch(&path, version, &high).await.good();
    assert_eq!(changed["priority"], "high");
    let late = agent.patch(&path, version, &json!({"priority": "low"})).await;
    assert_eq!((late.status.as_u16(), late.code().as_str()), (412, "changed"));
    let blind = agent.send(agent.request(reqwest::Method::PATCH, &path).json(&high)).await;
    assert_eq!((blind.status.as_u16(), blind.code().as_str()), (428, "version_needed"));
}
