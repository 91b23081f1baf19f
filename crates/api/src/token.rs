//! Tokens with which programs act for people.

use jiff::Timestamp;
use model::permission::Permission;
use model::{ApiTokenId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An API token, without the token itself.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// The token's last characters, to tell tokens apart.
    pub ending: String,
    /// For whom it acts. It never may more than this person may at that moment.
    pub owner: UserId,
    /// What it may do.
    pub scopes: Vec<Permission>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Until when it is good; for ever when absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// When it was last used, exact to a few minutes.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<Timestamp>,
    /// From which address it was last used, exact to a few minutes.
    pub last_ip: Option<String>,
    /// When it was revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub revoked_at: Option<Timestamp>,
    /// Whether it is good now.
    pub good: bool,
}

/// A new API token. Its owner is whoever makes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiToken {
    /// What it is for.
    pub name: String,
    /// What it may do: some of what its owner may.
    pub scopes: Vec<Permission>,
    /// Until when it is good; for ever when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// A new API token with the token itself: shown here and never again.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct MadeApiToken {
    /// The token: `mdg_` and 43 characters.
    pub secret: String,
    /// What is kept of it.
    pub token: ApiToken,
}

impl std::fmt::Debug for MadeApiToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MadeApiToken").field("token", &self.token).finish_non_exhaustive()
    }
}
