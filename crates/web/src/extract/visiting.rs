//! The visitor of a web chat.

use api::chat::Visitor;
use api::{Code, Problem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::problem::Failure;
use crate::state::Web;

/// The visitor whose token the gate checked ([`crate::gate`]).
pub(crate) struct Visiting(pub(crate) Visitor);

impl FromRequestParts<Web> for Visiting {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Failure> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        visitor.map(Self).ok_or_else(|| {
            tracing::error!(
                path = parts.uri.path(),
                "a handler and its row disagree about visitors"
            );
            Failure(Problem::new(Code::Internal))
        })
    }
}
