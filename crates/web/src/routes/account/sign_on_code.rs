//! `POST /api/v1/sign-in/code`

use api::account::Me;
use api::sign_on::SignOnCode;
use api::{Code, Problem};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::AppendHeaders;

use super::stamped;
use crate::arrival::Arrival;
use crate::cookie;
use crate::endpoint::{Json, Outcome, State, Web};

/// The code of the second factor, of somebody whom a provider has just signed in: begins a session,
/// which lives in an HttpOnly cookie.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/code",
    responses((
        status = 200,
        description = "Signed in",
        body = Me,
        headers(("set-cookie" = String, description = "The session")),
    )),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    Arrival(origin): Arrival,
    headers: HeaderMap,
    Json(input): Json<SignOnCode>,
) -> Outcome<(AppendHeaders<[(header::HeaderName, HeaderValue); 2]>, Json<Me>)> {
    web.limits.sign_in(origin.ip)?;
    let secure = web.config.secure_cookies;
    let ticket = cookie::ticket(&headers, secure).ok_or(Problem::new(Code::SignOnOver))?;
    let session = web.ports.sign_on.code_sign_on(&origin, ticket, input).await?;
    let cookies = [
        (header::SET_COOKIE, cookie::give(&session.token, secure)?),
        (header::SET_COOKIE, cookie::take_ticket(secure)),
    ];
    Ok((AppendHeaders(cookies), Json(stamped(session.me, &web))))
}
