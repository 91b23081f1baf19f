//! `GET /chat/v1/files/{id}`

use model::AttachmentId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::download::Sent;
use crate::endpoint::{ById, Outcome, Query, State, Web};

/// The key of a file's address.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Signature {
    /// The signature, as it stands in the address that a message names.
    #[serde(default)]
    sig: String,
}

/// A file of a message, by its signed address: works in `<img>` and `<a>`.
#[utoipa::path(
    get,
    path = "/chat/v1/files/{id}",
    params(("id" = AttachmentId, Path, description = "Which file"), Signature),
    responses((
        status = 200,
        description = "The file",
        body = Vec<u8>,
        content_type = "application/octet-stream",
    )),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    ById(file): ById<AttachmentId>,
    Query(query): Query<Signature>,
) -> Outcome<Sent> {
    Ok(Sent(web.ports.chat.download(file, &query.sig).await?))
}
