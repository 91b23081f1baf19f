//! `GET /api/openapi.json`

use axum::http::{HeaderName, HeaderValue, header};
use bytes::Bytes;

use crate::endpoint::{State, Web};

/// The description of this API (OpenAPI 3.1); `/docs/api` shows it for people.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    responses((status = 200, description = "The document", body = serde_json::Value)),
)]
pub(crate) async fn handle(State(web): State<Web>) -> ([(HeaderName, HeaderValue); 2], Bytes) {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, web.openapi.clone())
}
