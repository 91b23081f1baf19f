//! `PATCH /api/v1/admin/dispositions/{id}`

use api::admin::DispositionChange;
use api::directory::DispositionView;
use model::DispositionId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes a way in which cases end; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/dispositions/{id}",
    params(
        ("id" = DispositionId, Path, description = "Which disposition"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The disposition after the change", body = DispositionView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(disposition): ById<DispositionId>,
    IfMatch(version): IfMatch,
    Json(input): Json<DispositionChange>,
) -> Outcome<Tagged<DispositionView>> {
    Ok(Tagged(web.ports.case_work.change_disposition(&by, disposition, version, input).await?))
}
