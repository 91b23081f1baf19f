//! `GET /api/v1/admin/tenants`

use api::admin::Tenant;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The tenants of this installation.
#[utoipa::path(
    get,
    path = "/api/v1/admin/tenants",
    responses((status = 200, description = "The tenants", body = Vec<Tenant>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<Tenant>>> {
    Ok(Json(web.ports.admin.tenants(&by).await?))
}
