//! Problem details (RFC 9457) in the caller's language.
//!
//! A handler does not know the caller's language, so a failure travels as an extension of an
//! empty response and is written out by the outermost layer ([`crate::edge`]).

use api::{Locale, Problem};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::pages::form::refusal;

/// The answer of a handler.
pub(crate) type Outcome<T> = Result<T, Failure>;

/// A problem on its way out of a handler.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) Problem);

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status(&self.0);
        response.extensions_mut().insert(self.0);
        response
    }
}

/// Problem details as sent (RFC 9457), `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody<'a> {
    /// Where the code is explained, relative to the server.
    #[serde(rename = "type")]
    kind: String,
    /// What was wrong and what to do, in the caller's language.
    title: &'a str,
    /// The HTTP status again.
    status: u16,
    /// What exactly was wrong; absent when the title says it all.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    /// The stable code; programs compare this one.
    code: &'static str,
    /// The wrong field, as named in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    /// Seconds to wait before another try, as in `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

impl<'a> ProblemBody<'a> {
    pub(crate) fn of(problem: &'a Problem, locale: Locale) -> Self {
        let code = problem.code;
        Self {
            kind: format!("/docs/problems#{}", code.as_str()),
            title: code.title(locale),
            status: code.status(),
            detail: problem.detail.as_ref().map(|_| problem.text(locale)),
            code: code.as_str(),
            field: problem.field.as_deref(),
            retry_after: problem.retry_after,
        }
    }
}

/// Writes a failure's body; every other response passes as it is.
pub(crate) fn write_out(response: Response, locale: Locale) -> Response {
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    let body = serde_json::to_vec(&ProblemBody::of(&problem, locale)).unwrap_or_default();
    let (mut parts, _) = response.into_parts();
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    parts.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.as_str()));
    if let Some(seconds) = problem.retry_after {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(parts, Body::from(body))
}

/// As [`write_out`], for people who fill in a form: a page instead of problem details.
pub(crate) fn write_page(response: Response, locale: Locale, csp: &'static str) -> Response {
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    let (mut parts, _) = response.into_parts();
    let body = refusal(&problem, locale);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    parts.headers.insert(header::CONTENT_TYPE, html);
    parts.headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp));
    if let Some(seconds) = problem.retry_after {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(parts, body)
}

fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
