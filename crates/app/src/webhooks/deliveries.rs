//! How it went, and sending again.

use api::webhook::{DeliveryQuery, Replayed, WebhookDelivery as View};
use api::{Answer, Caller, Code, Page, Problem};
use jiff::{SignedDuration, Timestamp};
use model::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX, WEBHOOK_KEPT_DAYS, WEBHOOK_REPLAY_MAX};
use model::{DeliveryId, WebhookId};
use serde_json::json;
use store::webhook::{self, Webhook};
use store::webhook_delivery::{self, Delivery};
use store::{Scope, Tx};

use super::send;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::{App, keyset};

pub(super) async fn list(
    app: &App,
    by: &Caller,
    id: WebhookId,
    query: DeliveryQuery,
) -> Answer<Page<View>> {
    let store = app.of(by.tenant);
    webhook::get(&store, id).await.or_problem()?.ok_or(Problem::new(Code::NotFound))?;
    let before = query.cursor.as_deref().map(keyset::place).transpose()?;
    let limit = query.limit.unwrap_or(PAGE_ROWS_DEFAULT).clamp(1, PAGE_ROWS_MAX);
    let which = (query.state, before);
    let found = webhook_delivery::page(&store, id, which, u64::from(limit) + 1).await;
    let page = Page::of(found.or_problem()?, limit, |row| keyset::cursor(row.happened_at, row.id));
    Ok(page.map(view))
}

fn view(row: Delivery) -> View {
    View {
        id: row.id,
        event: row.event,
        kind: row.kind,
        customer: row.customer,
        case: row.case,
        happened_at: row.happened_at,
        state: row.state,
        attempts: row.attempts,
        replays: row.replays,
        due_at: row.due_at,
        tried_at: row.tried_at,
        status: row.status,
        answer: row.answer,
        error: row.error,
        payload: row.payload,
    }
}

/// Sends one again.
pub(super) async fn replay(app: &App, by: &Caller, id: DeliveryId) -> Answer<View> {
    let by = by.clone();
    let begun = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let found = webhook_delivery::get(tx, id).await?;
            let found = found.ok_or(Problem::new(Code::NotFound))?;
            let webhook = ready(tx, found.webhook).await?;
            if !again(tx, found).await? {
                return Err(Failure::from(
                    Problem::new(Code::Conflict)
                        .with("この通知は送信待ちです。", "This one is about to be sent already."),
                ));
            }
            let detail = json!({"name": webhook.name, "delivery": id, "count": 1});
            let target = webhook.id.to_string();
            record(tx, &Who::from(&by), "webhook.replayed", &target, detail).await?;
            let begun = webhook_delivery::get(tx, id).await?;
            begun.ok_or_else(|| Problem::new(Code::NotFound).into())
        })
    });
    let begun = begun.await.or_problem()?.value;
    app.outbox_bell.notify_one();
    Ok(view(begun))
}

/// Sends again what happened from an instant on, the oldest first.
pub(super) async fn replay_since(
    app: &App,
    by: &Caller,
    id: WebhookId,
    since: Timestamp,
) -> Answer<Replayed> {
    let now = app.now();
    let kept = SignedDuration::from_hours(24 * i64::from(WEBHOOK_KEPT_DAYS));
    if since > now || now.duration_since(since) > kept {
        return Err(Problem::invalid(
            "since",
            format!("過去{WEBHOOK_KEPT_DAYS}日以内の日時を指定してください。"),
            format!("An instant of the last {WEBHOOK_KEPT_DAYS} days."),
        ));
    }
    let by = by.clone();
    let begun = app.of(by.tenant).write(now, move |tx| {
        Box::pin(async move {
            let webhook = ready(tx, id).await?;
            let mut found =
                webhook_delivery::settled_since(tx, id, since, WEBHOOK_REPLAY_MAX + 1).await?;
            let most = usize::try_from(WEBHOOK_REPLAY_MAX).unwrap_or(usize::MAX);
            let next = found.get(most).map(|row| row.happened_at);
            found.truncate(most);
            let count = found.len() as u64;
            for row in found {
                again(tx, row).await?;
            }
            let detail = json!({"name": webhook.name, "since": since, "count": count});
            record(tx, &Who::from(&by), "webhook.replayed", &id.to_string(), detail).await?;
            Ok::<_, Failure>(Replayed { count, next })
        })
    });
    let begun = begun.await.or_problem()?.value;
    app.outbox_bell.notify_one();
    Ok(begun)
}

async fn ready(scope: &Scope<'_>, id: WebhookId) -> Result<Webhook, Failure> {
    let found = webhook::get(scope, id).await?.ok_or(Problem::new(Code::NotFound))?;
    if found.active {
        return Ok(found);
    }
    Err(Problem::new(Code::Conflict)
        .with(
            "この送信先は停止しています。再開してから送信してください。",
            "This webhook is switched off. Switch it on first.",
        )
        .into())
}

async fn again(tx: &mut Tx<'_>, row: Delivery) -> Result<bool, Failure> {
    if !webhook_delivery::begin_again(tx, row.id).await? {
        return Ok(false);
    }
    let row = Delivery { replays: row.replays + 1, ..row };
    send::register(tx, &row).await?;
    Ok(true)
}
