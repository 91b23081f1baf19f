//! Files come in whole and go out harmless.

use model::permission::Role;
use serde_json::{Value, json};

use crate::support::fakes::download;
use crate::support::{Ask, Edge, Reply, samples};

async fn fetch(name: &str, mime: &str, inline: bool) -> Reply {
    let edge = Edge::new();
    edge.fake.answers("files.download", Value::Null);
    *edge.fake.file.lock().unwrap() = Some(download(name, mime, inline));
    edge.send(Ask::get(&format!("/api/v1/files/{}", samples::ID)).role(Role::Agent)).await
}

#[tokio::test]
async fn an_image_may_be_shown_in_place() {
    let reply = fetch("写真.png", "image/png", true).await;
    assert_eq!(reply.text(), "content");
    assert_eq!(reply.header("content-type"), "image/png");
    assert_eq!(
        reply.header("content-disposition"),
        "inline; filename=\"__.png\"; filename*=UTF-8''%E5%86%99%E7%9C%9F.png"
    );
    harmless(&reply);
}

#[tokio::test]
async fn what_could_run_is_saved_whatever_the_port_says() {
    for mime in ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"] {
        let reply = fetch("a.html", mime, true).await;
        assert!(reply.header("content-disposition").starts_with("attachment;"), "{mime}");
        harmless(&reply);
    }
    let reply = fetch("a.bin", "text/html\r\nset-cookie: a=b", false).await;
    assert_eq!(reply.header("content-type"), "application/octet-stream");
    assert_eq!(reply.header("set-cookie"), "");
}

fn harmless(reply: &Reply) {
    let csp = "sandbox; default-src 'none'; frame-ancestors 'none'";
    assert_eq!(reply.header("content-security-policy"), csp);
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
}

#[tokio::test]
async fn an_upload_reaches_the_port_whole() {
    let edge = Edge::new();
    edge.fake.answers(
        "files.upload",
        json!({
            "id": samples::ID, "name": "写真.png", "mime": "image/png", "bytes": 3, "url": "/x",
        }),
    );
    let ask = Ask::post("/api/v1/files").role(Role::Agent).file("写真.png", b"abc");
    let reply = edge.send(ask).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(edge.fake.calls(), ["files.upload 写真.png image/png 3"]);
}

#[tokio::test]
async fn a_form_without_a_file_says_so() {
    let edge = Edge::new();
    let form = "--b\r\ncontent-disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--\r\n";
    let ask = Ask::post("/chat/v1/uploads")
        .header("authorization", "Bearer visitor-1")
        .text("multipart/form-data; boundary=b", form);
    let reply = edge.send(ask).await;
    assert_eq!((reply.code().as_str(), &reply.json()["field"]), ("invalid", &json!("file")));
    let ask = Ask::post("/api/v1/files").role(Role::Agent).text("text/plain", "abc");
    assert_eq!(edge.send(ask).await.code(), "malformed");
    let torn = "--b\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nhalf a fi";
    let ask = Ask::post("/api/v1/files").role(Role::Agent);
    let reply = edge.send(ask.text("multipart/form-data; boundary=b", torn)).await;
    assert_eq!(reply.code(), "malformed", "half a file is no file");
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_chat_file_goes_by_the_signature_of_its_address() {
    let edge = Edge::new();
    edge.fake.answers("chat.download", Value::Null);
    *edge.fake.file.lock().unwrap() = Some(download("a.png", "image/png", true));
    let path = format!("/chat/v1/files/{}?sig=abc", samples::ID);
    assert_eq!(edge.send(Ask::get(&path)).await.status, 200);
    assert_eq!(edge.fake.calls(), [format!("chat.download {} abc", samples::ID)]);
}

#[tokio::test]
async fn a_mail_is_a_sandboxed_page_with_remote_images_on_request_only() {
    let edge = Edge::new();
    let html = r#"<p style="color:red">x</p><img data-remote-src="https://t.example/1.gif">"#;
    edge.fake.answers("cases.html", json!({ "html": html }));
    let path = format!("/api/v1/cases/{0}/messages/{0}/document", samples::ID);
    let plain = edge.send(Ask::get(&path).role(Role::Agent)).await;
    assert!(plain.text().contains(html), "{}", plain.text());
    assert_eq!(plain.header("content-type"), "text/html; charset=utf-8");
    let csp = plain.header("content-security-policy");
    assert!(csp.starts_with("sandbox ") && !csp.contains("script") && !csp.contains("https:"));
    assert!(csp.contains("frame-ancestors 'self'") && csp.contains("img-src 'self' data:;"));
    assert_eq!(plain.header("x-frame-options"), "SAMEORIGIN");

    let shown = edge.send(Ask::get(&format!("{path}?images=true")).role(Role::Agent)).await;
    assert!(shown.text().contains(r#"<img src="https://t.example/1.gif">"#), "{}", shown.text());
    let csp = shown.header("content-security-policy");
    assert!(csp.contains("img-src 'self' data: https:;") && !csp.contains("script"), "{csp}");
}
