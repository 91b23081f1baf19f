//! Ids in the address.

use api::{Code, Problem};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Failure;
use crate::state::Web;

/// One id of the address, or a tuple of them. What is no id is simply not found.
pub(crate) struct ById<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for ById<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let path = Path::<T>::from_request_parts(parts, web).await;
        path.map(|Path(id)| Self(id)).map_err(|_| Failure(Problem::new(Code::NotFound)))
    }
}
