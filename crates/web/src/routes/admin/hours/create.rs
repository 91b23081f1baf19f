//! `POST /api/v1/admin/hours`

use api::promise::{BusinessHours, NewBusinessHours};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes business hours.
#[utoipa::path(
    post,
    path = "/api/v1/admin/hours",
    responses((status = 201, description = "What was made", body = BusinessHours)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewBusinessHours>,
) -> Outcome<(StatusCode, Tagged<BusinessHours>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.admin.create_hours(&by, input).await?)))
}
