//! Setting addresses up, and trying them.

use api::webhook::{MadeWebhook, NewWebhook, Webhook as View, WebhookChange, WebhookTest};
use api::{Answer, Caller, Code, Problem};
use channels::hooks;
use model::limits::WEBHOOKS_MAX;
use model::{WebhookId, WebhookKind};
use serde_json::json;
use store::StoreError;
use store::webhook::{self, Webhook};

use super::{payload, secrets, send};
use crate::App;
use crate::admin::announce;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// What is read again when addresses change.
pub(super) const PART: &str = "webhooks";

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    let all = webhook::all(&app.of(by.tenant)).await.or_problem()?;
    Ok(all.into_iter().map(view).collect())
}

fn view(webhook: Webhook) -> View {
    View {
        id: webhook.id,
        name: webhook.name,
        url: webhook.url,
        kinds: webhook.kinds,
        active: webhook.active,
        created_at: webhook.created_at,
        last_ok_at: webhook.last_ok_at,
        failing_since: webhook.failing_since,
        last_error: webhook.last_error,
        switched_off: webhook.switched_off,
        version: webhook.version,
    }
}

pub(super) async fn create(app: &App, by: &Caller, input: NewWebhook) -> Answer<MadeWebhook> {
    let (name, url) = (validate::name("name", &input.name)?, address(app, &input.url)?);
    let kinds = kinds(&input.kinds)?;
    let now = app.now();
    let (secret, sealed) = secrets::fresh(app.store.sealer(), by.tenant, now).or_problem()?;
    // What happened before is nobody's business here.
    let since = *app.store.committed().borrow();
    let by = by.clone();
    let made = app.of(by.tenant).write(now, move |tx| {
        Box::pin(async move {
            if webhook::count(tx).await? >= WEBHOOKS_MAX {
                return Err(Failure::from(Problem::invalid(
                    "name",
                    format!("Webhookの送信先は{WEBHOOKS_MAX}件までです。"),
                    format!("At most {WEBHOOKS_MAX} webhooks."),
                )));
            }
            let new = Webhook {
                id: tx.id(),
                name,
                url,
                kinds,
                secrets: sealed,
                active: true,
                since,
                created_at: now,
                last_ok_at: None,
                failing_since: None,
                last_error: None,
                switched_off: None,
                version: 1,
            };
            webhook::insert(tx, &new).await?;
            let detail = json!({"name": new.name, "url": new.url, "kinds": new.kinds});
            record(tx, &Who::from(&by), "webhook.created", &new.id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(new)
        })
    });
    Ok(MadeWebhook { secret, webhook: view(made.await.or_problem()?.value) })
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (WebhookId, i64),
    change: WebhookChange,
) -> Answer<View> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let url = change.url.as_deref().map(|url| address(app, url)).transpose()?;
    let kinds = change.kinds.as_deref().map(kinds).transpose()?;
    let by = by.clone();
    let changed = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let before = webhook::get(tx, id).await?.ok_or(Problem::new(Code::NotFound))?;
            if before.version != version {
                return Err(StoreError::Version { what: "webhook", expected: version }.into());
            }
            let active = change.active.unwrap_or(before.active);
            let begins = active && !before.active;
            let mut after = Webhook {
                name: name.unwrap_or_else(|| before.name.clone()),
                url: url.unwrap_or_else(|| before.url.clone()),
                kinds: kinds.unwrap_or_else(|| before.kinds.clone()),
                active,
                // A new beginning: it is given its days again.
                failing_since: before.failing_since.filter(|_| !begins),
                switched_off: before.switched_off.filter(|_| !active),
                ..before
            };
            webhook::save(tx, &mut after).await?;
            let detail = json!({
                "name": after.name, "url": after.url, "kinds": after.kinds, "active": after.active,
            });
            record(tx, &Who::from(&by), "webhook.changed", &id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(after)
        })
    });
    Ok(view(changed.await.or_problem()?.value))
}

/// A signed `ping`, now.
pub(super) async fn test(app: &App, by: &Caller, id: WebhookId) -> Answer<WebhookTest> {
    let store = app.of(by.tenant);
    let found = webhook::get(&store, id).await.or_problem()?;
    let found = found.ok_or(Problem::new(Code::NotFound))?;
    let body = payload::ping(&found.name, app.now());
    let message = format!("ping-{}", app.store.id::<model::EventId>(app.now()));
    let sent = send::once(app, by.tenant, &found, (&message, body)).await.or_problem()?;
    let (ok, status) = (send::is_taken(&sent), sent.as_ref().ok().map(|reply| reply.status));
    let caller = by.clone();
    let detail = json!({"name": found.name, "ok": ok, "status": status});
    let noted = store.write(app.now(), move |tx| {
        Box::pin(async move {
            record(tx, &Who::from(&caller), "webhook.tested", &id.to_string(), detail).await
        })
    });
    noted.await.or_problem()?;
    let error = send::trouble(&sent);
    let text = match &error {
        None => channels::Text::fixed("受け取られました。", "It was taken."),
        Some(error) => error.message(),
    };
    Ok(WebhookTest {
        ok,
        text: text.in_language(by.locale.as_str()).to_owned(),
        status,
        answer: sent.ok().map(|reply| reply.beginning),
    })
}

/// An address that may be told: with TLS, unless the operator allows this machine and private
/// networks.
fn address(app: &App, text: &str) -> Answer<String> {
    let secure = |url: &String| app.config.hooks_allow_private || url.starts_with("https://");
    hooks::endpoint(text).filter(secure).ok_or_else(|| {
        Problem::invalid(
            "url",
            "https:// で始まるURLを指定してください。",
            "The address must begin with https://.",
        )
    })
}

fn kinds(wanted: &[WebhookKind]) -> Answer<Vec<WebhookKind>> {
    let all = WebhookKind::ALL.iter().copied();
    let chosen: Vec<_> = all.filter(|kind| wanted.contains(kind)).collect();
    if chosen.is_empty() {
        return Err(Problem::invalid(
            "kinds",
            "通知するイベントを1つ以上選んでください。",
            "Choose at least one kind of event.",
        ));
    }
    Ok(chosen)
}
