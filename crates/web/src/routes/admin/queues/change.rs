//! `PATCH /api/v1/admin/queues/{id}`

use api::admin::{Queue, QueueChange};
use model::QueueId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes a queue; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/queues/{id}",
    params(
        ("id" = QueueId, Path, description = "Which queue"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The queue after the change", body = Queue)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(queue): ById<QueueId>,
    IfMatch(version): IfMatch,
    Json(input): Json<QueueChange>,
) -> Outcome<Tagged<Queue>> {
    Ok(Tagged(web.ports.admin.change_queue(&by, queue, version, input).await?))
}
