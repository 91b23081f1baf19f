//! `PUT /api/v1/admin/translation`

use api::translation::{NewTranslator, TranslatorView};

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Names the server that translates: one that speaks LibreTranslate's HTTP API. It is asked for its
/// languages before it is kept.
#[utoipa::path(
    put,
    path = "/api/v1/admin/translation",
    responses((status = 200, description = "It can be asked", body = TranslatorView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewTranslator>,
) -> Outcome<Json<TranslatorView>> {
    Ok(Json(web.ports.translations.set_translator(&by, input).await?))
}
