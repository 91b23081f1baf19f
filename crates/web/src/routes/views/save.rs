//! `POST /api/v1/views`

use api::case_work::{NewSavedView, SavedView};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// Keeps a list; whoever may change queues keeps one for everybody.
#[utoipa::path(
    post,
    path = "/api/v1/views",
    responses((status = 201, description = "The list", body = SavedView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewSavedView>,
) -> Outcome<(StatusCode, Json<SavedView>)> {
    Ok((StatusCode::CREATED, Json(web.ports.case_work.save_view(&by, input).await?)))
}
