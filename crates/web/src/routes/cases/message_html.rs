//! `GET /api/v1/cases/{id}/messages/{message}/html`

use api::case::MessageHtml;
use model::{CaseId, MessageId};

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// The sanitised HTML of a mail. To show it, put `…/document` into a sandboxed frame: the desk's
/// own content policy would strip the styles of a mail shown in place.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/messages/{message}/html",
    params(
        ("id" = CaseId, Path, description = "Which case"),
        ("message" = MessageId, Path, description = "Which message"),
    ),
    responses((status = 200, description = "The HTML", body = MessageHtml)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById((case, message)): ById<(CaseId, MessageId)>,
) -> Outcome<Json<MessageHtml>> {
    Ok(Json(web.ports.cases.html(&by, case, message).await?))
}
