//! `POST /api/v1/work/offers/{id}/decline`

use model::OfferId;

use crate::endpoint::{ById, Outcome, SignedIn, State, StatusCode, Web};

/// Refuses an offer; it goes to the next agent.
#[utoipa::path(
    post,
    path = "/api/v1/work/offers/{id}/decline",
    params(("id" = OfferId, Path, description = "Which offer")),
    responses((status = 204, description = "Refused")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(offer): ById<OfferId>,
) -> Outcome<StatusCode> {
    web.ports.work.decline(&by, offer).await?;
    Ok(StatusCode::NO_CONTENT)
}
