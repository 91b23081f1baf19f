//! `POST /api/v1/admin/queues`

use api::admin::{NewQueue, Queue};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a queue.
#[utoipa::path(
    post,
    path = "/api/v1/admin/queues",
    responses((status = 201, description = "The new queue", body = Queue)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewQueue>,
) -> Outcome<(StatusCode, Tagged<Queue>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.admin.create_queue(&by, input).await?)))
}
