//! Where a customer who got a link or a code goes on by chat. Whole without scripts up to the chat
//! itself. The link is taken by a button, so that what only looks at addresses (previews, scanners
//! of mail) does not use it up.

use api::Locale;
use api::handover::{HandoverDoor, HandoverState};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::form::shell;
use crate::arrival::Arrival;
use crate::cookie;
use crate::endpoint::{Outcome, Query, State, Web};
use crate::headers::HANDOVER_CSP;

type Words = (&'static str, &'static str);

const ENTER: Words = ("チャットの続きを開く", "Go on by chat");
const ENTER_HINT: Words = (
    "担当者からお伝えしたコード(英数字12文字)を入力してください。",
    "Type in the code that you were given (12 letters and digits).",
);
const CODE: Words = ("コード", "Code");
const NEXT: Words = ("次へ", "Next");
const INVITED: Words = (
    "お問い合わせの続きを、チャットでお話しいただけます。これまでのやり取りも表示されます。",
    "You can go on with your inquiry by chat. What was said before is shown there.",
);
const OPEN: Words = ("チャットを開く", "Open the chat");
const ONE_DEVICE: Words = (
    "このリンクは、最初に開いた1台の端末で使えます。",
    "This link is good for the first device that opens it.",
);
const TAKEN: Words = ("このリンクはすでに開かれています。", "This link was opened before.");
const TAKEN_HINT: Words = (
    "同じ端末・同じブラウザーからは、続きをご覧いただけます。別の端末をお使いの場合は、担当者に新しいリンクをお求めください。",
    "On the same device and browser you can go on. For another one, ask for a new link.",
);
const EXPIRED: Words = (
    "このリンクは期限が切れています。担当者に新しいリンクをお求めください。",
    "This link is too old. Ask for a new one.",
);

fn said(locale: Locale, (ja, en): Words) -> &'static str {
    match locale {
        Locale::Ja => ja,
        Locale::En => en,
    }
}

/// What may stand in the address.
#[derive(Deserialize)]
pub(crate) struct Asked {
    code: Option<String>,
}

/// `GET /c`: where a code is typed in.
pub(crate) async fn enter(Query(asked): Query<Asked>, from: Arrival) -> Response {
    let code: String = asked
        .code
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(64)
        .collect();
    if !code.is_empty() {
        return Redirect::to(&format!("/c/{code}")).into_response();
    }
    let locale = from.locale();
    let main = html! {
        h1 { (said(locale, ENTER)) }
        form method="get" action="/c" {
            div.field {
                label for="code" { (said(locale, CODE)) }
                p.help id="code-help" { (said(locale, ENTER_HINT)) }
                input id="code" name="code" required autocomplete="off" autocapitalize="characters"
                    aria-describedby="code-help" maxlength="40" spellcheck="false";
            }
            div.buttons { button.main type="submit" { (said(locale, NEXT)) } }
        }
    };
    paper(locale, said(locale, ENTER), &main)
}

/// `GET /c/{code}`: what the link is, and the button that takes it.
pub(crate) async fn door(
    State(web): State<Web>,
    Path(code): Path<String>,
    from: Arrival,
) -> Outcome<Response> {
    web.limits.chat_session(from.0.ip)?;
    let door = web.ports.handovers.handover(&code).await?;
    let locale = from.locale();
    let main = drawn(locale, &door);
    Ok(paper(locale, &format!("{} - {}", door.title, door.company), &main))
}

fn drawn(locale: Locale, door: &HandoverDoor) -> Markup {
    html! {
        p.small { (door.company) }
        h1 { (door.title) }
        @match door.state {
            HandoverState::Open => {
                p.lead { (said(locale, INVITED)) }
                form method="post" {
                    div.buttons { button.main type="submit" { (said(locale, OPEN)) } }
                }
                p.small { (said(locale, ONE_DEVICE)) }
            }
            HandoverState::Taken => {
                p.lead { (said(locale, TAKEN)) }
                p { (said(locale, TAKEN_HINT)) }
                p { a href={ "/widget/" (door.channel) } { (said(locale, OPEN)) } }
            }
            HandoverState::Expired => { p.lead { (said(locale, EXPIRED)) } }
        }
    }
}

/// `POST /c/{code}`: this browser takes the link.
pub(crate) async fn take(
    State(web): State<Web>,
    Path(code): Path<String>,
    from: Arrival,
) -> Outcome<Response> {
    web.limits.chat_session(from.0.ip)?;
    let taken = web.ports.handovers.take_handover(&code).await?;
    let mut response = Redirect::to(&format!("/widget/{}", taken.channel)).into_response();
    let given = cookie::hand_over(&taken.visitor, web.config.secure_cookies)?;
    response.headers_mut().insert(header::SET_COOKIE, given);
    Ok(response)
}

fn paper(locale: Locale, title: &str, main: &Markup) -> Response {
    let mut response = Html(shell(locale, title, main).into_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(HANDOVER_CSP));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
