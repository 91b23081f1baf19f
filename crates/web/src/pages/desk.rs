//! The staff application: its files, and its page for every address its own router knows.

use api::{Code, Problem};
use axum::extract::Request;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use ui_assets::Bundle;

use super::send;
use crate::headers::DESK_CSP;
use crate::problem::Failure;

/// First segments that never belong to the staff application.
const OTHERS: [&str; 9] = ["api", "c", "chat", "demo", "docs", "f", "healthz", "hooks", "widget"];

/// Answers every address that no row of the table names.
pub(crate) async fn handle(request: Request) -> Response {
    let path = request.uri().path();
    let first = path.trim_start_matches('/').split('/').next().unwrap_or("");
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reading || OTHERS.contains(&first) {
        return Failure(Problem::new(Code::NotFound)).into_response();
    }
    match ui_assets::find(path) {
        Some(asset) => send(asset, request.headers(), DESK_CSP),
        // A script that an update removed must not be answered with a page.
        None if first == "assets" => Failure(Problem::new(Code::NotFound)).into_response(),
        None => send(Bundle::Desk.page(), request.headers(), DESK_CSP),
    }
}
