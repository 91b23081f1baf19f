//! `PATCH /api/v1/admin/hours/{id}`

use api::promise::{BusinessHours, BusinessHoursChange};
use model::HoursId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes business hours; absent fields stay. Open cases are judged anew.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/hours/{id}",
    params(
        ("id" = HoursId, Path, description = "Which"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "After the change", body = BusinessHours)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(id): ById<HoursId>,
    IfMatch(version): IfMatch,
    Json(input): Json<BusinessHoursChange>,
) -> Outcome<Tagged<BusinessHours>> {
    Ok(Tagged(web.ports.admin.change_hours(&by, id, version, input).await?))
}
