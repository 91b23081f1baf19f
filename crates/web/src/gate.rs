//! The gate before every handler: who asks, from where, and may they.
//!
//! It is put before a handler by the router from the row's [`Access`], so no handler can forget
//! it; what it finds out reaches the handler only through [`crate::extract`].

use std::net::IpAddr;
use std::time::Duration;

use api::chat::Visitor;
use api::{Caller, Code, Locale, Problem};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::limits::{REQUEST_SECONDS_MAX, UPLOAD_SECONDS_MAX};
use model::permission::Permission;
use subtle::ConstantTimeEq;

use crate::arrival::Arrival;
use crate::download::seated;
use crate::extract::HeldToken;
use crate::limits::Seat;
use crate::problem::Failure;
use crate::state::Web;
use crate::table::{Access, Manner};
use crate::{cookie, repeat, same_site};

/// What one route's gate must know.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) web: Web,
    pub(crate) access: Access,
    pub(crate) manner: Manner,
    /// Whether it takes an `Idempotency-Key`.
    pub(crate) repeatable: bool,
}

/// The language of whoever was recognised; the edge writes problems in it.
#[derive(Clone, Copy)]
pub(crate) struct Spoken(pub(crate) Locale);

/// Lets a request through to its handler, or answers why not.
pub(crate) async fn admit(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let verdict = gate.check(&mut request).await.and_then(|()| gate.seat(&request));
    let spoken = spoken(&request);
    let mut response = match verdict {
        // An upload's seat ends with its answer, a download's with the last byte of it.
        Ok(seat) if gate.manner == Manner::Download => {
            seated(gate.answer(request, next).await, seat)
        }
        Ok(_seat) => gate.answer(request, next).await,
        Err(problem) => Failure(problem).into_response(),
    };
    if let Some(locale) = spoken {
        response.extensions_mut().insert(Spoken(locale));
    }
    response
}

impl Gate {
    async fn check(&self, request: &mut Request) -> Result<(), Problem> {
        let changing = !matches!(*request.method(), Method::GET | Method::HEAD);
        if let Some(token) = self.program_token(request.headers()).map(str::to_owned) {
            return self.program(request, &token).await;
        }
        // The chat's side has no cookies that another site could ride on.
        if changing && request.uri().path().starts_with("/api/") {
            same_site::check(request.headers(), &self.web.config)?;
        }
        match self.access {
            Access::Public(_) => Ok(()),
            Access::Visitor => self.visitor(request).await,
            Access::Session => self.person(request, changing).await.map(|_| ()),
            Access::Needs(permission) => {
                let allowed = self.person(request, changing).await?.may(permission);
                if allowed { Ok(()) } else { Err(Problem::new(Code::Forbidden)) }
            }
        }
    }

