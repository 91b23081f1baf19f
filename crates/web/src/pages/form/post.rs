//! What a page sends: multipart/form-data (RFC 7578), read part by part within its limits.

use api::file::Upload;
use api::form::{FormButton, FormPost};
use api::{Code, Locale, Problem};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use model::limits::{
    ATTACHMENT_BYTES_MAX, FORM_FILES_BYTES_MAX, FORM_PARTS_MAX, FORM_REQUEST_BYTES_MAX,
};

use crate::endpoint::Web;

/// Bytes of one answer that are looked at; the check says that fewer fit.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Reads a page's request, and the language that was chosen on it, if one was.
pub(super) async fn read(
    request: Request,
    web: &Web,
) -> Result<(Option<Locale>, FormPost), Problem> {
    let form = Multipart::from_request(request, web).await;
    let mut form = form.map_err(|_| not_a_form())?;
    let mut read = Read::default();
    let mut parts = 0;
    while let Some(part) = form.next_field().await.map_err(|error| broken(&error))? {
        parts += 1;
        if parts > FORM_PARTS_MAX {
            return Err(Problem::new(Code::TooLarge));
        }
        read.part(part).await?;
    }
    if read.chosen.is_some() {
        read.post.button = FormButton::Edit;
    }
    Ok((read.chosen, read.post))
}

#[derive(Default)]
struct Read {
    post: FormPost,
    chosen: Option<Locale>,
    file_bytes: usize,
}

impl Read {
    async fn part(&mut self, part: Field<'_>) -> Result<(), Problem> {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            return self.file(part).await;
        }
        let value = text(part).await?;
        match name.as_str() {
            "token" => self.post.token = value,
            "proof" => self.post.proof = value,
            "website" => self.post.trap = value,
            "lang" => self.chosen = Locale::parse(&value),
            "kept" => self.post.kept.push(value),
            "button" => {
                self.post.button = match value.as_str() {
                    "send" => FormButton::Send,
                    "edit" => FormButton::Edit,
                    _ => FormButton::Confirm,
                };
            }
            name => {
                if let Some(key) = name.strip_prefix("a.") {
                    self.post.answers.insert(key.to_owned(), value);
                }
            }
        }
        Ok(())
    }

    /// A file. One that is too large is read to its end and left out, so that the rest of what was
    /// typed is not lost with it.
    async fn file(&mut self, mut part: Field<'_>) -> Result<(), Problem> {
        let name = part.file_name().unwrap_or_default().to_owned();
        let mime = part.content_type().unwrap_or("application/octet-stream").to_owned();
        let (mut content, mut size) = (BytesMut::new(), 0_usize);
        while let Some(chunk) = part.chunk().await.map_err(|error| broken(&error))? {
            size += chunk.len();
            if size <= ATTACHMENT_BYTES_MAX && self.file_bytes + size <= FORM_FILES_BYTES_MAX {
                content.extend_from_slice(&chunk);
            } else {
                content = BytesMut::new();
            }
        }
        if name.is_empty() && size == 0 {
            return Ok(());
        }
        if size > ATTACHMENT_BYTES_MAX {
            self.post.too_large.push(name);
        } else if self.file_bytes + size > FORM_FILES_BYTES_MAX {
            self.post.too_many_bytes = true;
        } else {
            self.file_bytes += size;
            self.post.files.push(Upload { name, mime, content: Bytes::from(content) });
        }
        Ok(())
    }
}

async fn text(mut part: Field<'_>) -> Result<String, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() < ANSWER_BYTES_MAX {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn broken(error: &MultipartError) -> Problem {
    if error.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return not_a_form();
    }
    let megabytes = FORM_REQUEST_BYTES_MAX / (1024 * 1024);
    Problem::new(Code::TooLarge).with(
        format!("送信できるのは、ファイルを含めて合計{megabytes}MBまでです。"),
        format!("At most {megabytes} MB can be sent at once, files included."),
    )
}

fn not_a_form() -> Problem {
    Problem::new(Code::Malformed)
        .with("フォームとして読み取れません。", "This could not be read as a form.")
}
