//! Telling an address: the outbox's effect `webhook.send`. At least once, always under the same
//! `webhook-id` and with the same bytes, so that a second one is recognised.

use channels::hooks::{HookError, Reply, Target, send, sign};
use jiff::{SignedDuration, Timestamp};
use model::limits::{WEBHOOK_FAILING_HOURS_MAX, WEBHOOK_KEPT_DAYS};
use model::{DeliveryId, TenantId, WebhookState};
use serde_json::json;
use store::outbox::{self, Effect};
use store::webhook::{self, Webhook};
use store::webhook_delivery::{self, Attempt, Delivery};
use store::{StoreError, Tx};

use super::keep::PART;
use super::secrets;
use crate::App;
use crate::admin::announce_as;
use crate::audit::{Who, record};
use crate::clock::secret_bytes;
use crate::outbox::Trouble;

/// The outbox effect that tells an address.
pub(crate) const SEND_WEBHOOK: &str = "webhook.send";

/// Seconds between attempts, as Standard Webhooks advises: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h,
/// 20 h, 24 h.
const PAUSES: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// What an address answers that wants nothing any more.
const GONE: u16 = 410;

/// Registers that a delivery is to be sent.
pub(super) async fn register(tx: &mut Tx<'_>, delivery: &Delivery) -> Result<(), StoreError> {
    let (key, lane) = (format!("{}:{}", delivery.id, delivery.replays), delivery.webhook);
    let (payload, now) = (json!({"delivery": delivery.id}), tx.now());
    tx.outbox((SEND_WEBHOOK, &lane.to_string()), &key, payload, now).await?;
    Ok(())
}

