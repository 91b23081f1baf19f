//! `PUT /api/v1/customers/lookalikes/threshold`

use api::customer::LookalikeThreshold;

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// From which likeness on the centre looks at a pair.
#[utoipa::path(
    put,
    path = "/api/v1/customers/lookalikes/threshold",
    responses((status = 204, description = "Done")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<LookalikeThreshold>,
) -> Outcome<StatusCode> {
    web.ports.customers.set_lookalike_threshold(&by, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
