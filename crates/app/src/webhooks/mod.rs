//! Outgoing webhooks: addresses of other systems are told what happens, by the log. A reader writes a
//! row for each address and event, the outbox sends, and each attempt is noted in its row.
//!
//! Signing and the guarded client are the API channel's (`channels::hooks`).

mod deliveries;
mod keep;
mod payload;
mod reader;
mod secrets;
pub(crate) mod send;

pub(crate) use reader::spawn;
pub(crate) use send::remove_old;

use api::hook::HookSecret;
use api::ports::Webhooks;
use api::webhook::{
    DeliveryQuery, MadeWebhook, NewWebhook, ReplaySince, Replayed, Webhook, WebhookChange,
    WebhookDelivery, WebhookTest,
};
use api::{Answer, Caller, Page};
use async_trait::async_trait;
use model::{DeliveryId, WebhookId};

use crate::App;

#[async_trait]
impl Webhooks for App {
    async fn webhooks(&self, by: &Caller) -> Answer<Vec<Webhook>> {
        keep::list(self, by).await
    }
    async fn create_webhook(&self, by: &Caller, input: NewWebhook) -> Answer<MadeWebhook> {
        keep::create(self, by, input).await
    }
    async fn change_webhook(
        &self,
        by: &Caller,
        webhook: WebhookId,
        version: i64,
        change: WebhookChange,
    ) -> Answer<Webhook> {
        keep::change(self, by, (webhook, version), change).await
    }
    async fn issue_webhook_secret(&self, by: &Caller, webhook: WebhookId) -> Answer<HookSecret> {
        secrets::issue(self, by, webhook).await
    }
    async fn test_webhook(&self, by: &Caller, webhook: WebhookId) -> Answer<WebhookTest> {
        keep::test(self, by, webhook).await
    }
    async fn webhook_deliveries(
        &self,
        by: &Caller,
        webhook: WebhookId,
        query: DeliveryQuery,
    ) -> Answer<Page<WebhookDelivery>> {
        deliveries::list(self, by, webhook, query).await
    }
    async fn replay_delivery(&self, by: &Caller, delivery: DeliveryId) -> Answer<WebhookDelivery> {
        deliveries::replay(self, by, delivery).await
    }
    async fn replay_webhook(
        &self,
        by: &Caller,
        webhook: WebhookId,
        from: ReplaySince,
    ) -> Answer<Replayed> {
        deliveries::replay_since(self, by, webhook, from.since).await
    }
}
