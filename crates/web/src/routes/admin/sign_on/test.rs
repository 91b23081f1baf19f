//! `POST /api/v1/admin/sign-on-providers/{id}/test`

use api::sign_on::SignOnCheck;
use model::SignOnProviderId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Looks whether a provider describes itself as it should. Nobody is signed in.
#[utoipa::path(
    post,
    path = "/api/v1/admin/sign-on-providers/{id}/test",
    params(("id" = SignOnProviderId, Path, description = "Which provider")),
    responses((status = 200, description = "What was found", body = SignOnCheck)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(provider): ById<SignOnProviderId>,
) -> Outcome<Json<SignOnCheck>> {
    Ok(Json(web.ports.sign_on.test_sign_on_provider(&by, provider).await?))
}
