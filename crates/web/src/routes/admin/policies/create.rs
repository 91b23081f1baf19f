//! `POST /api/v1/admin/sla-policies`

use api::promise::{NewSlaPolicy, SlaPolicy};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a policy.
#[utoipa::path(
    post,
    path = "/api/v1/admin/sla-policies",
    responses((status = 201, description = "What was made", body = SlaPolicy)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewSlaPolicy>,
) -> Outcome<(StatusCode, Tagged<SlaPolicy>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.admin.create_sla_policy(&by, input).await?)))
}
