//! `GET /api/v1/admin/translation`

use api::translation::TranslatorView;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The translator that desks may ask.
#[utoipa::path(
    get,
    path = "/api/v1/admin/translation",
    responses((status = 200, description = "The translator", body = TranslatorView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<TranslatorView>> {
    Ok(Json(web.ports.translations.translator(&by).await?))
}
