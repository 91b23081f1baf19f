//! Making, listing and revoking.

use api::token::{ApiToken as View, MadeApiToken, NewApiToken};
use api::{Answer, Caller, Code, Problem};
use jiff::Timestamp;
use model::ApiTokenId;
use model::limits::API_TOKENS_MAX;
use model::permission::Permission;
use serde_json::json;
use store::api_token::{self, ApiToken};

use super::PREFIX;
use crate::App;
use crate::admin::announce;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::{tokens, validate};

/// What is read again when tokens change.
const PART: &str = "api-tokens";
/// Characters of a token that are kept to tell it from others.
const ENDING_CHARS: usize = 4;

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    let all = api_token::all(&app.of(by.tenant)).await.or_problem()?;
    Ok(all.into_iter().map(|token| view(token, app.now())).collect())
}

fn view(token: ApiToken, now: Timestamp) -> View {
    let expired = token.expires_at.is_some_and(|until| until <= now);
    View {
        id: token.id,
        name: token.name,
        ending: token.ending,
        owner: token.owner,
        scopes: token.scopes,
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
        last_ip: token.last_ip,
        revoked_at: token.revoked_at,
        good: !expired && token.revoked_at.is_none(),
    }
}

pub(super) async fn create(app: &App, by: &Caller, input: NewApiToken) -> Answer<MadeApiToken> {
    let name = validate::name("name", &input.name)?;
    let scopes = scopes(by, &input.scopes)?;
    let now = app.now();
    if input.expires_at.is_some_and(|until| until <= now) {
        return Err(Problem::invalid(
            "expires_at",
            "有効期限には未来の日時を指定してください。",
            "The end has to be in the future.",
        ));
    }
    let secret = format!("{PREFIX}{}", tokens::random_text());
    let (ending, token_hash) = (ending(&secret), tokens::hash(&secret));
    let by = by.clone();
    let made = app.of(by.tenant).write(now, move |tx| {
        Box::pin(async move {
            if api_token::count_good(tx, now).await? >= API_TOKENS_MAX {
                return Err(Failure::from(Problem::invalid(
                    "name",
                    format!("APIトークンは{API_TOKENS_MAX}件までです。使わないものを取り消してください。"),
                    format!("At most {API_TOKENS_MAX} API tokens. Revoke those that are not used."),
                )));
            }
            let token = ApiToken {
                id: tx.id(),
                token_hash,
                owner: by.user,
                name,
                ending,
                scopes,
                created_at: now,
                expires_at: input.expires_at,
                last_used_at: None,
                last_ip: None,
                revoked_at: None,
            };
            api_token::insert(tx, &token).await?;
            let detail = json!({
                "name": token.name, "scopes": token.scopes, "expires_at": token.expires_at,
            });
            let target = token.id.to_string();
            record(tx, &Who::from(&by), "token.created", &target, detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(token)
        })
    });
    Ok(MadeApiToken { secret, token: view(made.await.or_problem()?.value, now) })
}

fn ending(secret: &str) -> String {
    let from = secret.len().saturating_sub(ENDING_CHARS);
    secret.get(from..).unwrap_or_default().to_owned()
}

/// Some of what the person may do and a token may carry.
fn scopes(by: &Caller, wanted: &[Permission]) -> Answer<Vec<Permission>> {
    let beyond = wanted.iter().find(|scope| !scope.for_tokens() || !by.may(**scope));
    if let Some(beyond) = beyond {
        return Err(Problem::invalid(
            "scopes",
            format!(
                "スコープ {beyond} は指定できません。自分の権限にあり、トークンに許されるものだけを選んでください。"
            ),
            format!(
                "The scope {beyond} cannot be given. Choose from what you may do and a token may carry."
            ),
        ));
    }
    // In the order of the table, each once.
    let chosen: Vec<_> =
        Permission::ALL.iter().copied().filter(|scope| wanted.contains(scope)).collect();
    if chosen.is_empty() {
        return Err(Problem::invalid(
            "scopes",
            "スコープを1つ以上選んでください。",
            "Choose at least one scope.",
        ));
    }
    Ok(chosen)
}

pub(super) async fn revoke(app: &App, by: &Caller, id: ApiTokenId) -> Answer<()> {
    let by = by.clone();
    let revoked = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let token = api_token::get(tx, id).await?.ok_or(Problem::new(Code::NotFound))?;
            if api_token::revoke(tx, id).await? {
                let detail = json!({"name": token.name});
                record(tx, &Who::from(&by), "token.revoked", &id.to_string(), detail).await?;
                announce(tx, &by, PART).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    revoked.await.or_problem()?;
    Ok(())
}