/// Does one `webhook.send`.
pub(crate) async fn perform(app: &App, effect: &Effect) -> Result<(), Trouble> {
    let store = app.of(effect.tenant);
    let id = effect.payload.get("delivery").and_then(|id| id.as_str()?.parse::<DeliveryId>().ok());
    let id = id.ok_or_else(|| Trouble::last("unreadable", "the effect cannot be read"))?;
    let Some(delivery) = webhook_delivery::get(&store, id).await? else { return Ok(()) };
    if delivery.state != WebhookState::Pending {
        return Ok(());
    }
    let Some(webhook) = webhook::get(&store, delivery.webhook).await? else { return Ok(()) };
    if !webhook.active {
        let held = store.write(app.now(), move |tx| {
            Box::pin(async move { webhook_delivery::hold(tx, id).await })
        });
        held.await?;
        return Ok(());
    }
    let message = delivery.event.to_string();
    let sent = once(app, effect.tenant, &webhook, (&message, delivery.payload)).await?;
    let now = app.now();
    let gone = matches!(&sent, Ok(reply) if reply.status == GONE);
    let pause = pause(effect.attempts).filter(|_| !gone);
    let error = trouble(&sent);
    let attempt = Attempt {
        state: match (&error, pause) {
            (None, _) => WebhookState::Delivered,
            (Some(_), Some(_)) => WebhookState::Pending,
            (Some(_), None) => WebhookState::Failed,
        },
        due_at: error.as_ref().and(pause).map(|pause| now + pause),
        status: sent.as_ref().ok().map(|reply| reply.status),
        answer: sent.ok().map(|reply| reply.beginning).filter(|text| !text.is_empty()),
        error: error.as_ref().map(|error| error.code().to_owned()),
    };
    let why = error.as_ref().map(word);
    let noted = store.write(now, move |tx| {
        Box::pin(async move {
            webhook_delivery::note(tx, id, &attempt).await?;
            webhook::set_health(tx, webhook.id, why).await?;
            let end = if gone { Some("gone") } else { failing(&webhook, now) };
            if let (Some(end), Some(_)) = (end, attempt.error) {
                end_of(tx, &webhook, end).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    noted.await?;
    match (error, pause) {
        (Some(error), Some(pause)) => Err(Trouble::after(pause, error.code(), error.to_string())),
        // Given up, or done: its row says which.
        _ => Ok(()),
    }
}

/// How long after an attempt the next one is, up to a tenth longer by chance; `None` after the last.
fn pause(attempts: u32) -> Option<SignedDuration> {
    let at = usize::try_from(attempts.saturating_sub(1)).ok()?;
    let millis = PAUSES.get(at)? * 1_000;
    let chance = i64::from(u16::from_le_bytes(secret_bytes()));
    Some(SignedDuration::from_millis(millis + millis * chance / (10 * i64::from(u16::MAX))))
}

/// Whether an address has taken nothing for days.
fn failing(webhook: &Webhook, now: Timestamp) -> Option<&'static str> {
    let most = SignedDuration::from_hours(i64::from(WEBHOOK_FAILING_HOURS_MAX));
    webhook
        .failing_since
        .is_some_and(|since| now.duration_since(since) >= most)
        .then_some("failing")
}

/// An address is switched off; its page and the audit log say so.
async fn end_of(tx: &mut Tx<'_>, webhook: &Webhook, why: &str) -> Result<(), StoreError> {
    if !webhook::switch_off(tx, webhook.id, why).await? {
        return Ok(());
    }
    tracing::warn!(webhook = %webhook.id, why, "a webhook is switched off");
    let (target, detail) = (webhook.id.to_string(), json!({"name": webhook.name, "why": why}));
    record(tx, &Who::default(), "webhook.switched_off", &target, detail).await?;
    announce_as(tx, model::Actor::System, PART).await
}

/// Signs and sends. The outer error is the store's, the inner one the other side's.
pub(super) async fn once(
    app: &App,
    tenant: TenantId,
    webhook: &Webhook,
    (id, body): (&str, String),
) -> Result<Result<Reply, HookError>, StoreError> {
    let secrets = secrets::good(app, tenant, webhook)?;
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let (now, body) = (app.now(), body.into_bytes());
    let signature = sign(&secrets, (id, now), &body);
    if signature.is_empty() {
        // Nobody could tell that it comes from here.
        return Ok(Err(HookError::Address));
    }
    let target = Target { url: webhook.url.clone(), allow_private: app.config.hooks_allow_private };
    Ok(send(&target, (id, now.as_second(), &signature), body).await)
}

/// Whether the other side took it.
pub(super) fn is_taken(sent: &Result<Reply, HookError>) -> bool {
    trouble(sent).is_none()
}

/// Why the other side did not take it.
pub(super) fn trouble(sent: &Result<Reply, HookError>) -> Option<HookError> {
    match sent {
        Ok(reply) if (200..300).contains(&reply.status) => None,
        Ok(reply) => Some(HookError::Status(reply.status)),
        Err(error) => Some(error.clone()),
    }
}

/// What an address's page says of its last trouble.
fn word(error: &HookError) -> String {
    match error {
        HookError::Status(status) => format!("status {status}"),
        error => error.code().to_owned(),
    }
}

/// Removes what was told long ago.
pub(crate) async fn remove_old(app: &App) -> Result<u64, StoreError> {
    let before = app.now() - SignedDuration::from_hours(24 * i64::from(WEBHOOK_KEPT_DAYS));
    let removed = app.store.system().write(app.now(), move |tx| {
        Box::pin(async move {
            outbox::forget(tx, SEND_WEBHOOK, before).await?;
            webhook_delivery::delete_before(tx, before).await
        })
    });
    Ok(removed.await?.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_day_and_end_after_three() {
        let pauses: Vec<_> = (1..20).map_while(pause).collect();
        assert_eq!(pauses.len(), 9);
        assert!(pauses[0] >= SignedDuration::from_secs(5));
        assert!(pauses[0] < SignedDuration::from_secs(6));
        assert!(pauses.windows(2).all(|pair| pair[0] < pair[1]));
        let whole: SignedDuration = pauses.into_iter().sum();
        assert!(whole > SignedDuration::from_hours(i64::from(WEBHOOK_FAILING_HOURS_MAX)));
    }
}
