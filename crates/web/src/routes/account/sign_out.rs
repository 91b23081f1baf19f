//! `POST /api/v1/sign-out`

use axum::http::{HeaderName, HeaderValue, header};

use crate::cookie;
use crate::endpoint::{Outcome, SignedIn, State, StatusCode, Web};

/// Ends the session.
#[utoipa::path(
    post,
    path = "/api/v1/sign-out",
    responses((status = 204, description = "Signed out")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<(StatusCode, [(HeaderName, HeaderValue); 1])> {
    web.ports.accounts.sign_out(&by).await?;
    let cookie = cookie::take(web.config.secure_cookies);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}
