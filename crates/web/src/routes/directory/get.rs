//! `GET /api/v1/directory`

use api::directory::Directory;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The names of colleagues, queues, categories and channels.
#[utoipa::path(
    get,
    path = "/api/v1/directory",
    responses((status = 200, description = "The names", body = Directory)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Directory>> {
    Ok(Json(web.ports.work.directory(&by).await?))
}
