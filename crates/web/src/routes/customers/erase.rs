//! `POST /api/v1/customers/{id}/erasure`

use api::privacy::{Erasure, NewErasure};
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Erases a person. What was counted stays; there is no way back.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{id}/erasure",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 200, description = "That the person was erased", body = Erasure)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
    Json(input): Json<NewErasure>,
) -> Outcome<Json<Erasure>> {
    Ok(Json(web.ports.privacy.erase_person(&by, customer, input).await?))
}
