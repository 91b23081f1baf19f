//! Pages, and the headers around everything.

use model::permission::Role;
use ui_assets::{Bundle, Encoding};
use web::WebConfig;

use crate::support::{Ask, Edge, Reply, samples};

fn page(bundle: Bundle) -> String {
    String::from_utf8(bundle.page().bytes(Encoding::Identity).unwrap().to_vec()).unwrap()
}

async fn get(path: &str) -> Reply {
    Edge::new().send(Ask::get(path)).await
}

#[tokio::test]
async fn every_address_of_the_desk_is_its_page() {
    for path in ["/", "/index.html", "/inbox", "/cases/12?x=1", "/admin/users", "/a.b/c"] {
        let reply = get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.text(), page(Bundle::Desk), "{path}");
        assert_eq!(reply.header("cache-control"), "no-cache", "{path}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    }
}

#[tokio::test]
async fn what_is_no_page_of_the_desk_is_not_answered_with_it() {
    for path in ["/assets/gone-abc123.js", "/widget/assets/gone.js", "/docs/none", "/demo/x"] {
        let reply = get(path).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (404, "not_found"), "{path}");
    }
    let reply = Edge::new().send(Ask::post("/inbox")).await;
    assert_eq!(reply.code(), "not_found");
    let reply = Edge::new().send(Ask::post("/widget.js")).await;
    assert_eq!(reply.code(), "method_not_allowed");
}

#[tokio::test]
async fn a_known_page_is_not_sent_again_and_files_are_compressed() {
    let edge = Edge::new();
    let reply = edge.send(Ask::get("/").header("accept-encoding", "gzip, br")).await;
    assert_eq!(reply.header("content-encoding"), "br");
    assert_eq!(reply.header("vary"), "accept-encoding");
    let tag = reply.header("etag").to_owned();
    let again = edge.send(Ask::get("/inbox").header("if-none-match", &tag)).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    for asset in ui_assets::all().iter().filter(|asset| asset.immutable()) {
        if asset.url().starts_with("/assets/") {
            let reply = edge.send(Ask::get(asset.url())).await;
            assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
        }
    }
}

#[tokio::test]
async fn the_desk_is_framed_by_nobody_and_runs_nothing_foreign() {
    let reply = get("/inbox").await;
    let csp = reply.header("content-security-policy");
    assert!(csp.contains("script-src 'self';") && csp.contains("frame-ancestors 'none'"), "{csp}");
    assert!(!csp.contains("unsafe"), "{csp}");
    assert_eq!(reply.header("x-frame-options"), "DENY");
    assert!(!page(Bundle::Desk).contains("<script>"), "the policy allows no inline script");
}

#[tokio::test]
async fn the_widget_may_stand_on_any_site() {
    for path in ["/widget/some-key", "/widget.js"] {
        let reply = get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("x-frame-options"), "", "{path}");
        let csp = reply.header("content-security-policy");
        assert!(csp.contains("frame-ancestors *") && !csp.contains("unsafe"), "{csp}");
        assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin");
    }
    assert_eq!(get("/widget/some-key").await.text(), page(Bundle::Widget));
}

#[tokio::test]
async fn only_a_demo_has_a_shop() {
    let demo = Edge::with(WebConfig { demo: true, ..WebConfig::default() });
    assert_eq!(get("/demo/shop").await.code(), "not_found");
    assert_eq!(demo.send(Ask::get("/demo/shop")).await.header("location"), "/demo/shop/");
    for path in ["/demo/shop/", "/demo/shop/index.html"] {
        assert_eq!(get(path).await.code(), "not_found", "{path}");
        assert_eq!(demo.send(Ask::get(path)).await.text(), page(Bundle::DemoShop), "{path}");
    }
    let ask = Ask::post("/demo/identity").json(&serde_json::json!({ "member": "a" }));
    assert_eq!(Edge::new().send(ask).await.code(), "not_found");
}

/// Whatever the answer is: protected, and never kept by a cache unless it says so itself.
#[tokio::test]
async fn every_answer_is_protected() {
    let edge = Edge::new();
    for row in web::table() {
        let reply = edge.send(samples::request(&row).role(Role::Admin)).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), value, "{name} of {}", row.name);
        }
        assert!(reply.header("content-security-policy").contains("default-src 'none'"));
        assert!(reply.header("permissions-policy").contains("microphone=()"), "{}", row.name);
        let widget = row.path.starts_with("/widget") && reply.status == 200;
        let framed = widget || row.path.starts_with("/f/{key}");
        assert_eq!(reply.header("x-frame-options").is_empty(), framed, "{}", row.name);
        if row.path.starts_with("/api/v1/") {
            assert_eq!(reply.header("cache-control"), "no-store", "{}", row.name);
        }
    }
}

#[tokio::test]
async fn the_server_says_that_it_lives() {
    assert_eq!(get("/healthz").await.text(), "ok\n");
    assert_eq!(get("/api/openapi.json").await.text(), web::openapi_json());
}

#[tokio::test]
async fn the_documentation_names_everything_and_runs_nothing() {
    let api = get("/docs/api").await;
    assert_eq!(api.status, 200);
    for row in web::table().iter().filter(|row| !row.name.starts_with("pages.")) {
        let head = format!("<code>{} {}</code>", row.method, row.path);
        assert!(api.text().contains(&head), "{head}");
    }
    assert!(api.text().contains("<a href=\"#CaseDetail\">"), "types are linked");
    assert!(!api.header("content-security-policy").contains("script"));
    let problems = get("/docs/problems").await;
    for code in api::Code::ALL {
        assert!(problems.text().contains(&format!("id=\"{}\"", code.as_str())));
    }
}
