//! `POST /api/v1/work/offers/{id}/accept`

use api::case::CaseRow;
use model::OfferId;

use crate::endpoint::{ById, Outcome, SignedIn, State, Tagged, Web};

/// Takes an offer.
#[utoipa::path(
    post,
    path = "/api/v1/work/offers/{id}/accept",
    params(("id" = OfferId, Path, description = "Which offer")),
    responses((status = 200, description = "The case behind it, now mine", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(offer): ById<OfferId>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.work.accept(&by, offer).await?))
}
