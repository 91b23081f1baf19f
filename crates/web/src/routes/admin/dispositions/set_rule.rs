//! `PUT /api/v1/admin/resolve-rule`

use api::directory::ResolveRule;

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// Says what must be said of a case before it may be resolved.
#[utoipa::path(
    put,
    path = "/api/v1/admin/resolve-rule",
    responses((status = 204, description = "It holds")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<ResolveRule>,
) -> Outcome<StatusCode> {
    web.ports.case_work.set_resolve_rule(&by, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
