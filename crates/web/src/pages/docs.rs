//! (next)
use crate::problem::Failure;
use axum::response::Response;
pub(crate) async fn api() -> Failure {
    Failure(api::Problem::new(api::Code::NotFound))
}
pub(crate) async fn problems() -> Failure {
    Failure(api::Problem::new(api::Code::NotFound))
}
