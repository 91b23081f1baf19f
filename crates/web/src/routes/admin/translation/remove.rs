//! `DELETE /api/v1/admin/translation`

use crate::endpoint::{Outcome, SignedIn, State, StatusCode, Web};

/// Does without a translator from now on.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/translation",
    responses((status = 204, description = "Nothing is translated any more")),
)]
pub(crate) async fn handle(State(web): State<Web>, SignedIn(by): SignedIn) -> Outcome<StatusCode> {
    web.ports.translations.remove_translator(&by).await?;
    Ok(StatusCode::NO_CONTENT)
}
