//! Tokens with which programs act for people: made, shown once, used, revoked. The hash of 256 random
//! bits is kept and needs no salt.

mod keep;
mod resolve;

use api::ports::{Origin, Tokens};
use api::token::{ApiToken, MadeApiToken, NewApiToken};
use api::{Answer, Caller};
use async_trait::async_trait;
use model::ApiTokenId;

use crate::App;

/// What every token begins with, so that a leaked one is recognised.
const PREFIX: &str = "mdg_";

#[async_trait]
impl Tokens for App {
    async fn resolve_token(&self, token: &str, origin: &Origin) -> Answer<Caller> {
        resolve::resolve(self, token, origin).await
    }
    async fn tokens(&self, by: &Caller) -> Answer<Vec<ApiToken>> {
        keep::list(self, by).await
    }
    async fn create_token(&self, by: &Caller, input: NewApiToken) -> Answer<MadeApiToken> {
        keep::create(self, by, input).await
    }
    async fn revoke_token(&self, by: &Caller, token: ApiTokenId) -> Answer<()> {
        keep::revoke(self, by, token).await
    }
}
