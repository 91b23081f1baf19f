//! JSON bodies, in and out.

use api::{Code, Problem};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::limits::JSON_BYTES_MAX;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::Failure;
use crate::reading;
use crate::state::Web;

/// A JSON body of at most [`JSON_BYTES_MAX`] bytes.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Web> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &Web) -> Result<Self, Failure> {
        declared_json(request.headers())?;
        let bytes = whole(request.into_body()).await?;
        Ok(Self(reading::json(&bytes)?))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                let kind = HeaderValue::from_static("application/json");
                (StatusCode::OK, [(header::CONTENT_TYPE, kind)], bytes).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                Failure(Problem::new(Code::Internal)).into_response()
            }
        }
    }
}

/// A form of another site can post text, but not with this type: asking for it stops that.
fn declared_json(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or("").trim();
    if kind.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Problem::new(Code::Malformed).with(
        "Content-Type は application/json にしてください。",
        "The content type must be application/json.",
    ))
}

/// A body that is no larger than JSON may be.
pub(crate) async fn whole(body: Body) -> Result<Bytes, Problem> {
    axum::body::to_bytes(body, JSON_BYTES_MAX).await.map_err(|error| {
        if too_long(&error) {
            Problem::new(Code::TooLarge).with(
                format!("JSON の本文は {JSON_BYTES_MAX} バイトまでです。"),
                format!("A JSON body has at most {JSON_BYTES_MAX} bytes."),
            )
        } else {
            Problem::new(Code::Malformed)
        }
    })
}

/// Whether the limit was hit, and not the connection lost.
fn too_long(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.to_string() == "length limit exceeded" {
            return true;
        }
        cause = error.source();
    }
    false
}
