//! A browser on its way to a provider of OpenID Connect and back. These are pages, not endpoints: what
//! goes wrong is told by the sign-in page.

use api::sign_on::{SignOnAnswer, SignOnEnd};
use api::{Code, Problem};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use model::SignOnProviderId;
use serde::Deserialize;
use url::form_urlencoded;

use crate::arrival::Arrival;
use crate::cookie;
use crate::endpoint::{ById, Query, State, Web};

/// What may stand in the address of the first step.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in/with/{id}`: off to the provider.
pub(crate) async fn begin(
    State(web): State<Web>,
    Arrival(origin): Arrival,
    ById(provider): ById<SignOnProviderId>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let begun = async {
        web.limits.sign_in(origin.ip)?;
        let start = web.ports.sign_on.begin_sign_on(provider, &wanted.next).await?;
        Ok((cookie::give_ticket(&start.ticket, web.config.secure_cookies)?, start.url))
    };
    match begun.await {
        Ok((cookie, url)) => {
            (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&url)).into_response()
        }
        Err(problem) => told(&problem),
    }
}

/// `GET /sign-in/with/{id}/callback`: back from the provider.
pub(crate) async fn finish(
    State(web): State<Web>,
    Arrival(origin): Arrival,
    ById(provider): ById<SignOnProviderId>,
    Query(answer): Query<SignOnAnswer>,
    headers: HeaderMap,
) -> Response {
    let secure = web.config.secure_cookies;
    let ended = async {
        web.limits.sign_in(origin.ip)?;
        let ticket = cookie::ticket(&headers, secure).ok_or(Problem::new(Code::SignOnOver))?;
        let ports = &web.ports.sign_on;
        Ok(match ports.finish_sign_on(&origin, provider, ticket, answer).await? {
            SignOnEnd::In { session, next } => {
                (vec![cookie::give(&session.token, secure)?, cookie::take_ticket(secure)], next)
            }
            SignOnEnd::CodeNeeded { ticket, next } => {
                let asked = query(&[("code", "needed"), ("next", &next)]);
                (vec![cookie::give_ticket(&ticket, secure)?], asked)
            }
        })
    };
    match ended.await {
        Ok((cookies, to)) => {
            let cookies: Vec<(header::HeaderName, HeaderValue)> =
                cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)).collect();
            (AppendHeaders(cookies), Redirect::to(&to)).into_response()
        }
        Err(problem) => told(&problem),
    }
}

/// Back to the sign-in page, which has the words.
fn told(problem: &Problem) -> Response {
    Redirect::to(&query(&[("problem", problem.code.as_str())])).into_response()
}

fn query(pairs: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/sign-in?{query}")
}
