//! `POST /api/v1/cases/{id}/translation`

use api::translation::{NewTranslation, Translation};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Has a machine translate a message of the case, or a text that is about to be sent. Nothing of it
/// is kept.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/translation",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The translation", body = Translation)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<NewTranslation>,
) -> Outcome<Json<Translation>> {
    Ok(Json(web.ports.translations.translate(&by, case, input).await?))
}