    async fn person<'a>(
        &self,
        request: &'a mut Request,
        changing: bool,
    ) -> Result<&'a Caller, Problem> {
        if self.manner == Manner::Socket {
            same_site::check_upgrade(request.headers(), &self.web.config)?;
        }
        let token = cookie::token(request.headers(), self.web.config.secure_cookies);
        let token = token.ok_or(Problem::new(Code::SignInNeeded))?.to_owned();
        let origin = Arrival::of_extensions(request.extensions()).0;
        let known = self.web.ports.accounts.resolve(&token, &origin).await?;
        let (caller, csrf) = known.ok_or(Problem::new(Code::SignInNeeded))?;
        let proven = !changing || proves(request.headers(), &csrf);
        request.extensions_mut().insert(HeldToken(token));
        let caller = request.extensions_mut().get_or_insert_with(|| caller);
        if proven { Ok(caller) } else { Err(Problem::new(Code::CrossSite)) }
    }

    /// The API token of a request to what people use. A browser never sends it by itself, so what
    /// carries one cannot come from another site by a person's cookies; those do not count then.
    fn program_token<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let people = matches!(self.access, Access::Session | Access::Needs(_));
        people.then(|| bearer(headers)).flatten()
    }

    async fn program(&self, request: &mut Request, token: &str) -> Result<(), Problem> {
        let origin = Arrival::of_extensions(request.extensions()).0;
        let caller = self.web.ports.tokens.resolve_token(token, &origin).await?;
        let used = caller.token.as_ref().map(|token| token.id);
        let used = used.ok_or(Problem::new(Code::Internal))?;
        let may = match self.access {
            Access::Needs(permission) if self.manner != Manner::Socket => {
                program_may(&caller, permission)
            }
            _ => Err(desk_only()),
        };
        request.extensions_mut().insert(caller);
        may?;
        self.web.limits.api_request(used)
    }

    async fn visitor(&self, request: &mut Request) -> Result<(), Problem> {
        let token = bearer(request.headers()).ok_or(Problem::new(Code::SignInNeeded))?.to_owned();
        let origin = Arrival::of_extensions(request.extensions()).0;
        let visitor = self.web.ports.chat.visitor(&token, &origin).await?;
        request.extensions_mut().insert(visitor);
        Ok(())
    }

    /// A place among the uploads or public downloads of one address; other routes need none.
    fn seat(&self, request: &Request) -> Result<Option<Seat<IpAddr>>, Problem> {
        let ip = || Arrival::of_extensions(request.extensions()).0.ip;
        match self.manner {
            Manner::Upload => self.web.limits.upload(ip()),
            Manner::Download => self.web.limits.download(ip()),
            Manner::Request | Manner::Socket => Ok(None),
        }
    }

    async fn answer(self, request: Request, next: Next) -> Response {
        let key = if self.repeatable { repeat::key(request.headers()) } else { Ok(None) };
        match key {
            Ok(None) => self.in_time(next.run(request)).await,
            Ok(Some(key)) => self.in_time(repeat::once(self.clone(), key, request, next)).await,
            Err(problem) => Failure(problem).into_response(),
        }
    }

    /// Bounds the time of an answer.
    pub(crate) async fn in_time(&self, answer: impl Future<Output = Response>) -> Response {
        let seconds = match self.manner {
            // A download is timed until it begins; a stuck one ends with its connection.
            Manner::Request | Manner::Download => REQUEST_SECONDS_MAX,
            Manner::Upload => UPLOAD_SECONDS_MAX,
            Manner::Socket => return answer.await,
        };
        let limit = Duration::from_secs(u64::from(seconds));
        tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| {
            tracing::warn!(seconds, "a request took too long");
            Failure(Problem::new(Code::Unavailable)).into_response()
        })
    }
}

fn spoken(request: &Request) -> Option<Locale> {
    let known = request.extensions();
    let person = known.get::<Caller>().map(|caller| caller.locale);
    person.or_else(|| known.get::<Visitor>().map(|visitor| visitor.locale))
}

/// Whether a token's scopes reach, and its owner may.
fn program_may(caller: &Caller, permission: Permission) -> Result<(), Problem> {
    if !permission.for_tokens() {
        return Err(desk_only());
    }
    if caller.may(permission) {
        return Ok(());
    }
    Err(Problem::new(Code::Forbidden).with(
        format!("この操作にはスコープ {permission} が必要です。APIトークンのスコープと、所有者の権限を確認してください。"),
        format!("This needs the scope {permission}. Look at the API token's scopes and at what its owner may do."),
    ))
}

fn desk_only() -> Problem {
    Problem::new(Code::Forbidden).with(
        "この操作はAPIトークンではできません。デスクにサインインして行ってください。",
        "This cannot be done by an API token. Sign in at the desk.",
    )
}

/// Whether the request carries the session's CSRF token; compared in constant time.
fn proves(headers: &HeaderMap, csrf: &str) -> bool {
    let sent = headers.get("x-csrf-token").map_or(&b""[..], |value| value.as_bytes());
    !csrf.is_empty() && bool::from(sent.ct_eq(csrf.as_bytes()))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
