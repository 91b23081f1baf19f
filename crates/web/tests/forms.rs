//! The inquiry form's pages, without a script and without a way to smuggle one in.

use api::form::{FormInquiry, FormNext};
use api::{Code, Problem};
use model::limits::{FORM_INQUIRIES_PER_HOUR, FORM_PLAIN_INQUIRIES_PER_HOUR};
use model::{ChannelId, IntakeId, TenantId};

use crate::support::{Ask, Edge, Reply};

fn edge() -> Edge {
    let edge = Edge::new();
    for port in ["forms.page", "forms.check", "forms.keep", "forms.receipt"] {
        edge.fake.answers(port, serde_json::Value::Null);
    }
    edge
}

fn inquiry() -> FormNext {
    FormNext::Keep(FormInquiry {
        tenant: TenantId::from_u128(1),
        channel: ChannelId::from_u128(2),
        id: IntakeId::from_u128(3),
        raw: Vec::new().into(),
        files: Vec::new(),
    })
}

async fn post(edge: &Edge, fields: &[(&str, &str)]) -> Reply {
    edge.send(Ask::post("/f/key?lang=en").form(fields)).await
}

#[tokio::test]
async fn a_page_speaks_the_reader_s_language_and_runs_nothing_foreign() {
    let edge = edge();
    let reply = edge.send(Ask::get("/f/key").header("accept-language", "en-GB,ja;q=0.5")).await;
    assert_eq!(edge.fake.calls(), ["forms.page key en"]);
    assert!(reply.text().contains("<html lang=\"en\">") && reply.text().contains("required"));
    let reply = edge.send(Ask::get("/f/key?lang=ja").header("accept-language", "en")).await;
    let page = reply.text();
    assert!(page.contains("<html lang=\"ja\">") && page.contains("確認画面へ進む"));
    assert!(page.contains("&lt;name&gt;") && page.contains("ご案内 &amp; 注意"), "escaped");
    assert!(!page.contains("style=") && !page.contains("onclick") && !page.contains("<name>"));
    let csp = reply.header("content-security-policy");
    assert!(csp.contains("script-src 'self';") && !csp.contains("unsafe"), "{csp}");
    assert!(csp.contains("frame-ancestors *"));
    for file in ["form.css", "form.js"] {
        assert_eq!(edge.send(Ask::get(&format!("/f/assets/{file}"))).await.status, 200);
    }
    assert_eq!(edge.send(Ask::get("/f/assets/other")).await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_what_was_typed_stays() {
    let edge = edge();
    let fields =
        [("token", "t"), ("a.name", "bad\"><script>"), ("a.colour", "青"), ("a.text", "\nx")];
    let reply = post(&edge, &fields).await;
    assert_eq!(reply.status, 422);
    let page = reply.text();
    assert!(page.contains("<a href=\"#f-name\">") && page.contains("id=\"f-name-wrong\""));
    assert!(page.contains("aria-invalid=\"true\"") && page.contains("role=\"alert\""));
    assert!(page.contains("value=\"bad&quot;&gt;&lt;script&gt;\"") && !page.contains("<script>"));
    assert!(page.contains("value=\"青\" checked"));
    assert!(page.contains("\n\nx</textarea>"), "a line break at the front is kept: {page}");
    assert!(page.contains("value=\"t\"") && page.contains("<title>Error: "));
    // The button for the other language checks nothing.
    let reply = post(&edge, &[("lang", "ja"), ("a.name", "x")]).await;
    assert_eq!(reply.status, 200);
    assert!(edge.fake.calls()[1].contains("ja Edit"));
}

#[tokio::test]
async fn it_is_shown_before_it_is_sent_and_then_there_is_a_receipt() {
    let edge = edge();
    *edge.fake.next.lock().unwrap() = Some(FormNext::Confirm);
    let reply = post(&edge, &[("a.name", "花子"), ("a.colour", "青")]).await;
    let page = reply.text();
    assert!(page.contains("Nothing was sent yet") && page.contains("<dd>blue</dd>"), "{page}");
    assert!(page.contains("type=\"hidden\" name=\"a.name\" value=\"花子\""));
    *edge.fake.next.lock().unwrap() = Some(inquiry());
    let reply = post(&edge, &[("button", "send"), ("a.name", "花子")]).await;
    assert_eq!(reply.status, 303);
    let place = reply.header("location").to_owned();
    assert_eq!(place, "/f/key/done?r=receipt-token&lang=en");
    let page = edge.send(Ask::get(&place)).await.text();
    assert!(page.contains("AB12-CD34") && page.contains("We have received"), "{page}");
}

#[tokio::test]
async fn an_address_may_send_fewer_without_a_proof_of_work() {
    let edge = edge();
    for (proof, most) in [("", FORM_PLAIN_INQUIRIES_PER_HOUR), ("proven", FORM_INQUIRIES_PER_HOUR)]
    {
        let mut sent = 0;
        let refused = loop {
            *edge.fake.next.lock().unwrap() = Some(inquiry());
            let form = [("button", "send"), ("proof", proof), ("a.name", "花子")];
            // Another address for the requests, so that only inquiries are counted here.
            let ask = Ask::post("/f/key?lang=en").form(&form);
            let reply = edge
                .send(ask.peer(if proof.is_empty() { "203.0.113.7" } else { "203.0.113.8" }))
                .await;
            if reply.status != 303 {
                break reply;
            }
            sent += 1;
        };
        assert_eq!(sent, most, "proof: {proof:?}");
        assert_eq!(refused.status, 429);
        assert!(refused.text().contains("Nothing was sent yet") && refused.text().contains("花子"));
        assert!(!refused.header("retry-after").is_empty());
    }
}

#[tokio::test]
async fn a_refusal_is_a_page_and_not_a_document_for_programs() {
    let edge = edge();
    edge.fake.refuses("forms.page", Problem::new(Code::NotFound));
    let reply = edge.send(Ask::get("/f/none?lang=en").header("accept-language", "ja")).await;
    assert_eq!(reply.status, 404);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert!(reply.text().contains("<h1>Not found"), "{}", reply.text());
    let reply = edge.send(Ask::post("/f/key").text("text/plain", "x")).await;
    assert_eq!(
        (reply.status.as_u16(), reply.header("content-type")),
        (400, "text/html; charset=utf-8")
    );
}
