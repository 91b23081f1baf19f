//! `GET /api/v1/admin/sla-policies`

use api::promise::SlaPolicy;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Policies in the order in which they are tried.
#[utoipa::path(
    get,
    path = "/api/v1/admin/sla-policies",
    responses((status = 200, description = "All of them", body = Vec<SlaPolicy>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<SlaPolicy>>> {
    Ok(Json(web.ports.admin.sla_policies(&by).await?))
}
