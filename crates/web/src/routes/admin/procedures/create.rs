//! `POST /api/v1/admin/procedures`

use api::case_work::{NewProcedure, Procedure};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a procedure for a kind of matter.
#[utoipa::path(
    post,
    path = "/api/v1/admin/procedures",
    responses((status = 201, description = "The new procedure", body = Procedure)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewProcedure>,
) -> Outcome<(StatusCode, Tagged<Procedure>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.case_work.create_procedure(&by, input).await?)))
}
