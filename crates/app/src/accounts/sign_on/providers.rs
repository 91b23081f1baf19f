//! The providers of a tenant: their settings, their sealed secrets.

use api::sign_on::{NewSignOnProvider, SignOnCheck, SignOnProvider as View, SignOnProviderChange};
use api::{Answer, Caller, Code, Problem};
use channels::http::endpoint;
use model::limits::{SIGN_ON_DOMAINS_MAX, SIGN_ON_PROVIDERS_MAX};
use model::permission::Role;
use model::{SignOnProviderId, TenantId};
use serde_json::{Map, Value, json};
use store::sign_on_provider::{self, SignOnProvider};
use store::{Sealer, StoreError, Tx, sign_on_link};

use crate::admin::announce;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::{App, Config, validate};

/// What desks read again when a provider changes.
const PART: &str = "sign_on";
/// The label under which client secrets are sealed.
const PURPOSE: &str = "sign-on client secret";
/// Characters of a client id.
const CLIENT_ID_CHARS_MAX: usize = 300;
/// Characters of a client secret.
const SECRET_CHARS_MAX: usize = 2_000;

/// A provider as it is asked.
pub(super) fn opened(
    app: &App,
    tenant: TenantId,
    stored: &SignOnProvider,
) -> Result<oidc::Provider, StoreError> {
    unsealed(app.store.sealer(), &app.config, tenant, stored)
}

/// The same without a running server.
pub(crate) fn unsealed(
    sealer: &Sealer,
    config: &Config,
    tenant: TenantId,
    stored: &SignOnProvider,
) -> Result<oidc::Provider, StoreError> {
    let unreadable = |_| StoreError::Corrupt("a client secret cannot be read".into());
    let secret = stored.secret.as_deref().map(|sealed| {
        let plain = sealer.unseal(tenant, PURPOSE, sealed)?;
        String::from_utf8(plain).map_err(unreadable)
    });
    Ok(oidc::Provider {
        issuer: stored.issuer.clone(),
        client_id: stored.client_id.clone(),
        client_secret: secret.transpose()?,
        redirect_uri: redirect_uri(config, stored.id),
        allow_private: config.sign_on_allow_private,
    })
}

/// Each provider has its own, so that none can pass off another's answer as its own (RFC 9700,
/// section 4.4).
fn redirect_uri(config: &Config, id: SignOnProviderId) -> String {
    let base = config.public_url.trim_end_matches('/');
    format!("{base}/sign-in/with/{id}/callback")
}

fn view(app: &App, stored: SignOnProvider) -> View {
    View {
        redirect_uri: redirect_uri(&app.config, stored.id),
        id: stored.id,
        name: stored.name,
        issuer: stored.issuer,
        client_id: stored.client_id,
        secret_set: stored.secret.is_some(),
        domains: stored.domains,
        trusts_emails: stored.trusts_emails,
        creates_people: stored.creates_people,
        asks_code: stored.asks_code,
        passwords_off: stored.passwords_off,
        active: stored.active,
        version: stored.version,
    }
}

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    let stored = sign_on_provider::all(&app.of(by.tenant)).await.or_problem()?;
    Ok(stored.into_iter().map(|provider| view(app, provider)).collect())
}

pub(super) async fn create(app: &App, by: &Caller, input: NewSignOnProvider) -> Answer<View> {
    let id: SignOnProviderId = app.store.id(app.now());
    let new = SignOnProvider {
        id,
        name: validate::name("name", &input.name)?,
        issuer: issuer(app, &input.issuer)?,
        client_id: client_id(&input.client_id)?,
        secret: secret(app, by, input.client_secret.as_deref().unwrap_or_default())?,
        domains: domains(input.domains)?,
        trusts_emails: false,
        creates_people: false,
        asks_code: false,
        passwords_off: false,
        active: false,
        version: 1,
    };
    let (caller, stored) = (by.clone(), new.clone());
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                if sign_on_provider::count(tx).await? >= SIGN_ON_PROVIDERS_MAX {
                    return Err(Failure::from(Problem::invalid(
                        "name",
                        format!("連携先は{SIGN_ON_PROVIDERS_MAX}件までです。"),
                        format!("At most {SIGN_ON_PROVIDERS_MAX} providers."),
                    )));
                }
                sign_on_provider::insert(tx, &stored).await?;
                let detail = json!({"name": stored.name, "issuer": stored.issuer});
                let target = stored.id.to_string();
                record(tx, &Who::from(&caller), "sign_on.created", &target, detail).await?;
                announce(tx, &caller, PART).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    Ok(view(app, new))
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (SignOnProviderId, i64),
    change: SignOnProviderChange,
) -> Answer<View> {
    let found = sign_on_provider::get(&app.of(by.tenant), id).await.or_problem()?;
    let before = found.ok_or(Problem::new(Code::NotFound))?;
    if before.version != version {
        return Err(Problem::new(Code::Changed));
    }
    let after = applied(app, by, &before, change)?;
    let caller = by.clone();
    let changed = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { write(tx, &caller, &before, after).await })
        })
        .await
        .or_problem()?;
    Ok(view(app, changed.value))
}

