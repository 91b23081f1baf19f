//! `POST /api/v1/admin/dispositions`

use api::admin::NewDisposition;
use api::directory::DispositionView;

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a way in which cases end.
#[utoipa::path(
    post,
    path = "/api/v1/admin/dispositions",
    responses((status = 201, description = "The new disposition", body = DispositionView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewDisposition>,
) -> Outcome<(StatusCode, Tagged<DispositionView>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.case_work.create_disposition(&by, input).await?)))
}
