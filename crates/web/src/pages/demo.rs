//! The demo shop, which shows the widget at work. Only in a demo.

use api::{Code, Problem};
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect, Response};

use super::send;
use crate::endpoint::{State, Web};
use crate::headers::SHOP_CSP;
use crate::problem::Failure;

/// `GET /demo/shop`: its files are named relative to the folder.
pub(crate) async fn folder(State(web): State<Web>) -> Response {
    if web.config.demo {
        Redirect::permanent("/demo/shop/").into_response()
    } else {
        Failure(Problem::new(Code::NotFound)).into_response()
    }
}

/// `GET /demo/shop/…`
pub(crate) async fn shop(State(web): State<Web>, request: Request) -> Response {
    let asset = ui_assets::find(request.uri().path()).filter(|_| web.config.demo);
    match asset {
        Some(asset) => send(asset, request.headers(), SHOP_CSP),
        None => Failure(Problem::new(Code::NotFound)).into_response(),
    }
}
