//! A file in a multipart form (RFC 7578).

use api::file::Upload;
use api::{Code, Problem};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use model::limits::ATTACHMENT_BYTES_MAX;
use utoipa::ToSchema;

use crate::problem::Failure;
use crate::state::Web;

/// The form, for the documentation.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; the parts are read one by one")]
pub(crate) struct UploadForm {
    /// The file, at most 20 MiB.
    #[schema(format = Binary, value_type = String)]
    file: Vec<u8>,
}

/// The form's field `file`; other fields before it are passed over.
pub(crate) struct Uploaded(pub(crate) Upload);

impl FromRequest<Web> for Uploaded {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let form = Multipart::from_request(request, web).await;
        let mut form = form.map_err(|_| not_a_form())?;
        while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
            if field.name() == Some("file") {
                return Ok(Self(read(field).await?));
            }
        }
        Err(Failure(Problem::invalid(
            "file",
            "フィールド file にファイルを指定してください。",
            "The form needs a field named file.",
        )))
    }
}

async fn read(mut field: Field<'_>) -> Result<Upload, Problem> {
    let name = field.file_name().unwrap_or("").to_owned();
    let mime = field.content_type().unwrap_or("application/octet-stream").to_owned();
    let mut content = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        if content.len() + chunk.len() > ATTACHMENT_BYTES_MAX {
            return Err(too_large());
        }
        content.extend_from_slice(&chunk);
    }
    Ok(Upload { name, mime, content: Bytes::from(content) })
}

fn too_large() -> Problem {
    let mebibytes = ATTACHMENT_BYTES_MAX / (1024 * 1024);
    Problem::new(Code::TooLarge).with(
        format!("ファイルは {mebibytes} MB までです。"),
        format!("A file has at most {mebibytes} MiB."),
    )
}

fn broken(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { not_a_form() }
}

fn not_a_form() -> Problem {
    Problem::new(Code::Malformed).with(
        "multipart/form-data として読み取れません。",
        "This is no readable multipart/form-data.",
    )
}
