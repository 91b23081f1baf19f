//! `POST /api/v1/admin/channels`

use api::admin::{Channel, NewChannel};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a channel.
#[utoipa::path(
    post,
    path = "/api/v1/admin/channels",
    responses((status = 201, description = "The new channel", body = Channel)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewChannel>,
) -> Outcome<(StatusCode, Tagged<Channel>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.admin.create_channel(&by, input).await?)))
}
