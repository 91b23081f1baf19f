//! What endpoint files need, under one roof.

pub(crate) use axum::extract::State;
pub(crate) use axum::http::StatusCode;

pub(crate) use crate::etag::Tagged;
pub(crate) use crate::extract::{ById, IfMatch, Json, Query, SignedIn, Uploaded, Visiting};
pub(crate) use crate::problem::Outcome;
pub(crate) use crate::state::Web;
