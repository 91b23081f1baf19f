//! Which translator a tenant uses: part of its settings, the key sealed.

use std::collections::BTreeMap;

use api::translation::{NewTranslator, TranslatorView};
use api::{Answer, Caller, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::http;
use channels::translation::{TranslationError, Translator};
use model::TenantId;
use model::limits::NAME_CHARS_MAX;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Scope, StoreError, tenant};

use crate::App;
use crate::admin::announce;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::sealed::{open_map, seal_map};
use crate::validate;

/// Where the tenant's settings have it, and what desks are told that it changed.
const SETTING: &str = "translator";
/// What the key is sealed for.
const PURPOSE: &str = "translator key";
const KEY: &str = "key";

/// As it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    url: String,
    /// Sealed, in base 64.
    key: Option<String>,
    languages: Vec<String>,
}

async fn kept(scope: &Scope<'_>) -> Result<Option<Kept>, StoreError> {
    tenant::setting(scope, SETTING).await
}

/// The languages into which a tenant's texts can be translated.
pub(crate) async fn languages(scope: &Scope<'_>) -> Result<Vec<String>, StoreError> {
    Ok(kept(scope).await?.map(|kept| kept.languages).unwrap_or_default())
}

/// The tenant's translator, and its languages.
pub(super) async fn translator(
    app: &App,
    tenant: TenantId,
) -> Result<Option<(Translator, Vec<String>)>, StoreError> {
    let Some(kept) = kept(&app.of(tenant)).await? else { return Ok(None) };
    let key = opened(app, tenant, &kept)?;
    Ok(Some((made(app, &kept.url, key), kept.languages)))
}

fn made(app: &App, url: &str, key: Option<String>) -> Translator {
    Translator { url: url.to_owned(), key, allow_private: app.config.hooks_allow_private }
}

fn opened(app: &App, tenant: TenantId, kept: &Kept) -> Result<Option<String>, StoreError> {
    let Some(sealed) = &kept.key else { return Ok(None) };
    let sealed = STANDARD.decode(sealed);
    let sealed = sealed.map_err(|_| StoreError::Corrupt(format!("the {PURPOSE} of a tenant")))?;
    Ok(open_map(app.store.sealer(), tenant, PURPOSE, &sealed)?.remove(KEY))
}

fn sealed(app: &App, tenant: TenantId, key: Option<&str>) -> Result<Option<String>, StoreError> {
    let Some(key) = key else { return Ok(None) };
    let secrets = BTreeMap::from([(KEY.to_owned(), key.to_owned())]);
    let sealed = seal_map(app.store.sealer(), tenant, PURPOSE, &secrets)?;
    Ok(Some(STANDARD.encode(sealed)))
}

fn view(kept: Option<Kept>) -> TranslatorView {
    match kept {
        None => TranslatorView { url: None, has_key: false, languages: Vec::new() },
        Some(kept) => TranslatorView {
            has_key: kept.key.is_some(),
            url: Some(kept.url),
            languages: kept.languages,
        },
    }
}

pub(super) async fn get(app: &App, by: &Caller) -> Answer<TranslatorView> {
    Ok(view(kept(&app.of(by.tenant)).await.or_problem()?))
}

/// A translator is asked for its languages before it is kept: so an address that is mistyped, or a
/// server that is away, is seen by whoever sets it and not by an agent.
pub(super) async fn set(app: &App, by: &Caller, input: NewTranslator) -> Answer<TranslatorView> {
    let url = address(app, &input.url)?;
    let before = kept(&app.of(by.tenant)).await.or_problem()?;
    let key = match &input.key {
        Some(key) => Some(validate::optional("key", key, NAME_CHARS_MAX)?),
        // A key is not sent to whoever has not had it.
        None => match &before {
            Some(before) if before.url == url => opened(app, by.tenant, before).or_problem()?,
            _ => None,
        },
    };
    let key = key.filter(|key| !key.is_empty());
    let languages =
        made(app, &url, key.clone()).languages().await.map_err(|error| of_url(by, &error))?;
    let key = sealed(app, by.tenant, key.as_deref()).or_problem()?;
    keep(app, by, (before, Some(Kept { url, key, languages }))).await
}

pub(super) async fn remove(app: &App, by: &Caller) -> Answer<()> {
    let before = kept(&app.of(by.tenant)).await.or_problem()?;
    if before.is_none() {
        return Ok(());
    }
    keep(app, by, (before, None)).await.map(drop)
}

async fn keep(
    app: &App,
    by: &Caller,
    (before, after): (Option<Kept>, Option<Kept>),
) -> Answer<TranslatorView> {
    let caller = by.clone();
    let done = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            tenant::set_setting(tx, SETTING, &after).await?;
            let url = |kept: &Option<Kept>| kept.as_ref().map(|kept| kept.url.clone());
            let key = |kept: &Option<Kept>| kept.as_ref().and_then(|kept| kept.key.clone());
            // That the key is another one, not which: sealed anew, the same one is.
            let detail = json!({
                "url": {"from": url(&before), "to": url(&after)},
                "with_key": key(&after).is_some(),
            });
            record(tx, &Who::from(&caller), "tenant.translator", "", detail).await?;
            announce(tx, &caller, SETTING).await?;
            Ok::<_, Failure>(after)
        })
    });
    Ok(view(done.await.or_problem()?.value))
}

fn of_url(by: &Caller, error: &TranslationError) -> Problem {
    let text = error.message();
    let (ja, en) = (text.in_language("ja").to_owned(), text.in_language("en").to_owned());
    tracing::info!(tenant = %by.tenant, %error, "a translator was not taken");
    Problem::invalid("url", ja, en)
}

/// With TLS, unless the operator allows this machine and private networks.
fn address(app: &App, text: &str) -> Answer<String> {
    let secure = |url: &String| app.config.hooks_allow_private || url.starts_with("https://");
    http::endpoint(text).filter(secure).ok_or_else(|| {
        let text = TranslationError::Address.message();
        Problem::invalid(
            "url",
            text.in_language("ja").to_owned(),
            text.in_language("en").to_owned(),
        )
    })
}
