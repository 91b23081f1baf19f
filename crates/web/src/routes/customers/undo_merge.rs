//! `POST /api/v1/merges/{id}/undo`

use api::customer::MergeEntry;
use model::MergeId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Crosses a merge out: cases, orders and identities go back to the record they came to, also those
/// that came since.
#[utoipa::path(
    post,
    path = "/api/v1/merges/{id}/undo",
    params(("id" = MergeId, Path, description = "Which entry of the ledger")),
    responses((status = 200, description = "The entry, crossed out", body = MergeEntry)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(merge): ById<MergeId>,
) -> Outcome<Json<MergeEntry>> {
    Ok(Json(web.ports.customers.undo_merge(&by, merge).await?))
}
