//! A desk's HTTP client: session cookie, CSRF token, JSON.

use std::net::SocketAddr;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::desk::DeskSocket;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    /// What was asked, for messages.
    pub asked: String,
    /// HTTP status.
    pub status: StatusCode,
    /// The session token of a `Set-Cookie` header.
    pub session: Option<String>,
    /// Whether it is an earlier answer, given again.
    pub replayed: bool,
    /// The body as text.
    pub text: String,
}

impl Reply {
    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The JSON of a good answer.
    ///
    /// # Panics
    /// When the status is not 2xx.
    #[must_use]
    pub fn good(self) -> Value {
        assert!(self.status.is_success(), "{}: {} {}", self.asked, self.status, self.text);
        self.json()
    }

    /// The stable code of a problem; empty when it is none.
    #[must_use]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A person at a desk, or nobody yet.
#[derive(Clone, Debug)]
pub struct Client {
    server: SocketAddr,
    http: reqwest::Client,
    session: String,
    csrf: String,
    /// What the server says about the signed-in person.
    pub me: Value,
}

impl Client {
    /// Nobody.
    ///
    /// # Panics
    /// When the machine has no randomness for TLS.
    #[must_use]
    pub fn new(server: SocketAddr) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(super::PATIENCE)
            .build()
            .unwrap_or_else(|error| panic!("no HTTP client: {error}"));
        let (session, csrf) = (String::new(), String::new());
        Self { server, http, session, csrf, me: Value::Null }
    }

    /// Signs in.
    ///
    /// # Panics
    /// When the server refuses.
    #[must_use]
    pub async fn sign_in(self, email: &str, password: &str) -> Self {
        let input = json!({"email": email, "password": password});
        let reply = self.post("/api/v1/sign-in", &input).await;
        let session = reply.session.clone().unwrap_or_default();
        let me = reply.good();
        let csrf = me["csrf"].as_str().unwrap_or_default().to_owned();
        Self { session, csrf, me, ..self }
    }

    /// The signed-in person's id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.me["id"].as_str().unwrap_or_default()
    }

    /// Asks for something.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    /// Does something.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Does something that must not be done twice.
    pub async fn post_once(&self, key: &str, path: &str, body: &Value) -> Reply {
        let request = self.request(Method::POST, path).header("idempotency-key", key);
        self.send(request.json(body)).await
    }

    /// Does something that needs no input.
    pub async fn act(&self, path: &str) -> Reply {
        self.send(self.request(Method::POST, path)).await
    }

    /// Changes something that stands at a version.
    pub async fn patch(&self, path: &str, version: i64, body: &Value) -> Reply {
        let request =
            self.request(Method::PATCH, path).header("if-match", format!("\"{version}\""));
        self.send(request.json(body)).await
    }

    /// A request with everything a signed-in page sends.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method, format!("http://{}{path}", self.server));
        if !self.session.is_empty() {
            request = request.header("cookie", self.cookie()).header("x-csrf-token", &self.csrf);
        }
        request
    }

    /// Sends a request and reads its answer.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        let request = request.build().unwrap_or_else(|error| panic!("no request: {error}"));
        let asked = format!("{} {}", request.method(), request.url().path());
        let answer = self.http.execute(request).await;
        let answer = answer.unwrap_or_else(|error| panic!("{asked}: {error}"));
        let status = answer.status();
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let session = cookie.and_then(|cookie| {
            let (_, value) = cookie.split(';').next()?.split_once('=')?;
            Some(value.to_owned())
        });
        let replayed = answer.headers().contains_key("idempotency-replayed");
        let text = answer.text().await;
        let text = text.unwrap_or_else(|error| panic!("{asked}: {error}"));
        Reply { asked, status, session, replayed, text }
    }

    /// Opens the live stream.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn stream(&self) -> DeskSocket {
        match self.try_stream("").await {
            Ok(stream) => stream,
            Err(status) => panic!("the stream was refused with {status}"),
        }
    }

    /// Opens the live stream with a query, or says with which status it was refused.
    ///
    /// # Errors
    /// The HTTP status of the refusal.
    pub async fn try_stream(&self, query: &str) -> Result<DeskSocket, u16> {
        DeskSocket::open(self.server, query, &self.cookie()).await
    }

    fn cookie(&self) -> String {
        format!("madoguchi_session={}", self.session)
    }
}
