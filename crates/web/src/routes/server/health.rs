//! `GET /healthz`

/// Whether the server answers at all.
#[utoipa::path(
    get,
    path = "/healthz",
    responses((status = 200, description = "It does", body = String, content_type = "text/plain")),
)]
pub(crate) async fn handle() -> &'static str {
    "ok\n"
}
