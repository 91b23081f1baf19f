//! What handlers take out of a request. Each refuses with a problem of its own.

mod by_id;
mod if_match;
mod json;
mod query;
mod signed_in;
mod upgrade;
mod uploaded;
mod visiting;

pub(crate) use by_id::ById;
pub(crate) use if_match::IfMatch;
pub(crate) use json::{Json, whole};
pub(crate) use query::Query;
pub(crate) use signed_in::{HeldToken, SignedIn};
pub(crate) use upgrade::Upgrade;
pub(crate) use uploaded::{UploadForm, Uploaded};
pub(crate) use visiting::Visiting;
