//! `GET /api/v1/consent-purposes`

use api::consent::ConsentPurpose;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// What customers may consent to, in the order of the list, that out of use among it.
#[utoipa::path(
    get,
    path = "/api/v1/consent-purposes",
    responses((status = 200, description = "All of them", body = Vec<ConsentPurpose>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<ConsentPurpose>>> {
    Ok(Json(web.ports.consents.consent_purposes(&by).await?))
}
