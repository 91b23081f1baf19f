//! `PATCH /api/v1/admin/consent-purposes/{id}`

use api::consent::{ConsentPurpose, ConsentPurposeChange};
use model::ConsentPurposeId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes a purpose; absent fields stay. Another wording is another version of it.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/consent-purposes/{id}",
    params(
        ("id" = ConsentPurposeId, Path, description = "Which purpose"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The purpose after the change", body = ConsentPurpose)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(purpose): ById<ConsentPurposeId>,
    IfMatch(version): IfMatch,
    Json(input): Json<ConsentPurposeChange>,
) -> Outcome<Tagged<ConsentPurpose>> {
    let changed = web.ports.consents.change_consent_purpose(&by, purpose, version, input).await?;
    Ok(Tagged(changed))
}
