//! The signed-in person.

use api::{Caller, Code, Problem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::problem::Failure;
use crate::state::Web;

/// The person whose session the gate checked ([`crate::gate`]); there is no other way to a
/// [`Caller`].
pub(crate) struct SignedIn(pub(crate) Caller);

impl FromRequestParts<Web> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Failure> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.map(Self).ok_or_else(|| nobody(parts))
    }
}

/// The session token the person came with, for routes that outlive their request.
#[derive(Clone)]
pub(crate) struct HeldToken(pub(crate) String);

impl FromRequestParts<Web> for HeldToken {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Failure> {
        let token = parts.extensions.get::<Self>().cloned();
        token.ok_or_else(|| nobody(parts))
    }
}

/// A handler wants a person whom its row did not ask for: our mistake, not the caller's.
fn nobody(parts: &Parts) -> Failure {
    tracing::error!(path = parts.uri.path(), "a handler and its row disagree about sessions");
    Failure(Problem::new(Code::Internal))
}
