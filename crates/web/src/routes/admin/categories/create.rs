//! `POST /api/v1/admin/categories`

use api::admin::NewCategory;
use api::directory::CategoryView;

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a category.
#[utoipa::path(
    post,
    path = "/api/v1/admin/categories",
    responses((status = 201, description = "The new category", body = CategoryView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewCategory>,
) -> Outcome<(StatusCode, Tagged<CategoryView>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.admin.create_category(&by, input).await?)))
}