fn applied(
    app: &App,
    by: &Caller,
    before: &SignOnProvider,
    change: SignOnProviderChange,
) -> Answer<SignOnProvider> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let issuer = change.issuer.as_deref().map(|text| issuer(app, text)).transpose()?;
    let moved = issuer.as_ref().is_some_and(|issuer| *issuer != before.issuer);
    let secret = match change.client_secret.as_deref() {
        Some(text) => secret(app, by, text)?,
        // It is told to nobody else.
        None if moved => None,
        None => before.secret.clone(),
    };
    let after = SignOnProvider {
        name: name.unwrap_or_else(|| before.name.clone()),
        issuer: issuer.unwrap_or_else(|| before.issuer.clone()),
        client_id: match change.client_id {
            Some(text) => client_id(&text)?,
            None => before.client_id.clone(),
        },
        secret,
        domains: match change.domains {
            Some(list) => domains(list)?,
            None => before.domains.clone(),
        },
        trusts_emails: change.trusts_emails.unwrap_or(before.trusts_emails),
        creates_people: change.creates_people.unwrap_or(before.creates_people),
        asks_code: change.asks_code.unwrap_or(before.asks_code),
        passwords_off: change.passwords_off.unwrap_or(before.passwords_off && !moved),
        active: change.active.unwrap_or(before.active),
        ..before.clone()
    };
    if after.active && after.client_id.is_empty() {
        return Err(Problem::invalid(
            "client_id",
            "使用するには、連携先が発行したクライアントIDが必要です。",
            "It needs the client id that the provider has given out.",
        ));
    }
    if after.creates_people && after.domains.is_empty() {
        return Err(Problem::invalid(
            "domains",
            "担当者を自動で登録するには、自社のドメインを指定してください。",
            "Name your domains, or anybody whom the provider knows would get an account.",
        ));
    }
    Ok(after)
}

async fn write(
    tx: &mut Tx<'_>,
    by: &Caller,
    before: &SignOnProvider,
    mut after: SignOnProvider,
) -> Result<SignOnProvider, Failure> {
    if before.issuer != after.issuer {
        sign_on_link::forget_all(tx, after.id).await?;
    }
    let only = |provider: &SignOnProvider| provider.active && provider.passwords_off;
    if only(&after) && !only(before) && !by.roles.contains(&Role::SystemAdmin) {
        // Whoever shuts the other door has come through this one.
        let came = sign_on_link::of_user(tx, after.id, by.user).await?;
        came.ok_or_else(|| {
            Problem::invalid(
                "passwords_off",
                "先に、あなた自身がこの連携先からサインインできることを確かめてください。",
                "First sign in by this provider yourself, so that it is known to work.",
            )
        })?;
    }
    sign_on_provider::save(tx, &mut after).await?;
    let detail = differences(before, &after).into();
    record(tx, &Who::from(by), "sign_on.changed", &after.id.to_string(), detail).await?;
    announce(tx, by, PART).await?;
    Ok(after)
}

