//! `GET /api/v1/admin/audit`

use api::Page;
use api::admin::{AuditEntry, AuditQuery};

use crate::endpoint::{Json, Outcome, Query, SignedIn, State, Web};

/// One page of the audit log, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/audit",
    params(AuditQuery),
    responses((status = 200, description = "A page of entries", body = Page<AuditEntry>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Query(query): Query<AuditQuery>,
) -> Outcome<Json<Page<AuditEntry>>> {
    Ok(Json(web.ports.admin.audit(&by, query).await?))
}
