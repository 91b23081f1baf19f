//! `GET /api/v1/files/{id}`

use model::AttachmentId;

use crate::download::Sent;
use crate::endpoint::{ById, Outcome, SignedIn, State, Web};

/// A file of a message, or an upload of one's own. Harmless images may be shown in place,
/// everything else is saved.
#[utoipa::path(
    get,
    path = "/api/v1/files/{id}",
    params(("id" = AttachmentId, Path, description = "Which file")),
    responses((
        status = 200,
        description = "The file",
        body = Vec<u8>,
        content_type = "application/octet-stream",
    )),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(file): ById<AttachmentId>,
) -> Outcome<Sent> {
    Ok(Sent(web.ports.files.download(&by, file).await?))
}
