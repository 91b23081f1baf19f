//! `POST /api/v1/customers/{id}/holds`

use api::retention::{HoldView, NewHold};
use axum::http::StatusCode;
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Holds a customer's records, or one case of theirs: nothing is deleted until the hold is ended.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{id}/holds",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 201, description = "The holds that stand", body = Vec<HoldView>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
    Json(input): Json<NewHold>,
) -> Outcome<(StatusCode, Json<Vec<HoldView>>)> {
    Ok((StatusCode::CREATED, Json(web.ports.retentions.place_hold(&by, customer, input).await?)))
}
