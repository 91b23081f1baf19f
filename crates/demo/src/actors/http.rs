//! The actors' HTTP client.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::ActorError;

/// A server and the way to it.
#[derive(Clone, Debug)]
pub(super) struct Client {
    base: String,
    inner: reqwest::Client,
}

impl Client {
    pub(super) fn new(base_url: &str) -> Result<Self, ActorError> {
        let inner = reqwest::Client::builder()
            .user_agent("madoguchi-demo")
            .timeout(Duration::from_secs(20))
            .connect_timeout(Duration::from_secs(5))
            .build()?;
        Ok(Self { base: base_url.trim_end_matches('/').to_owned(), inner })
    }

    /// The server's address without a path; also its origin.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// The address of a WebSocket.
    pub(super) fn socket_url(&self, path: &str) -> String {
        let address = self.base.replacen("http", "ws", 1);
        format!("{address}{path}")
    }

    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.inner.request(method, format!("{}{path}", self.base))
    }
}

/// Sends a request; a problem document becomes an error.
pub(super) async fn send(request: RequestBuilder) -> Result<Response, ActorError> {
    let response = request.send().await?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let asked = retry_after(response.headers());
    let problem: Value = response.json().await.unwrap_or(Value::Null);
    Err(ActorError::Refused {
        status: status.as_u16(),
        code: problem.get("code").and_then(Value::as_str).unwrap_or("").to_owned(),
        retry_after: asked,
    })
}

/// Sends a request and reads the JSON of its answer.
pub(super) async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ActorError> {
    Ok(send(request).await?.json().await?)
}

fn retry_after(headers: &HeaderMap) -> Option<u64> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}
