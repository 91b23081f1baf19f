//! `GET /api/v1/cases/{id}/messages`

use api::case::{Thread, ThreadQuery};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, Query, SignedIn, State, Web};

/// Part of a thread, oldest first, across channels.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/messages",
    params(
        ("id" = CaseId, Path, description = "Which case"),
        ThreadQuery,
    ),
    responses((status = 200, description = "Part of the thread", body = Thread)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Query(query): Query<ThreadQuery>,
) -> Outcome<Json<Thread>> {
    Ok(Json(web.ports.cases.thread(&by, case, query).await?))
}
