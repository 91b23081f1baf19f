//! Signing in by a provider of OpenID Connect: the tenant says whom it believes, the provider says
//! who somebody is, and this finds the account. The protocol itself is in the crate `oidc`.

mod begin;
mod enter;
mod finish;
mod providers;
mod ticket;

pub use providers::allow_passwords;
pub(crate) use providers::unsealed;

use std::time::Duration;

use api::account::Session;
use api::ports::{Origin, SignOn};
use api::sign_on as o;
use api::{Answer, Caller, Code, Problem};
use async_trait::async_trait;
use model::{SignOnProviderId, UserId};
use oidc::OidcError;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::App;

#[async_trait]
impl SignOn for App {
    async fn sign_on_buttons(&self, query: o::SignOnQuery) -> Answer<Vec<o::SignOnButton>> {
        begin::buttons(self, query).await
    }
    async fn begin_sign_on(
        &self,
        provider: SignOnProviderId,
        next: &str,
    ) -> Answer<o::SignOnStart> {
        begin::begin(self, provider, next).await
    }
    async fn finish_sign_on(
        &self,
        origin: &Origin,
        provider: SignOnProviderId,
        ticket: &str,
        answer: o::SignOnAnswer,
    ) -> Answer<o::SignOnEnd> {
        finish::finish(self, origin, provider, (ticket, answer)).await
    }
    async fn code_sign_on(
        &self,
        origin: &Origin,
        ticket: &str,
        code: o::SignOnCode,
    ) -> Answer<Session> {
        finish::code(self, origin, ticket, code).await
    }
    async fn sign_on_providers(&self, by: &Caller) -> Answer<Vec<o::SignOnProvider>> {
        providers::list(self, by).await
    }
    async fn create_sign_on_provider(
        &self,
        by: &Caller,
        input: o::NewSignOnProvider,
    ) -> Answer<o::SignOnProvider> {
        providers::create(self, by, input).await
    }
    async fn change_sign_on_provider(
        &self,
        by: &Caller,
        provider: SignOnProviderId,
        version: i64,
        change: o::SignOnProviderChange,
    ) -> Answer<o::SignOnProvider> {
        providers::change(self, by, (provider, version), change).await
    }
    async fn test_sign_on_provider(
        &self,
        by: &Caller,
        provider: SignOnProviderId,
    ) -> Answer<o::SignOnCheck> {
        providers::test(self, by, provider).await
    }
    async fn forget_sign_on(&self, by: &Caller, user: UserId) -> Answer<()> {
        crate::admin::users::forget_sign_on(self, by, user).await
    }
}

/// Seconds that somebody at the sign-in page waits for a provider.
const ASKED_SECONDS: u64 = 15;
/// Questions to providers at once: whoever is not signed in yet can have them asked.
static AT_ONCE: Semaphore = Semaphore::const_new(64);

/// Asks a provider for somebody at the sign-in page.
async fn asked<T>(question: impl Future<Output = Result<T, OidcError>> + Send) -> Answer<T> {
    let answer = async {
        let _place = AT_ONCE.acquire().await.map_err(|_| Problem::new(Code::Unavailable))?;
        question.await.map_err(|error| told(&error))
    };
    let answer = timeout(Duration::from_secs(ASKED_SECONDS), answer).await;
    answer.unwrap_or_else(|_| Err(Problem::new(Code::ProviderUnreachable)))
}

/// What whoever wants to sign in is told of a provider's fault; the log says more.
fn told(error: &OidcError) -> Problem {
    // Parts of it are the provider's own words.
    let why = error.to_string().replace(char::is_control, " ");
    tracing::warn!(why, "signing in by a provider failed");
    Problem::new(match error {
        OidcError::Http(_) | OidcError::Address(_) | OidcError::Answer(_) => {
            Code::ProviderUnreachable
        }
        OidcError::Refused(_) | OidcError::Unproven(_) => Code::ProviderUnproven,
    })
}
