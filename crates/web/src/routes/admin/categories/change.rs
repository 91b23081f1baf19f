//! `PATCH /api/v1/admin/categories/{id}`

use api::admin::CategoryChange;
use api::directory::CategoryView;
use model::CategoryId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes a category; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/categories/{id}",
    params(
        ("id" = CategoryId, Path, description = "Which category"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The category after the change", body = CategoryView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(category): ById<CategoryId>,
    IfMatch(version): IfMatch,
    Json(input): Json<CategoryChange>,
) -> Outcome<Tagged<CategoryView>> {
    Ok(Tagged(web.ports.admin.change_category(&by, category, version, input).await?))
}
