//! What browsers load as pages: the files built into the binary, the documentation, inquiry forms.

pub(crate) mod consent;
pub(crate) mod demo;
pub(crate) mod desk;
pub(crate) mod docs;
pub(crate) mod form;
pub(crate) mod handover;
pub(crate) mod proof;
pub(crate) mod sign_on;
pub(crate) mod widget;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ui_assets::Asset;

/// Sends an embedded file in the smallest encoding the client takes, or 304 when it has it.
fn send(asset: &'static Asset, asked: &HeaderMap, csp: &'static str) -> Response {
    let text = |name| asked.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let (encoding, bytes) = asset.best(text(header::ACCEPT_ENCODING).unwrap_or(""));
    let mut headers = HeaderMap::new();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lifetime(asset)));
    if let Ok(tag) = HeaderValue::from_str(&asset.etag(encoding)) {
        headers.insert(header::ETAG, tag);
    }
    if text(header::IF_NONE_MATCH).is_some_and(|tags| asset.known_to(tags)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime()));
    if let Some(token) = encoding.token() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
    }
    (headers, bytes).into_response()
}

/// A name with a content hash never changes; everything else is asked for again.
fn lifetime(asset: &Asset) -> &'static str {
    if asset.immutable() { "public, max-age=31536000, immutable" } else { "no-cache" }
}
