//! `POST /demo/identity`

use api::chat::{DemoIdentity, DemoMember};
use api::{Code, Problem};

use crate::endpoint::{Json, Outcome, State, Web};

/// A demo member's signed identity, as a shop would sign it. Only in a demo.
#[utoipa::path(
    post,
    path = "/demo/identity",
    responses((status = 200, description = "The identity", body = DemoIdentity)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    Json(input): Json<DemoMember>,
) -> Outcome<Json<DemoIdentity>> {
    if !web.config.demo {
        return Err(Problem::new(Code::NotFound).into());
    }
    Ok(Json(web.ports.chat.demo_identity(&input.member).await?))
}
