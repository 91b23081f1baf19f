//! `POST /api/v1/admin/tenants`

use api::admin::{NewTenant, Tenant};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// Makes a tenant with its first administrator.
#[utoipa::path(
    post,
    path = "/api/v1/admin/tenants",
    responses((status = 201, description = "The new tenant", body = Tenant)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewTenant>,
) -> Outcome<(StatusCode, Json<Tenant>)> {
    Ok((StatusCode::CREATED, Json(web.ports.admin.create_tenant(&by, input).await?)))
}
