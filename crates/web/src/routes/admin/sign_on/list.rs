//! `GET /api/v1/admin/sign-on-providers`

use api::sign_on::SignOnProvider;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The providers by which people sign in.
#[utoipa::path(
    get,
    path = "/api/v1/admin/sign-on-providers",
    responses((status = 200, description = "All of them", body = Vec<SignOnProvider>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<SignOnProvider>>> {
    Ok(Json(web.ports.sign_on.sign_on_providers(&by).await?))
}
