//! `PATCH /api/v1/admin/sign-on-providers/{id}`

use api::sign_on::{SignOnProvider, SignOnProviderChange};
use model::SignOnProviderId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes a provider; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/sign-on-providers/{id}",
    params(
        ("id" = SignOnProviderId, Path, description = "Which provider"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The provider after the change", body = SignOnProvider)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(provider): ById<SignOnProviderId>,
    IfMatch(version): IfMatch,
    Json(input): Json<SignOnProviderChange>,
) -> Outcome<Tagged<SignOnProvider>> {
    Ok(Tagged(web.ports.sign_on.change_sign_on_provider(&by, provider, version, input).await?))
}
