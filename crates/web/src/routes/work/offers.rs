//! `GET /api/v1/work/offers`

use api::work::Offer;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The offers that stand for me.
#[utoipa::path(
    get,
    path = "/api/v1/work/offers",
    responses((status = 200, description = "Offers, the soonest to end first", body = Vec<Offer>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<Offer>>> {
    Ok(Json(web.ports.work.offers(&by).await?))
}
