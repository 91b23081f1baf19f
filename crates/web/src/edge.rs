//! The outermost layer: every request passes it first, every answer last.

use std::any::Any;

use api::{Code, Problem};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use crate::arrival::Arrival;
use crate::gate::Spoken;
use crate::headers;
use crate::pages;
use crate::problem::{Failure, write_out, write_page};
use crate::state::Web;

/// Notes where a request comes from; writes problems out, adds the protective headers, logs.
pub(crate) async fn around(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let arrival = Arrival::of(&request, &web.config);
    let fallback = arrival.locale();
    // Never the address itself: some hold a signature, and what was asked for is nobody's business.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let path = request.uri().path();
    let paper = [
        ("/f/", headers::FORM_CSP),
        ("/c/", headers::HANDOVER_CSP),
        ("/v/", headers::HANDOVER_CSP),
        ("/u/", headers::HANDOVER_CSP),
    ];
    let paper = paper.iter().find(|(folder, _)| path.starts_with(folder)).map(|(_, csp)| *csp);
    let language = pages::form::language(request.uri().query());
    request.extensions_mut().insert(arrival);

    let response = next.run(request).await;
    let locale = response.extensions().get::<Spoken>().map_or(fallback, |spoken| spoken.0);
    let mut response = match paper {
        Some(csp) => write_page(response, language.unwrap_or(locale), csp),
        None => write_out(response, locale),
    };
    headers::protect(response.headers_mut(), &web.config);

    let route = route.as_ref().map(MatchedPath::as_str);
    let (status, time) = (response.status(), begun.elapsed());
    web.config.traffic.answered(&method, route, status, time);
    let (status, ms) = (status.as_u16(), time.as_millis());
    if status >= 500 {
        tracing::warn!(%method, route, status, %ms, "request failed");
    } else {
        tracing::debug!(%method, route, status, %ms, "request");
    }
    response
}

/// What a caller sees of a panic: that it was one of ours.
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Failure(Problem::new(Code::Internal)).into_response()
}

/// The answer to a method that a path does not take.
pub(crate) async fn wrong_method() -> Failure {
    Failure(Problem::new(Code::MethodNotAllowed))
}
