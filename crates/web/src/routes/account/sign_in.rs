//! `POST /api/v1/sign-in`

use api::account::{Me, SignIn};
use axum::http::{HeaderName, HeaderValue, header};

use super::stamped;
use crate::arrival::Arrival;
use crate::cookie;
use crate::endpoint::{Json, Outcome, State, Web};

/// Checks address and password and begins a session, which lives in an HttpOnly cookie.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in",
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
    Json(input): Json<SignIn>,
) -> Outcome<([(HeaderName, HeaderValue); 1], Json<Me>)> {
    web.limits.sign_in(origin.ip)?;
    let session = web.ports.accounts.sign_in(&origin, input).await?;
    let cookie = cookie::give(&session.token, web.config.secure_cookies)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(stamped(session.me, &web))))
}
