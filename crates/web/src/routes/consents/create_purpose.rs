//! `POST /api/v1/admin/consent-purposes`

use api::consent::{ConsentPurpose, NewConsentPurpose};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a purpose to which customers may consent.
#[utoipa::path(
    post,
    path = "/api/v1/admin/consent-purposes",
    responses((status = 201, description = "The new purpose", body = ConsentPurpose)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewConsentPurpose>,
) -> Outcome<(StatusCode, Tagged<ConsentPurpose>)> {
    let made = web.ports.consents.create_consent_purpose(&by, input).await?;
    Ok((StatusCode::CREATED, Tagged(made)))
}
