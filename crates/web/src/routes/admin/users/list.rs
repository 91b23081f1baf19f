//! `GET /api/v1/admin/users`

use api::admin::User;
use api::{Page, PageQuery};

use crate::endpoint::{Json, Outcome, Query, SignedIn, State, Web};

/// One page of accounts.
#[utoipa::path(
    get,
    path = "/api/v1/admin/users",
    params(PageQuery),
    responses((status = 200, description = "A page of accounts", body = Page<User>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Query(query): Query<PageQuery>,
) -> Outcome<Json<Page<User>>> {
    Ok(Json(web.ports.admin.users(&by, query).await?))
}
