//! Signing in and out: the cookie and the second lock on the sign-in itself.

use model::permission::Role;
use serde_json::{Value, json};
use web::WebConfig;

use crate::support::{Ask, Edge, Reply, samples};

fn sign_in() -> Ask {
    Ask::post("/api/v1/sign-in")
        .json(&json!({ "email": "a@example.jp", "password": "a long enough one" }))
}

#[tokio::test]
async fn signing_in_gives_a_cookie_that_scripts_cannot_read() {
    let edge = Edge::new();
    edge.fake.answers("sign_in", samples::me());
    let reply = edge.send(sign_in()).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("set-cookie"),
        "madoguchi_session=fresh-token; Path=/; HttpOnly; SameSite=Lax"
    );
    assert!(!reply.text().contains("fresh-token"), "the token stands in the cookie only");
    assert_eq!(reply.json()["version"], "build-7", "the same as the stream's");
    assert_eq!(edge.fake.calls(), ["sign_in a@example.jp Some(203.0.113.5)"]);
}

#[tokio::test]
async fn with_https_the_cookie_is_bound_to_the_host() {
    let config = WebConfig { secure_cookies: true, ..WebConfig::default() };
    let edge = Edge::with(config);
    edge.fake.answers("sign_in", samples::me());
    let reply = edge.send(sign_in()).await;
    assert_eq!(
        reply.header("set-cookie"),
        "__Host-madoguchi_session=fresh-token; Path=/; HttpOnly; SameSite=Lax; Secure"
    );
    assert_eq!(reply.header("strict-transport-security"), "max-age=31536000");

    let plain = Ask::get("/api/v1/me").role(Role::Agent);
    assert_eq!(edge.send(plain).await.code(), "sign_in_needed");
    let bound =
        Ask::get("/api/v1/me").header("cookie", "__Host-madoguchi_session=session.agent.ja");
    assert_eq!(edge.send(bound).await.code(), "conflict");
}

#[tokio::test]
async fn nobody_is_signed_in_by_another_site() {
    let edge = Edge::new();
    let reply = edge.send(sign_in().header("sec-fetch-site", "cross-site")).await;
    assert_eq!(reply.code(), "cross_site");
    let form = Ask::post("/api/v1/sign-in").text("text/plain", r#"{"email":"a","password":"b"}"#);
    assert_eq!(edge.send(form).await.code(), "malformed");
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn signing_out_takes_the_cookie_away() {
    let edge = Edge::new();
    edge.fake.answers("sign_out", Value::Null);
    let reply = edge.send(Ask::post("/api/v1/sign-out").role(Role::Executive)).await;
    assert_eq!(reply.status, 204);
    assert_eq!(
        reply.header("set-cookie"),
        "madoguchi_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    );
}

/// The ways to a provider and back: the ticket goes with the browser and is taken from it.
#[tokio::test]
async fn a_browser_goes_to_a_provider_with_a_ticket_and_comes_back() {
    let edge = Edge::new();
    let (id, ticket) = (samples::ID, "madoguchi_sign_on=ticket-1");
    let cookies = |reply: &Reply| -> Vec<String> {
        let all = reply.headers.get_all("set-cookie").iter();
        all.map(|value| value.to_str().unwrap().to_owned()).collect()
    };
    edge.fake.answers("sign_on.begin", Value::Null);
    let there = edge.send(Ask::get(&format!("/sign-in/with/{id}?next=/inbox"))).await;
    assert_eq!(
        (there.status.as_u16(), there.header("location")),
        (303, "https://id.example/in?x=1")
    );
    let given = format!("{ticket}; Path=/; Max-Age=600; HttpOnly; SameSite=Lax");
    assert_eq!(cookies(&there), [given]);

    let back = format!("/sign-in/with/{id}/callback?code=c&state=s&session_state=x");
    let lost = edge.send(Ask::get(&back)).await;
    assert_eq!(lost.header("location"), "/sign-in?problem=sign_on_over", "without its ticket");
    edge.fake.answers("sign_on.finish", samples::me());
    let inside = edge.send(Ask::get(&back).header("cookie", ticket)).await;
    assert_eq!((inside.status.as_u16(), inside.header("location")), (303, "/inbox/mine?x=1"));
    let session = "madoguchi_session=fresh-token; Path=/; HttpOnly; SameSite=Lax".to_owned();
    let taken = "madoguchi_sign_on=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax".to_owned();
    assert_eq!(cookies(&inside), [session.clone(), taken.clone()]);

    edge.fake.answers("sign_on.finish", Value::Null);
    let asked = edge.send(Ask::get(&back).header("cookie", ticket)).await;
    let place = "/sign-in?code=needed&next=%2Finbox%2Fmine%3Fx%3D1";
    assert_eq!(asked.header("location"), place);
    edge.fake.answers("sign_on.code", samples::me());
    let code = Ask::post("/api/v1/sign-in/code").json(&json!({ "code": "123456" }));
    let inside = edge.send(code.header("cookie", "madoguchi_sign_on=ticket-2")).await;
    assert_eq!((inside.status.as_u16(), cookies(&inside)), (200, vec![session, taken]));
}
