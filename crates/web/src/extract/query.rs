//! Parameters after the question mark.

use api::Code;
use api::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Failure;
use crate::state::Web;

/// The parameters of a list.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Web> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Failure> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri).map_err(|rejection| {
            let text = rejection.body_text();
            Problem::new(Code::Malformed).with(
                format!("パラメーターが正しくありません({text})。"),
                format!("A parameter is wrong: {text}."),
            )
        })?;
        Ok(Self(query.0))
    }
}
