//! `PATCH /api/v1/admin/sla-policies/{id}`

use api::promise::{SlaPolicy, SlaPolicyChange};
use model::SlaPolicyId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes a policy; absent fields stay. Open cases are judged anew.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/sla-policies/{id}",
    params(
        ("id" = SlaPolicyId, Path, description = "Which"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "After the change", body = SlaPolicy)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(id): ById<SlaPolicyId>,
    IfMatch(version): IfMatch,
    Json(input): Json<SlaPolicyChange>,
) -> Outcome<Tagged<SlaPolicy>> {
    Ok(Tagged(web.ports.admin.change_sla_policy(&by, id, version, input).await?))
}
