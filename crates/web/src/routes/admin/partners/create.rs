//! `POST /api/v1/admin/partners`

use api::side::{NewPartner, Partner};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Adds somebody outside to the address book.
#[utoipa::path(
    post,
    path = "/api/v1/admin/partners",
    responses((status = 201, description = "The new entry", body = Partner)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewPartner>,
) -> Outcome<(StatusCode, Tagged<Partner>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.sides.create_partner(&by, input).await?)))
}
