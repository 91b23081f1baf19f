//! `POST /hooks/v1/{key}`

use api::hook::{HookRequest, HookTaken};
use axum::extract::Path;
use axum::http::HeaderMap;
use bytes::Bytes;

use crate::arrival::Arrival;
use crate::endpoint::{Json, Outcome, State, StatusCode, Web};

/// Takes a signed webhook of a messenger (`docs/api-channel.md`). Answered when it is durable; the
/// same one again does nothing again.
#[utoipa::path(
    post,
    path = "/hooks/v1/{key}",
    params(
        ("key" = String, Path, description = "The key of an API channel"),
        ("webhook-id" = String, Header, description = "The sender's id of this request"),
        ("webhook-timestamp" = String, Header, description = "Seconds since 1970"),
        ("webhook-signature" = String, Header, description = "`v1,` and the Base64 of the HMAC"),
    ),
    request_body(content = String, content_type = "application/json"),
    responses((status = 202, description = "Kept", body = HookTaken)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    Path(key): Path<String>,
    Arrival(from): Arrival,
    headers: HeaderMap,
    body: Bytes,
) -> Outcome<(StatusCode, Json<HookTaken>)> {
    web.limits.hook(from.ip)?;
    let text = |name| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let request = HookRequest {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signature: text("webhook-signature"),
        body,
    };
    Ok((StatusCode::ACCEPTED, Json(web.ports.hooks.receive(&key, request).await?)))
}
