//! `DELETE /api/v1/views/{id}`

use model::SavedViewId;

use crate::endpoint::{ById, Outcome, SignedIn, State, StatusCode, Web};

/// Forgets a list.
#[utoipa::path(
    delete,
    path = "/api/v1/views/{id}",
    params(("id" = SavedViewId, Path, description = "Which list")),
    responses((status = 204, description = "Forgotten")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(view): ById<SavedViewId>,
) -> Outcome<StatusCode> {
    web.ports.case_work.remove_view(&by, view).await?;
    Ok(StatusCode::NO_CONTENT)
}
