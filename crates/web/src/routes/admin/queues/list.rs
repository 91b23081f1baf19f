//! `GET /api/v1/admin/queues`

use api::admin::Queue;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Every queue with its members.
#[utoipa::path(
    get,
    path = "/api/v1/admin/queues",
    responses((status = 200, description = "The queues", body = Vec<Queue>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<Queue>>> {
    Ok(Json(web.ports.admin.queues(&by).await?))
}
