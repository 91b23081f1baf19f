//! `GET /api/v1/cases/{id}/messages/{message}/document`

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Html;
use model::{CaseId, MessageId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::endpoint::{ById, Outcome, Query, SignedIn, State, Web};
use crate::headers::{MAIL_CSP, MAIL_IMAGES_CSP};

/// How a mail is shown.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DocumentQuery {
    /// Whether remote images are loaded, which tells the sender that the mail is being read.
    #[serde(default)]
    images: bool,
}

/// The sanitised HTML of a mail as a page for `<iframe sandbox="allow-popups …" src>`: with its
/// styles, without scripts and forms, and without remote images unless asked for.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/messages/{message}/document",
    params(
        ("id" = CaseId, Path, description = "Which case"),
        ("message" = MessageId, Path, description = "Which message"),
        DocumentQuery,
    ),
    responses((status = 200, description = "The page", body = String, content_type = "text/html")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById((case, message)): ById<(CaseId, MessageId)>,
    Query(query): Query<DocumentQuery>,
) -> Outcome<([(HeaderName, HeaderValue); 2], Html<String>)> {
    let html = web.ports.cases.html(&by, case, message).await?.html;
    let policy = if query.images { MAIL_IMAGES_CSP } else { MAIL_CSP };
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Ok((headers, Html(page(&html, query.images))))
}

fn page(html: &str, images: bool) -> String {
    // The sanitiser wrote this attribute and quotes every value, so no other one can be hit.
    let html =
        if images { html.replace(" data-remote-src=\"", " src=\"") } else { html.to_owned() };
    format!("<!doctype html>\n<meta charset=\"utf-8\">\n<base target=\"_blank\">\n{html}\n")
}
