//! `POST /api/v1/cases`

use api::case::{CaseRow, NewCase};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Begins a case with a mail to a customer.
#[utoipa::path(
    post,
    path = "/api/v1/cases",
    responses((status = 201, description = "The new case", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewCase>,
) -> Outcome<(StatusCode, Tagged<CaseRow>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.cases.open(&by, input).await?)))
}
