//! The chat widget: the script that shops embed, and the page inside its frame.

use api::{Code, Problem};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use ui_assets::{Asset, Bundle};

use super::send;
use crate::headers::WIDGET_CSP;
use crate::problem::Failure;

/// `GET /widget.js`: what a shop puts into its pages.
pub(crate) async fn script(request: Request) -> Response {
    foreign(ui_assets::find("/widget.js"), &request)
}

/// `GET /widget/{key}`: the page inside the frame, the same for every channel.
pub(crate) async fn app(request: Request) -> Response {
    foreign(Some(Bundle::Widget.page()), &request)
}

/// `GET /widget/assets/…`: the page's own files.
pub(crate) async fn asset(request: Request) -> Response {
    foreign(ui_assets::find(request.uri().path()), &request)
}

/// Sends a file that other sites may load and frame.
fn foreign(asset: Option<&'static Asset>, request: &Request) -> Response {
    let Some(asset) = asset else {
        return Failure(Problem::new(Code::NotFound)).into_response();
    };
    let mut response = send(asset, request.headers(), WIDGET_CSP);
    let name = HeaderName::from_static("cross-origin-resource-policy");
    response.headers_mut().insert(name, HeaderValue::from_static("cross-origin"));
    response
}
