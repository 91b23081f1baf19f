//! `DELETE /api/v1/holds/{id}`

use model::LegalHoldId;

use crate::endpoint::{ById, Outcome, SignedIn, State, StatusCode, Web};

/// Ends a hold: what was kept by it only is deleted when its time is over.
#[utoipa::path(
    delete,
    path = "/api/v1/holds/{id}",
    params(("id" = LegalHoldId, Path, description = "Which hold")),
    responses((status = 204, description = "It is over")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(hold): ById<LegalHoldId>,
) -> Outcome<StatusCode> {
    web.ports.retentions.end_hold_of(&by, hold).await?;
    Ok(StatusCode::NO_CONTENT)
}
