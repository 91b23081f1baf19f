//! `GET /api/v1/admin/procedures`

use api::case_work::Procedure;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Every procedure.
#[utoipa::path(
    get,
    path = "/api/v1/admin/procedures",
    responses((status = 200, description = "The procedures by name", body = Vec<Procedure>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<Procedure>>> {
    Ok(Json(web.ports.case_work.procedures(&by).await?))
}
