//! A tenant is a wall: every route of the route table is tried by every role of one tenant with
//! everything the other tenant has. Made from the table, so a new route is tried as soon as it is
//! a row; one whose input nobody has described here fails the test.

mod estate;
mod input;

use std::time::Duration;

use model::permission::{Permission, Role};
use reqwest::Method;
use serde_json::json;
use testkit::server::{ChatSocket, Client, Database, TestServer, TestTenant};
use web::{Access, RouteRow};

use self::estate::Estate;
use crate::suite::fresh_id;

/// Roles that belong to a tenant.
fn roles() -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| *role != Role::SystemAdmin)
}

async fn people(server: &TestServer, tenant: &TestTenant) -> Vec<(Role, Client)> {
    let mut people = Vec::new();
    for role in roles() {
        people.push((role, server.login(tenant, role.as_str()).await));
    }
    people
}

/// Routes of signed-in people.
fn desk_routes() -> impl Iterator<Item = RouteRow> {
    web::table().into_iter().filter(|row| matches!(row.access, Access::Session | Access::Needs(_)))
}

/// Whether a route would end the session or the password that the test goes on with.
fn ends_the_session(row: &RouteRow) -> bool {
    matches!(row.name.as_str(), "account.sign_out" | "account.change_password")
}

async fn ask(
    client: &Client,
    method: &Method,
    path: &str,
    body: Option<&serde_json::Value>,
) -> Asked {
    let request = client.request(method.clone(), path).header("if-match", "\"1\"");
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    let reply = client.send(request).await;
    Asked { status: reply.status.as_u16(), text: reply.text }
}

struct Asked {
    status: u16,
    text: String,
}

/// Whatever stands for an id in an address or a body, the other tenant's never works, and no
/// answer names anything of theirs.
pub(crate) async fn foreign_ids(database: Database) {
    let server = TestServer::start(database).await;
    let own = Estate::build(&server, &server.a).await;
    let other = Estate::build(&server, &server.b).await;
    let mut tried = 0;
    let people = people(&server, &server.a).await;
    // Whoever lacks the permission is refused before anything is looked at: `permissions` sees to that
    // with every role. Here those are tried who get through: who may do most, and who may do least.
    for row in desk_routes().filter(|row| !ends_the_session(row)) {
        let through = |role: &Role| match row.access {
            Access::Needs(permission) => role.grants(permission),
            _ => true,
        };
        let mut through: Vec<_> = people.iter().filter(|(role, _)| through(role)).collect();
        through.sort_by_key(|(role, _)| {
            Permission::ALL.iter().filter(|may| role.grants(**may)).count()
        });
        // What only the installation's administrator may do is no tenant's.
        let Some(most) = through.pop() else { continue };
        for (role, client) in through.first().copied().into_iter().chain([most]) {
            for attempt in input::attempts(&row, &own, &other) {
                let asked = ask(client, &row.method, &attempt.path, attempt.body.as_ref()).await;
                let what = format!("{} {} by {role}: {}", row.method, attempt.path, asked.status);
                assert!(asked.status < 500, "{what} {}", asked.text);
                if attempt.names_foreign {
                    assert!(asked.status >= 400, "{what} {}", asked.text);
                }
                let leak = other
                    .marks()
                    .find(|mark| asked.text.contains(*mark) && !attempt.path.contains(*mark));
                assert_eq!(leak, None, "{what} {:?} {}", attempt.body, asked.text);
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "only {tried} attempts");
    other.is_untouched(&server, &server.b).await;
}

/// Who lacks the permission is refused by every route, before it looks at anything.
pub(crate) async fn permissions(database: Database) {
    let server = TestServer::start(database).await;
    // The first tenant's administrator administers the installation, too; this one's does not.
    let own = Estate::build(&server, &server.b).await;
    let nobody = server.nobody();
    let mut refused = 0;
    let people = people(&server, &server.b).await;
    for row in web::table() {
        let path = own.path(&row.path);
        match row.access {
            Access::Public(_) => {}
            Access::Visitor => {
                let asked = ask(&nobody, &row.method, &path, None).await;
                assert_eq!(asked.status, 401, "{} without a token", row.name);
            }
            Access::Session | Access::Needs(_) => {
                let asked = ask(&nobody, &row.method, &path, None).await;
                assert!(
                    matches!(asked.status, 401 | 403),
                    "{} by nobody: {}",
                    row.name,
                    asked.status
                );
            }
        }
        let Access::Needs(permission) = row.access else { continue };
        for (role, client) in people.iter().filter(|(role, _)| !role.grants(permission)) {
            let body = input::own_body(&row, &own);
            let asked = ask(client, &row.method, &path, body.as_ref()).await;
            assert_eq!(asked.status, 403, "{} by {role}: {}", row.name, asked.text);
            refused += 1;
        }
    }
    assert!(refused > 100, "only {refused} refusals");
}

/// Topics of the other tenant are refused, and what happens there is not heard here.
pub(crate) async fn streams(database: Database) {
    let server = TestServer::start(database).await;
    let own = Estate::build(&server, &server.a).await;
    let other = Estate::build(&server, &server.b).await;
    for (role, client) in people(&server, &server.a).await {
        let mut stream = client.stream().await;
        let foreign = format!("case:{}", other.id("case"));
        assert_eq!(stream.follow(&[&foreign]).await, std::slice::from_ref(&foreign), "{role}");
        let board = stream.follow(&["board"]).await;
        let may = role.grants(Permission::BoardRead);
        assert_eq!(board.is_empty(), may, "{role}: {board:?}");
    }
    // Somebody follows everything there is while the other tenant is busy; also what is replayed
    // after an absence is one's own.
    let supervisor = server.login(&server.a, "supervisor").await;
    let mut stream = supervisor.try_stream("?since=0").await.unwrap();
    let case = format!("case:{}", own.id("case"));
    assert!(stream.follow(&["inbox", "board", &case]).await.is_empty());
    let mut visitor = server.visit(&server.b).await;
    visitor.send(&fresh_id(), "beta だけの話").await;
    let agent = server.login(&server.b, "agent").await;
    let path = format!("/api/v1/cases/{}/notes", other.id("case"));
    let note = json!({"text": "beta だけのメモ", "client_id": fresh_id()});
    let _ = agent.post(&path, &note).await.good();
    let heard = json!(stream.listen(Duration::from_secs(1)).await).to_string();
    assert_eq!(other.marks().find(|mark| heard.contains(*mark)), None, "{heard}");
    assert!(!heard.contains("beta"), "{heard}");

    // A visitor's token opens its own tenant's door only.
    let start = json!({"channel": server.a.chat_key, "visitor": visitor.token});
    let crossed = ChatSocket::open(server.address, &start).await;
    assert_ne!(crossed.token, visitor.token);
    assert_eq!(crossed.session["messages"], json!([]));
}
