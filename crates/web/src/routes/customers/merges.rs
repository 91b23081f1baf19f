//! `GET /api/v1/customers/{id}/merges`

use api::customer::MergeEntry;
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Which records of this customer were found to be one person, by whom and why; newest first.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}/merges",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 200, description = "The entries of the ledger", body = Vec<MergeEntry>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
) -> Outcome<Json<Vec<MergeEntry>>> {
    Ok(Json(web.ports.customers.merges(&by, customer).await?))
}
