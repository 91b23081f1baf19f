//! `PATCH /api/v1/cases/{id}/sides/{side}`

use api::side::{Side, SideChange};
use model::{CaseId, SideId};

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Ends a conversation with somebody outside, lets it go on, or says when its answer must be there.
#[utoipa::path(
    patch,
    path = "/api/v1/cases/{id}/sides/{side}",
    params(
        ("id" = CaseId, Path, description = "Which case"),
        ("side" = SideId, Path, description = "Which conversation"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The conversation after the change", body = Side)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById((case, side)): ById<(CaseId, SideId)>,
    IfMatch(version): IfMatch,
    Json(input): Json<SideChange>,
) -> Outcome<Tagged<Side>> {
    Ok(Tagged(web.ports.sides.change_side(&by, case, side, version, input).await?))
}
