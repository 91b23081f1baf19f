//! Requests and their answers.

use std::net::SocketAddr;

use api::Locale;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use model::permission::Role;
use serde_json::Value;

/// A request in the making.
pub(crate) struct Ask {
    request: Request<Body>,
}

impl Ask {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        let mut request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let peer: SocketAddr = "203.0.113.5:40000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        Self { request }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub(crate) fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().insert(name, value.parse().unwrap());
        self
    }

    pub(crate) fn peer(mut self, address: &str) -> Self {
        let peer: SocketAddr = format!("{address}:40000").parse().unwrap();
        self.request.extensions_mut().insert(ConnectInfo(peer));
        self
    }

    /// With the session of a person of this role, and its CSRF token.
    pub(crate) fn role(self, role: Role) -> Self {
        self.session(&session(role, Locale::Ja)).header("x-csrf-token", "csrf-1")
    }

    /// With a session cookie only.
    pub(crate) fn session(mut self, token: &str) -> Self {
        let cookie = format!("madoguchi_session={token}").parse().unwrap();
        // Beside what the request has already.
        self.request.headers_mut().append("cookie", cookie);
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.text("application/json", body.to_string())
    }

    pub(crate) fn text(mut self, kind: &str, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self.header("content-type", kind)
    }

    /// With a form whose field `file` has this content.
    pub(crate) fn file(self, name: &str, content: &[u8]) -> Self {
        let mut body = format!(
            "--frontier\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: image/png\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--frontier--\r\n");
        self.text("multipart/form-data; boundary=frontier", body)
    }

    /// With a multipart form of texts.
    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!(
                "--frontier\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        self.text("multipart/form-data; boundary=frontier", body + "--frontier--\r\n")
    }

    pub(crate) fn build(self) -> Request<Body> {
        self.request
    }
}

/// The session token that the fake accounts understand.
pub(crate) fn session(role: Role, locale: Locale) -> String {
    format!("session.{role}.{locale}")
}

/// An answer, read to its end.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {:?}", self.status, self.text()))
    }

    /// The code of a problem; the empty text when it is none.
    pub(crate) fn code(&self) -> String {
        if self.header("content-type") != "application/problem+json" {
            return String::new();
        }
        self.json().get("code").unwrap().as_str().unwrap().to_owned()
    }
}
