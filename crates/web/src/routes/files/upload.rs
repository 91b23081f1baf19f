//! `POST /api/v1/files`

use api::file::FileView;

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Uploaded, Web};
use crate::extract::UploadForm;

/// Keeps a file until a reply or a note takes it.
#[utoipa::path(
    post,
    path = "/api/v1/files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Kept", body = FileView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Uploaded(file): Uploaded,
) -> Outcome<(StatusCode, Json<FileView>)> {
    Ok((StatusCode::CREATED, Json(web.ports.files.upload(&by, file).await?)))
}
