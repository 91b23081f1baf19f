//! `POST /api/v1/admin/sign-on-providers`

use api::sign_on::{NewSignOnProvider, SignOnProvider};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a provider; it is out of use until it is switched on.
#[utoipa::path(
    post,
    path = "/api/v1/admin/sign-on-providers",
    responses((status = 201, description = "The new provider", body = SignOnProvider)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewSignOnProvider>,
) -> Outcome<(StatusCode, Tagged<SignOnProvider>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.sign_on.create_sign_on_provider(&by, input).await?)))
}
