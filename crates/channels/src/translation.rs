//! Asking a translator: the HTTP API of LibreTranslate, which a centre can run itself
//! (<https://docs.libretranslate.com/guides/api_usage/>). Others are reached by way of a small
//! program that speaks it. Over the same guarded connection as mail.

use std::collections::BTreeSet;

use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request};
use model::limits::TRANSLATOR_LANGUAGES_MAX;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::email::ServerError;
use crate::http::{self, HttpError};
use crate::text::Text;

/// Bytes of an answer that are read.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Characters of what a translator says is wrong.
const SAID_CHARS_MAX: usize = 200;
/// Characters of the code of a language.
const CODE_CHARS_MAX: usize = 20;

/// Where a translator listens, its key, and what the operator allows.
#[derive(Clone)]
pub struct Translator {
    /// Its address, without the last part of the path.
    pub url: String,
    /// The key it asks for, if any.
    pub key: Option<String>,
    /// Whether it may be on this machine or a private network, without TLS if need be.
    pub allow_private: bool,
}

impl std::fmt::Debug for Translator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Translator").field("url", &self.url).finish_non_exhaustive()
    }
}

/// What a translator made of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translated {
    /// The text.
    pub text: String,
    /// The language it was in, as the translator saw it.
    pub from: Option<String>,
}

/// Why nothing was translated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TranslationError {
    /// The address cannot be used.
    #[error("the address cannot be used")]
    Address,
    /// It leads to this machine or a private network, and the operator has not allowed that.
    #[error("{host} is on this machine or a private network")]
    PrivateNotAllowed {
        /// The name that was looked up.
        host: String,
    },
    /// There was no connection, or no answer.
    #[error("{0}")]
    Server(ServerError),
    /// It refused.
    #[error("the translator answered {status}: {said}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it said, as far as it can be shown.
        said: String,
    },
    /// It answered something else than is documented.
    #[error("the answer is none of a translator")]
    Answer,
}

impl TranslationError {
    /// What a person reads.
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            Self::Address => Text::fixed(
                "翻訳サーバーのURLを使用できません。https:// で始まるURLを指定してください。",
                "The translator's address cannot be used. It must begin with https://.",
            ),
            Self::PrivateNotAllowed { host } => Text::owned(
                format!(
                    "{host} はこのマシンか社内ネットワークにあるため、接続できません。許可するには --hooks-allow-private を付けてサーバーを起動してください。"
                ),
                format!(
                    "{host} is on this machine or a private network. Start the server with --hooks-allow-private to allow it."
                ),
            ),
            Self::Server(error) => error.message(),
            Self::Refused { status, said } => Text::owned(
                format!("翻訳サーバーが {status} と答えました。{said}"),
                format!("The translator answered {status}. {said}"),
            ),
            Self::Answer => Text::fixed(
                "翻訳サーバーの応答を読み取れません。LibreTranslate互換のURLか確認してください。",
                "The answer cannot be read. Is this the address of a LibreTranslate server?",
            ),
        }
    }
}

impl Translator {
    /// Translates a text from whatever language it is in.
    ///
    /// # Errors
    /// [`TranslationError`].
    pub async fn translate(&self, text: &str, to: &str) -> Result<Translated, TranslationError> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(rename = "translatedText")]
            text: String,
            #[serde(rename = "detectedLanguage")]
            from: Option<Detected>,
        }
        #[derive(Deserialize)]
        struct Detected {
            language: String,
        }
        let mut asked = json!({"q": text, "source": "auto", "target": to, "format": "text"});
        if let (Some(key), Some(asked)) = (&self.key, asked.as_object_mut()) {
            asked.insert("api_key".to_owned(), json!(key));
        }
        let answer = self.ask(Method::POST, "translate", asked.to_string().into_bytes()).await?;
        let answer: Answer =
            serde_json::from_slice(&answer).map_err(|_| TranslationError::Answer)?;
        let from = answer.from.map(|found| found.language).filter(|code| is_code(code));
        Ok(Translated { text: answer.text, from })
    }

    /// The languages into which it translates, as it calls them, in their order.
    ///
    /// # Errors
    /// [`TranslationError`]; an answer without any, or with more than there can be, is none.
    pub async fn languages(&self) -> Result<Vec<String>, TranslationError> {
        #[derive(Deserialize)]
        struct Language {
            code: String,
        }
        let answer = self.ask(Method::GET, "languages", Vec::new()).await?;
        let answer: Vec<Language> =
            serde_json::from_slice(&answer).map_err(|_| TranslationError::Answer)?;
        let codes: BTreeSet<String> = answer.into_iter().map(|language| language.code).collect();
        let good = (1..=TRANSLATOR_LANGUAGES_MAX).contains(&codes.len());
        if !good || !codes.iter().all(|code| is_code(code)) {
            return Err(TranslationError::Answer);
        }
        Ok(codes.into_iter().collect())
    }

    async fn ask(
        &self,
        method: Method,
        place: &str,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, TranslationError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/{place}", self.url.trim_end_matches('/')))
            .header(CONTENT_TYPE, "application/json")
            .body(body)
            .map_err(|_| TranslationError::Address)?;
        let answer = http::ask(request, self.allow_private, ANSWER_BYTES_MAX).await;
        let answer = answer.map_err(refused)?;
        let status = answer.status();
        if !status.is_success() {
            let said = said(answer.body());
            return Err(TranslationError::Refused { status: status.as_u16(), said });
        }
        Ok(answer.into_body())
    }
}

/// Whether a word can be the code of a language: `ja`, `zh-Hans`.
fn is_code(word: &str) -> bool {
    let letters = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    letters && (2..=CODE_CHARS_MAX).contains(&word.len())
}

/// What a translator says is wrong, as text that can be shown.
fn said(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let said = body.get("error").and_then(Value::as_str).unwrap_or_default();
    said.chars().filter(|c| !c.is_control()).take(SAID_CHARS_MAX).collect()
}

fn refused(error: HttpError) -> TranslationError {
    match error {
        HttpError::Server(ServerError::PrivateNotAllowed { host }) => {
            TranslationError::PrivateNotAllowed { host }
        }
        HttpError::Address | HttpError::Server(ServerError::PlainNotAllowed) => {
            TranslationError::Address
        }
        HttpError::Server(error) => TranslationError::Server(error),
        HttpError::Cut { .. } => TranslationError::Answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_translator_says_is_shown_without_control_characters() {
        assert_eq!(said(br#"{"error": "Invalid\u0007 key"}"#), "Invalid key");
        assert_eq!(said(b"<html>"), "");
        assert_eq!(said(format!(r#"{{"error": "{}"}}"#, "x".repeat(900)).as_bytes()).len(), 200);
    }

    #[tokio::test]
    async fn a_private_network_is_not_knocked_at() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = format!("http://localhost:{port}");
        let translator = Translator { url, key: None, allow_private: false };
        let error = translator.translate("x", "ja").await.unwrap_err();
        assert!(matches!(error, TranslationError::PrivateNotAllowed { .. }), "{error:?}");
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "nobody knocked");
    }
}
