//! Versions of editable things as entity tags (RFC 9110 §8.8): what is read carries one, what is
//! changed must name it ([`crate::extract::IfMatch`]).

use api::admin::{Channel, Queue, User};
use api::case::{CaseDetail, CaseRow};
use api::case_work::Procedure;
use api::consent::ConsentPurpose;
use api::customer::Customer;
use api::directory::{CategoryView, DispositionView};
use api::promise::{BusinessHours, SlaPolicy};
use api::side::{Partner, Side};
use api::sign_on::SignOnProvider;
use api::template::Template;
use api::webhook::Webhook;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::extract::Json;

/// Something with a version.
pub(crate) trait Versioned: Serialize {
    fn version(&self) -> i64;
}

/// A JSON answer with its `ETag`.
pub(crate) struct Tagged<T>(pub(crate) T);

impl<T: Versioned> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let tag = HeaderValue::from_str(&format!("\"{}\"", self.0.version()));
        let mut response = Json(self.0).into_response();
        if let Ok(tag) = tag {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

impl Versioned for CaseDetail {
    fn version(&self) -> i64 {
        self.case.version
    }
}

macro_rules! versioned {
    ($($kind:ty),*) => {$(
        impl Versioned for $kind {
            fn version(&self) -> i64 {
                self.version
            }
        }
    )*};
}

versioned!(
    BusinessHours,
    CaseRow,
    CategoryView,
    ConsentPurpose,
    DispositionView,
    Channel,
    Customer,
    Partner,
    Procedure,
    Queue,
    Side,
    SignOnProvider,
    SlaPolicy,
    Template,
    User,
    Webhook
);
