//! `Idempotency-Key`: a request that comes again does nothing again and gets the same answer.
//!
//! The key is claimed before the handler runs, and its answer is kept afterwards; both are writes of
//! their own. So nothing is done twice, whatever breaks. What can be lost is the answer: when the
//! process dies in between, or answers with a 5xx after which nobody knows whether something was
//! done, the key stays claimed and says 409 until it expires. A refusal (4xx) has done nothing and
//! gives the key back.

use api::repeat::{Claim, Given};
use api::{Caller, Code, Problem};
use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::limits::{IDEMPOTENCY_ANSWER_BYTES_MAX, IDEMPOTENCY_KEY_CHARS_MAX, RETRY_AFTER_SECONDS};

use crate::extract::whole;
use crate::gate::Gate;
use crate::problem::Failure;
use crate::state::Web;

/// The header of the request.
pub(crate) const KEY: &str = "Idempotency-Key";
/// The header of an answer that is given again.
const REPLAYED: &str = "idempotency-replayed";

/// The key that a request carries, if any.
pub(crate) fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut sent = headers.get_all(KEY).iter();
    let (Some(key), further) = (sent.next(), sent.next()) else { return Ok(None) };
    let readable = key.to_str().ok().filter(|key| {
        let long = (1..=IDEMPOTENCY_KEY_CHARS_MAX).contains(&key.len());
        long && key.bytes().all(|byte| byte.is_ascii_graphic())
    });
    match (readable, further) {
        (Some(key), None) => Ok(Some(key.to_owned())),
        _ => Err(Problem::new(Code::Malformed).with(
            format!(
                "Idempotency-Key は1〜{IDEMPOTENCY_KEY_CHARS_MAX}文字の ASCII(空白なし)で、1つだけ指定してください。"
            ),
            format!(
                "Idempotency-Key: one, of 1 to {IDEMPOTENCY_KEY_CHARS_MAX} visible ASCII characters."
            ),
        )),
    }
}

/// Carries a request out unless its key was used already.
pub(crate) async fn once(gate: Gate, key: String, request: Request, next: Next) -> Response {
    let begun = match begin(&gate.web, &key, request).await {
        Ok(begun) => begun,
        Err(problem) => return Failure(problem).into_response(),
    };
    let (by, request) = match begun {
        Begun::Carry(by, request) => (*by, request),
        Begun::Again(given) => return replay(given),
    };
    // A task of its own: when the client loses its connection, the answer is still kept for the
    // time when it comes again.
    let work = tokio::spawn(async move {
        let response = gate.in_time(next.run(request)).await;
        settle(&gate.web, &by, &key, response).await
    });
    work.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a handler panicked");
        Failure(Problem::new(Code::Internal)).into_response()
    })
}

enum Begun {
    Carry(Box<Caller>, Request),
    Again(Given),
}

async fn begin(web: &Web, key: &str, request: Request) -> Result<Begun, Problem> {
    let by = request.extensions().get::<Caller>().cloned();
    let by = by.ok_or(Problem::new(Code::SignInNeeded))?;
    let (parts, body) = request.into_parts();
    let body = whole(body).await?;
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    let same = [parts.method.as_str().as_bytes(), b" ", address.as_bytes(), b"\n", &body].concat();
    match web.ports.repeats.claim(&by, key, &same).await? {
        Claim::Free => Ok(Begun::Carry(Box::new(by), Request::from_parts(parts, Body::from(body)))),
        Claim::Given(given) => Ok(Begun::Again(given)),
        Claim::UnderWay => Err(under_way()),
        Claim::OtherRequest => Err(Problem::invalid(
            KEY,
            "この Idempotency-Key は別の内容の操作で使われています。新しいキーを指定してください。",
            "This Idempotency-Key was used with another request. Use a new one.",
        )),
    }
}

fn under_way() -> Problem {
    Problem::new(Code::Conflict).retry_after(RETRY_AFTER_SECONDS).with(
        "同じ Idempotency-Key の操作がまだ終わっていません。少し待ってからやり直してください。続く場合は途中で中断されています。結果を確認し、必要なら新しいキーでやり直してください。",
        "The request with this Idempotency-Key is still under way. Wait a moment and try again. If it stays so, it was broken off: look whether it was done, and if not, use a new key.",
    )
}

fn replay(given: Given) -> Response {
    let Given { status, etag, body } = given;
    let Some(body) = body else {
        return Failure(Problem::new(Code::Conflict).with(
            "この Idempotency-Key の操作は完了していますが、応答が大きいため保存されていません。結果を確認してください。",
            "The request with this Idempotency-Key was carried out. Its answer was too large to be kept: look at what it made.",
        ))
        .into_response();
    };
    let empty = body.is_empty();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if !empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// Keeps what was answered, or gives the key back.
async fn settle(web: &Web, by: &Caller, key: &str, response: Response) -> Response {
    let status = response.status();
    let (done, response) = if status.is_success() {
        let (given, response) = noted(response).await;
        (web.ports.repeats.keep(by, key, given).await, response)
    } else if status.is_client_error() {
        (web.ports.repeats.release(by, key).await, response)
    } else {
        return response;
    };
    if let Err(problem) = done {
        tracing::warn!(%problem, "an idempotency key stays claimed");
    }
    response
}

/// The answer as it will be given again, and as it is given now.
async fn noted(response: Response) -> (Given, Response) {
    let (parts, body) = response.into_parts();
    let etag = parts.headers.get(header::ETAG).and_then(|etag| etag.to_str().ok());
    let mut given =
        Given { status: parts.status.as_u16(), etag: etag.map(str::to_owned), body: None };
    let short = body.size_hint().upper().is_some_and(|most| {
        usize::try_from(most).is_ok_and(|most| most <= IDEMPOTENCY_ANSWER_BYTES_MAX)
    });
    if !short {
        return (given, Response::from_parts(parts, body));
    }
    match axum::body::to_bytes(body, IDEMPOTENCY_ANSWER_BYTES_MAX).await {
        Ok(bytes) => {
            given.body = Some(String::from_utf8_lossy(&bytes).into_owned());
            (given, Response::from_parts(parts, Body::from(bytes)))
        }
        Err(error) => {
            tracing::error!(%error, "an answer broke off");
            (given, Failure(Problem::new(Code::Internal)).into_response())
        }
    }
}
