//! Whose a token is, and whether it is still good.

use api::caller::UsedToken;
use api::ports::Origin;
use api::{Answer, Caller, Code, Locale, Problem};
use jiff::SignedDuration;
use store::api_token::{self, ApiToken};
use store::{TenantStore, user_account};

use super::PREFIX;
use crate::App;
use crate::failure::OrProblem;
use crate::tokens;

/// Longest token that is looked at; real ones have 47 characters.
const TOKEN_BYTES_MAX: usize = 128;
/// Use of a token is noted this often at most, so that reading does not write.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

pub(super) async fn resolve(app: &App, token: &str, origin: &Origin) -> Answer<Caller> {
    if !token.starts_with(PREFIX) || token.len() > TOKEN_BYTES_MAX {
        return Err(Problem::new(Code::TokenWrong).with(
            "APIトークンは mdg_ で始まります。Authorization: Bearer mdg_… の形で送信してください。",
            "An API token begins with mdg_. Send it as Authorization: Bearer mdg_….",
        ));
    }
    let hash = tokens::hash(token);
    let found = api_token::by_hash(&app.store.system(), &hash).await.or_problem()?;
    let (tenant, found) = found.ok_or(Problem::new(Code::TokenWrong))?;
    still_good(app, &found)?;
    let store = app.of(tenant);
    let owner = user_account::by_id(&store, found.owner).await.or_problem()?;
    let owner = owner.filter(|owner| owner.active).ok_or_else(|| {
        Problem::new(Code::TokenWrong).with(
            "このAPIトークンの所有者のアカウントが無効です。別の管理者がトークンを作り直してください。",
            "The account of this API token's owner is switched off. Another administrator has to make a new token.",
        )
    })?;
    note_use(app, &store, &found, origin).await;
    Ok(Caller {
        tenant,
        user: owner.id,
        roles: owner.roles,
        locale: origin.locale.or_else(|| Locale::parse(&owner.locale)).unwrap_or(Locale::Ja),
        ip: origin.ip,
        session: hash,
        token: Some(UsedToken { id: found.id, name: found.name, scopes: found.scopes }),
    })
}

fn still_good(app: &App, token: &ApiToken) -> Answer<()> {
    if token.revoked_at.is_some() {
        return Err(Problem::new(Code::TokenWrong).with(
            "このAPIトークンは取り消されています。管理画面で新しいトークンを作成してください。",
            "This API token was revoked. Make a new one in the administration.",
        ));
    }
    if token.expires_at.is_some_and(|until| until <= app.now()) {
        return Err(Problem::new(Code::TokenWrong).with(
            "このAPIトークンは有効期限が切れています。管理画面で新しいトークンを作成してください。",
            "This API token has expired. Make a new one in the administration.",
        ));
    }
    Ok(())
}

/// Notes the use. When that fails, reading still works.
async fn note_use(app: &App, store: &TenantStore, token: &ApiToken, origin: &Origin) {
    let now = app.now();
    if token.last_used_at.is_some_and(|last| now.duration_since(last) < NOTED_EVERY) {
        return;
    }
    let (id, ip) = (token.id, origin.ip.map(|ip| ip.to_string()));
    let noted =
        store.write(now, move |tx| Box::pin(async move { api_token::touch(tx, id, ip).await }));
    if let Err(error) = noted.await {
        tracing::warn!(%error, "the use of an API token could not be noted");
    }
}
