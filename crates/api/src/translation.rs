//! Machine translation for the desk, by a server that the centre chooses.

use model::MessageId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The translator of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TranslatorView {
    /// Its address; absent when there is none.
    pub url: Option<String>,
    /// Whether a key is kept for it.
    pub has_key: bool,
    /// The languages into which it translates.
    pub languages: Vec<String>,
}

/// A translator that is to be used.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTranslator {
    /// Its address: of a server with the HTTP API of LibreTranslate.
    pub url: String,
    /// The key it asks for; what is kept stays when absent, and goes when empty.
    #[serde(default)]
    pub key: Option<String>,
}

impl std::fmt::Debug for NewTranslator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewTranslator").field("url", &self.url).finish_non_exhaustive()
    }
}

/// What is to be translated: a message of the case, or a text that somebody is about to send.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTranslation {
    /// The message; or
    #[serde(default)]
    pub message: Option<MessageId>,
    /// the text.
    #[serde(default)]
    pub text: Option<String>,
    /// Into which of the translator's languages.
    pub to: String,
}

/// What a machine made of it. It is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Translation {
    /// The text.
    pub text: String,
    /// The language it was in, as the translator saw it.
    pub from: Option<String>,
}
