//! `PATCH /api/v1/admin/categories/{id}`

use api::admin::CategoryChange;
use api::directory::CategoryView;
use model::CategoryId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Changes a category; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/categories/{id}",
    params(("id" = CategoryId, Path, description = "Which category")),
    responses((status = 200, description = "The category after the change", body = CategoryView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(category): ById<CategoryId>,
    Json(input): Json<CategoryChange>,
) -> Outcome<Json<CategoryView>> {
    Ok(Json(web.ports.admin.change_category(&by, category, input).await?))
}
