//! `GET /api/v1/admin/hours`

use api::promise::BusinessHours;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Business hours with the queues that keep them.
#[utoipa::path(
    get,
    path = "/api/v1/admin/hours",
    responses((status = 200, description = "All of them", body = Vec<BusinessHours>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<BusinessHours>>> {
    Ok(Json(web.ports.admin.hours(&by).await?))
}
