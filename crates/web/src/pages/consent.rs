//! Where a customer takes a consent back (配信停止). Looking at the page changes nothing, so that
//! what only follows addresses (previews, scanners of mail) withdraws nothing; one button does it.
//! Works without scripts.

use api::Locale;
use api::consent::{ConsentDoor, ConsentLink};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use model::ConsentChannel;

use super::form::shell;
use crate::arrival::Arrival;
use crate::endpoint::{Outcome, State, Web};
use crate::headers::HANDOVER_CSP;

type Words = (&'static str, &'static str);

const TITLE: Words = ("ご案内の停止", "Stop receiving this");
const LEAD: Words = (
    "次のご連絡を停止します。よろしければ、ボタンを押してください。",
    "This stops the following. Press the button if that is what you want.",
);
const ABOUT: Words = ("内容", "About");
const BY: Words = ("連絡手段", "By");
const STOP: Words = ("停止する(同意を撤回する)", "Stop (withdraw consent)");
const STOPPED: Words = ("停止しました", "Stopped");
const STOPPED_LEAD: Words = (
    "同意の撤回を承りました。行き違いで届いた場合は、ご容赦ください。",
    "Your consent is withdrawn. Something may still arrive that was already on its way.",
);

fn said(locale: Locale, (ja, en): Words) -> &'static str {
    match locale {
        Locale::Ja => ja,
        Locale::En => en,
    }
}

const fn way(channel: ConsentChannel) -> Words {
    match channel {
        ConsentChannel::Mail => ("メール", "e-mail"),
        ConsentChannel::Phone => ("電話", "phone"),
        ConsentChannel::Sms => ("SMS", "SMS"),
        ConsentChannel::Line => ("LINE", "LINE"),
        ConsentChannel::Chat => ("チャット", "chat"),
        ConsentChannel::Post => ("郵送", "post"),
    }
}

/// `GET /u/{token}`: what would be stopped.
pub(crate) async fn door(
    State(web): State<Web>,
    Path(token): Path<String>,
    from: Arrival,
) -> Outcome<Response> {
    web.limits.chat_session(from.0.ip)?;
    let locale = from.locale();
    let door = web.ports.consents.consent_door(ConsentLink { token, locale }).await?;
    Ok(paper(locale, &door))
}

/// `POST /u/{token}`: the customer takes the consent back.
pub(crate) async fn withdraw(
    State(web): State<Web>,
    Path(token): Path<String>,
    from: Arrival,
) -> Outcome<Response> {
    web.limits.chat_session(from.0.ip)?;
    let locale = from.locale();
    let door = web.ports.consents.withdraw_consent(ConsentLink { token, locale }).await?;
    Ok(paper(locale, &door))
}

fn drawn(locale: Locale, door: &ConsentDoor) -> Markup {
    let (head, lead) = if door.withdrawn { (STOPPED, STOPPED_LEAD) } else { (TITLE, LEAD) };
    html! {
        p.small { (door.company) }
        h1 { (said(locale, head)) }
        p.lead { (said(locale, lead)) }
        dl.answers {
            div { dt { (said(locale, ABOUT)) } dd { (door.purpose) } }
            div { dt { (said(locale, BY)) } dd { (said(locale, way(door.channel))) } }
        }
        @if !door.withdrawn {
            form method="post" {
                div.buttons { button.main type="submit" { (said(locale, STOP)) } }
            }
        }
    }
}

fn paper(locale: Locale, door: &ConsentDoor) -> Response {
    let title = format!("{} - {}", said(locale, TITLE), door.company);
    let page = shell(locale, &title, &drawn(locale, door)).into_string();
    let mut response = Html(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(HANDOVER_CSP));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}
