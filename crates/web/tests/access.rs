//! Every route × everybody: who reaches its handler and who does not.

use std::fmt::Write as _;
use std::path::Path;

use api::Locale;
use model::permission::Role;
use web::{Access, RouteRow, WebConfig};

use crate::support::{Ask, Edge, Reply, ask, samples};

fn demo() -> Edge {
    Edge::with(WebConfig { demo: true, ..WebConfig::default() })
}

/// Whether the request got past the gate: the fake ports say `conflict`, pages and sockets say
/// what they say without asking a port.
fn reached(edge: &Edge, reply: &Reply) -> bool {
    let asked = !edge.fake.calls().is_empty();
    let refused = matches!(reply.status.as_u16(), 401 | 403);
    assert!(!(asked && refused), "a port was asked although the answer is {}", reply.status);
    !refused
}

/// `UPDATE=1 cargo test -p web` writes the snapshot anew. It is made from real requests; that it
/// agrees with the table is asserted on the way.
#[tokio::test]
async fn who_reaches_what() {
    let edge = demo();
    let mut text = String::from(
        "Who reaches which handler: – nobody signed in, then the roles, then a chat visitor.\n\n",
    );
    let heads: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    writeln!(text, "{:58} – {} visitor  needs", "", heads.join(" ")).unwrap();
    for row in web::table() {
        write!(text, "{:6} {:51}", row.method.as_str(), row.path).unwrap();
        for (who, width) in everybody() {
            let reply = edge.send(who.dress(samples::request(&row))).await;
            let reached = reached(&edge, &reply);
            assert_eq!(
                reached,
                who.should_reach(&row),
                "{} by {who:?}: {}",
                row.name,
                reply.text()
            );
            write!(text, " {:^width$}", if reached { "✔" } else { "✘" }).unwrap();
        }
        writeln!(text, "  {}", row.access).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/access-table.out");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(published == text, "access-table.out is old: UPDATE=1 cargo test -p web\n{text}");
}

#[derive(Debug)]
enum Who {
    Nobody,
    Person(Role),
    Visitor,
}

/// Everybody, with the width of their column.
fn everybody() -> Vec<(Who, usize)> {
    let people = Role::ALL.iter().map(|role| (Who::Person(*role), role.as_str().len()));
    [(Who::Nobody, 1)].into_iter().chain(people).chain([(Who::Visitor, 7)]).collect()
}

impl Who {
    fn dress(&self, ask: Ask) -> Ask {
        match self {
            Self::Nobody => ask,
            // A desk's socket needs its origin beside the session.
            Self::Person(role) => {
                ask.role(*role).header("origin", "http://desk.test").header("host", "desk.test")
            }
            Self::Visitor => ask.header("authorization", "Bearer visitor-1"),
        }
    }

    fn should_reach(&self, row: &RouteRow) -> bool {
        match (row.access, self) {
            (Access::Public(_), _)
            | (Access::Session, Self::Person(_))
            | (Access::Visitor, Self::Visitor) => true,
            (Access::Needs(permission), Self::Person(role)) => role.grants(permission),
            _ => false,
        }
    }
}

/// The samples are good enough to come through to a port, so the snapshot proves something.
#[tokio::test]
async fn every_sample_reaches_a_port() {
    let edge = demo();
    for row in web::table() {
        let who = match row.access {
            Access::Visitor => Who::Visitor,
            Access::Public(_) | Access::Session => Who::Person(Role::Agent),
            Access::Needs(permission) => {
                Who::Person(*Role::ALL.iter().find(|role| role.grants(permission)).unwrap())
            }
        };
        let reply = edge.send(who.dress(samples::request(&row))).await;
        let portless = row.name.starts_with("pages.") || row.name.starts_with("server.");
        let form = ["/f/{key}", "/c/{code}", "/v/{link}", "/u/{token}"]
            .iter()
            .any(|path| row.path.starts_with(path));
        if form {
            // For people: a problem is a page.
            assert_eq!((reply.status.as_u16(), edge.fake.calls().len()), (409, 1), "{}", row.name);
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        } else if row.path.starts_with("/sign-in/with/") {
            // What goes wrong is told by the sign-in page.
            assert_eq!((reply.status.as_u16(), edge.fake.calls().len()), (303, 1), "{}", row.name);
            assert_eq!(reply.header("location"), "/sign-in?problem=conflict");
        } else if portless {
            // A build without pages has no file to show under these.
            let missing = row.path == "/widget/assets/{*file}" && ui_assets::skipped();
            let moved = row.path == "/demo/shop";
            let status = if missing {
                404
            } else if moved {
                308
            } else {
                200
            };
            assert_eq!(reply.status, status, "{}", row.name);
        } else if row.name.ends_with(".stream") {
            assert_eq!(reply.status, 400, "{}: there is no socket to upgrade", row.name);
        } else {
            assert_eq!(reply.code(), "conflict", "{}: {}", row.name, reply.text());
            assert_eq!(edge.fake.calls().len(), 1, "{}", row.name);
        }
    }
}

/// Of the routes of a session, every changing one wants the CSRF token, whole.
#[tokio::test]
async fn changing_requests_need_the_csrf_token() {
    let edge = demo();
    let mut tried = 0;
    for row in changing() {
        for wrong in [None, Some(""), Some("csrf"), Some("csrf-2"), Some("csrf-11")] {
            let mut ask =
                samples::request(&row).session(&ask::session(any_role(row.access), Locale::Ja));
            if let Some(wrong) = wrong {
                ask = ask.header("x-csrf-token", wrong);
            }
            let reply = edge.send(ask).await;
            assert_eq!(reply.code(), "cross_site", "{} with {wrong:?}", row.name);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

/// A page of another site cannot change anything even with everything else right.
#[tokio::test]
async fn changing_requests_of_other_sites_are_refused() {
    let edge = demo();
    for row in changing() {
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "http://evil.test")] {
            let ask = samples::request(&row)
                .role(any_role(row.access))
                .header("host", "desk.test")
                .header(name, value);
            assert_eq!(edge.send(ask).await.code(), "cross_site", "{} {name}", row.name);
        }
        let ask = samples::request(&row)
            .role(any_role(row.access))
            .header("host", "desk.test")
            .header("origin", "http://desk.test");
        assert_eq!(edge.send(ask).await.code(), "conflict", "{}", row.name);
    }
}

#[tokio::test]
async fn a_session_that_is_over_is_no_session() {
    let edge = demo();
    edge.fake.signed_out.store(true, std::sync::atomic::Ordering::Relaxed);
    for row in web::table() {
        if matches!(row.access, Access::Session | Access::Needs(_)) {
            let ask = Who::Person(Role::Admin).dress(samples::request(&row));
            assert_eq!(edge.send(ask).await.code(), "sign_in_needed", "{}", row.name);
        }
    }
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

fn changing() -> impl Iterator<Item = RouteRow> {
    web::table().into_iter().filter(|row| {
        row.method != "GET" && matches!(row.access, Access::Session | Access::Needs(_))
    })
}

fn any_role(access: Access) -> Role {
    match access {
        Access::Needs(permission) => {
            *Role::ALL.iter().find(|role| role.grants(permission)).unwrap()
        }
        _ => Role::Agent,
    }
}