/// What changed, for the audit log; of the secret only that it did.
fn differences(before: &SignOnProvider, after: &SignOnProvider) -> Map<String, Value> {
    let pairs = |provider: &SignOnProvider| {
        [
            ("name", json!(provider.name)),
            ("issuer", json!(provider.issuer)),
            ("client_id", json!(provider.client_id)),
            ("domains", json!(provider.domains)),
            ("trusts_emails", json!(provider.trusts_emails)),
            ("creates_people", json!(provider.creates_people)),
            ("asks_code", json!(provider.asks_code)),
            ("passwords_off", json!(provider.passwords_off)),
            ("active", json!(provider.active)),
        ]
    };
    let both = pairs(before).into_iter().zip(pairs(after));
    let mut changed: Map<String, Value> = both
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| {
            (field.to_owned(), json!({"from": before, "to": after}))
        })
        .collect();
    if before.secret != after.secret {
        changed.insert("secrets".to_owned(), json!(["client_secret"]));
    }
    // Which one it was, where it kept its name.
    changed.entry("name").or_insert_with(|| json!(after.name));
    changed
}

pub(super) async fn test(app: &App, by: &Caller, id: SignOnProviderId) -> Answer<SignOnCheck> {
    let found = sign_on_provider::get(&app.of(by.tenant), id).await.or_problem()?;
    let stored = found.ok_or(Problem::new(Code::NotFound))?;
    let asked = opened(app, by.tenant, &stored).or_problem()?;
    Ok(match oidc::look(&asked).await {
        Ok(page) => SignOnCheck { ok: true, text: page },
        Err(error) => {
            let text = error.message();
            SignOnCheck { ok: false, text: text.in_language(by.locale.as_str()).to_owned() }
        }
    })
}

/// Lets a tenant's people sign in by password again, for whoever has locked everybody out. Answers
/// how many providers had shut that door.
///
/// # Errors
/// The store's.
pub async fn allow_passwords(app: &App, tenant: TenantId) -> Answer<usize> {
    let written = app
        .of(tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let mut count = 0;
                for before in sign_on_provider::all(tx).await? {
                    if !before.passwords_off {
                        continue;
                    }
                    let mut after = SignOnProvider { passwords_off: false, ..before.clone() };
                    sign_on_provider::save(tx, &mut after).await?;
                    let detail = differences(&before, &after).into();
                    let (who, target) = (Who::default(), after.id.to_string());
                    record(tx, &who, "sign_on.changed", &target, detail).await?;
                    count += 1;
                }
                Ok::<_, Failure>(count)
            })
        })
        .await;
    Ok(written.or_problem()?.value)
}

/// An issuer as it was typed: it is compared letter by letter with what the provider signs.
fn issuer(app: &App, text: &str) -> Answer<String> {
    let text = text.trim();
    let secure = text.starts_with("https://")
        || (app.config.sign_on_allow_private && text.starts_with("http://"));
    if secure && endpoint(text).is_some() && !text.contains('?') {
        return Ok(text.to_owned());
    }
    Err(Problem::invalid(
        "issuer",
        "https:// で始まる発行者(issuer)のURLを、連携先が示すとおりに入力してください。",
        "The issuer as the provider states it; it begins with https://.",
    ))
}

fn client_id(text: &str) -> Answer<String> {
    validate::optional("client_id", text, CLIENT_ID_CHARS_MAX)
}

fn secret(app: &App, by: &Caller, text: &str) -> Answer<Option<Vec<u8>>> {
    let text = validate::optional("client_secret", text, SECRET_CHARS_MAX)?;
    if text.is_empty() {
        return Ok(None);
    }
    let sealed = app.store.sealer().seal(by.tenant, PURPOSE, text.as_bytes());
    sealed.map(Some).or_problem()
}

/// Domains as they are compared: lower-cased, each once.
fn domains(list: Vec<String>) -> Answer<Vec<String>> {
    if list.len() > SIGN_ON_DOMAINS_MAX {
        return Err(Problem::invalid(
            "domains",
            format!("ドメインは{SIGN_ON_DOMAINS_MAX}件までです。"),
            format!("At most {SIGN_ON_DOMAINS_MAX} domains."),
        ));
    }
    let mut found = Vec::new();
    for text in list {
        let domain = text.trim().trim_start_matches('@').to_lowercase();
        if validate::email("domains", &format!("a@{domain}")).is_err() {
            return Err(Problem::invalid(
                "domains",
                format!(
                    "ドメインとして読めません({})。例: example.co.jp",
                    validate::snippet(&text)
                ),
                format!("Not a domain: {}. For example: example.co.jp", validate::snippet(&text)),
            ));
        }
        if !found.contains(&domain) {
            found.push(domain);
        }
    }
    Ok(found)
}
