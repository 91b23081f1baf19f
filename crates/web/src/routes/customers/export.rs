//! `GET /api/v1/customers/{id}/export`

use model::CustomerId;

use crate::download::Sent;
use crate::endpoint::{ById, Outcome, SignedIn, State, Web};

/// Everything that is known of a person as a ZIP file: `person.json` and the files of the messages.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}/export",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((
        status = 200,
        description = "The archive",
        body = Vec<u8>,
        content_type = "application/zip",
    )),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
) -> Outcome<Sent> {
    Ok(Sent(web.ports.privacy.export_person(&by, customer).await?))
}
