//! `POST /chat/v1/uploads`

use api::file::FileView;

use crate::arrival::Arrival;
use crate::endpoint::{Json, Outcome, State, StatusCode, Uploaded, Visiting, Web};
use crate::extract::UploadForm;

/// Keeps a file of a visitor until a message takes it.
#[utoipa::path(
    post,
    path = "/chat/v1/uploads",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Kept", body = FileView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    Visiting(by): Visiting,
    Arrival(from): Arrival,
    Uploaded(file): Uploaded,
) -> Outcome<(StatusCode, Json<FileView>)> {
    web.limits.upload_bytes(from.ip, file.content.len())?;
    Ok((StatusCode::CREATED, Json(web.ports.chat.upload(&by, file).await?)))
}
