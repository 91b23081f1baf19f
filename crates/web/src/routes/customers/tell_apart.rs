//! `POST /api/v1/customers/lookalikes/decisions`

use api::customer::LookalikeDecision;

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// Says that two customers are two people, or puts the pair back on the list.
#[utoipa::path(
    post,
    path = "/api/v1/customers/lookalikes/decisions",
    responses((status = 204, description = "Done")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<LookalikeDecision>,
) -> Outcome<StatusCode> {
    web.ports.customers.tell_apart(&by, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
