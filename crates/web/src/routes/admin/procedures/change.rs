//! `PATCH /api/v1/admin/procedures/{id}`

use api::case_work::{Procedure, ProcedureChange};
use model::ProcedureId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes a procedure; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/procedures/{id}",
    params(
        ("id" = ProcedureId, Path, description = "Which procedure"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The procedure after the change", body = Procedure)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(procedure): ById<ProcedureId>,
    IfMatch(version): IfMatch,
    Json(input): Json<ProcedureChange>,
) -> Outcome<Tagged<Procedure>> {
    let changed = web.ports.case_work.change_procedure(&by, procedure, version, input).await?;
    Ok(Tagged(changed))
}
