//! Programs with an API token: their scopes and nothing else, without cookie and cross-site check.

use model::limits::API_TOKEN_REQUESTS_PER_MINUTE;
use model::permission::{Permission, Role};
use web::Access;

use crate::support::{Ask, Edge, samples};

fn bearing(ask: Ask, token: &str) -> Ask {
    ask.header("authorization", &format!("Bearer {token}"))
}

/// Every route × every scope: a handler is reached by exactly the scope that its row names, and
/// never where a person has to be.
#[tokio::test]
async fn a_token_reaches_what_its_scope_names() {
    let edge = Edge::new();
    let people = |access| matches!(access, Access::Session | Access::Needs(_));
    for row in web::table().into_iter().filter(|row| people(row.access)) {
        for scope in Permission::ALL {
            let ask = bearing(samples::request(&row), &format!("mdg_admin.{scope}"));
            let reply = edge.send(ask).await;
            let reached = !edge.fake.calls().is_empty();
            let stream = row.name == "live.stream";
            let granted = row.access == Access::Needs(*scope) && scope.for_tokens() && !stream;
            assert_eq!(reached, granted && Role::Admin.grants(*scope), "{} by {scope}", row.name);
            if !reached {
                assert_eq!(reply.code(), "forbidden", "{} by {scope}", row.name);
            }
        }
    }
}

#[tokio::test]
async fn a_missing_scope_is_named_and_a_wrong_token_says_what_to_do() {
    let edge = Edge::new();
    let list = || Ask::get("/api/v1/cases");
    let reply = edge.send(bearing(list(), "mdg_admin.case.write")).await;
    assert_eq!(reply.status, 403);
    assert!(reply.text().contains("case.read"), "{}", reply.text());
    let reply = edge.send(bearing(list(), "mdg_planner.case.write")).await;
    assert_eq!(reply.status, 403, "the owner may not do it either");
    let reply = edge.send(bearing(list(), "mdg_nonsense")).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (401, "token_wrong"));
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
    let password = Ask::post("/api/v1/me/password");
    let reply = edge.send(bearing(password, "mdg_admin.self.manage")).await;
    assert_eq!(reply.status, 403, "{}", reply.text());
}

#[tokio::test]
async fn a_token_needs_no_csrf_and_a_session_beside_it_does_not_count() {
    let edge = Edge::new();
    let open = web::table().into_iter().find(|row| row.name == "cases.open").unwrap();
    let ask = || samples::request(&open).header("sec-fetch-site", "cross-site");
    assert_eq!(edge.send(bearing(ask(), "mdg_agent.case.write")).await.code(), "conflict");
    assert_eq!(edge.fake.calls().len(), 1);
    let both = Ask::get("/api/v1/cases").header("cookie", "madoguchi_session=session.admin.ja");
    assert_eq!(edge.send(bearing(both, "mdg_admin.board.read")).await.status, 403);
    let basic = Ask::get("/api/v1/cases")
        .header("cookie", "madoguchi_session=session.admin.ja")
        .header("authorization", "Basic YTpi");
    assert_eq!(edge.send(basic).await.code(), "conflict", "a proxy's own sign-in is no token");
}

#[tokio::test]
async fn a_token_has_a_rate() {
    let edge = Edge::new();
    // It recovers while the test runs, so a few more pass than the limit says.
    for sent in 0..2 * API_TOKEN_REQUESTS_PER_MINUTE {
        let reply = edge.send(bearing(Ask::get("/api/v1/cases"), "mdg_agent.case.read")).await;
        if reply.status == 429 {
            assert_eq!(reply.code(), "too_many");
            assert!(sent >= API_TOKEN_REQUESTS_PER_MINUTE, "{sent}");
            return;
        }
    }
    panic!("nothing holds a token back");
}
