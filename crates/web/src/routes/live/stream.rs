//! `GET /api/v1/stream`

use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::arrival::Arrival;
use crate::endpoint::{Outcome, Query, SignedIn, State, Web};
use crate::extract::{HeldToken, Upgrade};
use crate::live::desk::{self, Desk};

/// From where on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Since {
    /// Log position of the last frame that was seen; from now on when absent.
    since: Option<i64>,
}

/// The live stream of a desk, a WebSocket. It sends `{"version"}` first, then `StreamFrame`s,
/// and takes `DeskFrame`s; `{"ping": n}` is answered with `{"pong": n}`. It closes with 4401 when
/// the session ends.
#[utoipa::path(
    get,
    path = "/api/v1/stream",
    params(Since),
    responses((status = 101, description = "Sends `StreamFrame`, takes `DeskFrame`")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Arrival(origin): Arrival,
    HeldToken(token): HeldToken,
    Query(query): Query<Since>,
    Upgrade(upgrade): Upgrade,
) -> Outcome<Response> {
    let seat = web.limits.desk_socket(by.user)?;
    let line = web.ports.live.desk(&by, query.since).await?;
    let desk = Desk { web, by, token, origin, seat };
    Ok(upgrade.on_upgrade(move |socket| desk::run(desk, line, socket)))
}
