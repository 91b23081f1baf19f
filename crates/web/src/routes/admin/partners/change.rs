//! `PATCH /api/v1/admin/partners/{id}`

use api::side::{Partner, PartnerChange};
use model::PartnerId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes an entry of the address book; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/partners/{id}",
    params(
        ("id" = PartnerId, Path, description = "Which entry"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The entry after the change", body = Partner)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(partner): ById<PartnerId>,
    IfMatch(version): IfMatch,
    Json(input): Json<PartnerChange>,
) -> Outcome<Tagged<Partner>> {
    Ok(Tagged(web.ports.sides.change_partner(&by, partner, version, input).await?))
}
