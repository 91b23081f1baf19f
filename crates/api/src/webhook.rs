//! Addresses of other systems that are told what happens (Standard Webhooks), and how that went.

use jiff::Timestamp;
use model::{CaseId, CustomerId, DeliveryId, EventId, WebhookId, WebhookKind, WebhookState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An address that is told what happens.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Name.
    pub name: String,
    /// The address.
    pub url: String,
    /// What it is told.
    pub kinds: Vec<WebhookKind>,
    /// Whether it is told anything now.
    pub active: bool,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it last took something.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_ok_at: Option<Timestamp>,
    /// Since when it has taken nothing; absent when the last attempt went well.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub failing_since: Option<Timestamp>,
    /// What went wrong the last time, as a stable word or `status <code>`.
    pub last_error: Option<String>,
    /// Why the server switched it off by itself: `gone` (it answered 410) or `failing` (it took
    /// nothing for days).
    pub switched_off: Option<String>,
    /// For `If-Match`.
    pub version: i64,
}

/// A new address.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// Name.
    pub name: String,
    /// The address: `https://…`.
    pub url: String,
    /// What it is told.
    pub kinds: Vec<WebhookKind>,
}

/// Changes to an address; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    /// Name.
    pub name: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// What it is told.
    pub kinds: Option<Vec<WebhookKind>>,
    /// Whether it is told anything. What happens meanwhile is kept and can be sent later.
    pub active: Option<bool>,
}

/// A new address with the secret that its requests are signed with: shown here and never again.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct MadeWebhook {
    /// `whsec_` and Base64.
    pub secret: String,
    /// What is kept.
    pub webhook: Webhook,
}

impl std::fmt::Debug for MadeWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MadeWebhook").field("webhook", &self.webhook).finish_non_exhaustive()
    }
}

/// How a signed `ping` went.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WebhookTest {
    /// Whether the address took it.
    pub ok: bool,
    /// What happened and what to do, in the caller's language.
    pub text: String,
    /// The answer's HTTP status.
    pub status: Option<u16>,
    /// How the answer began.
    pub answer: Option<String>,
}

/// One event on its way to one address.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WebhookDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// The event; also the request's `webhook-id`.
    pub event: EventId,
    /// What kind of event.
    pub kind: WebhookKind,
    /// The customer it concerns.
    pub customer: Option<CustomerId>,
    /// The case it concerns.
    pub case: Option<CaseId>,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub happened_at: Timestamp,
    /// How far it got.
    pub state: WebhookState,
    /// How often it was tried since it was last begun.
    pub attempts: u32,
    /// How often it was sent again by hand.
    pub replays: u32,
    /// When it is tried next.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    /// When it was last tried.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub tried_at: Option<Timestamp>,
    /// The last answer's HTTP status.
    pub status: Option<u16>,
    /// How the last answer began.
    pub answer: Option<String>,
    /// Why the last attempt failed, as a stable word.
    pub error: Option<String>,
    /// What is sent.
    pub payload: String,
}

/// Which deliveries.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// Only those that got this far.
    pub state: Option<WebhookState>,
    /// From an earlier page's `next`.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 when absent.
    pub limit: Option<u32>,
}

/// From when on everything is sent again.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaySince {
    /// What happened from this instant on.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}

/// What is sent again.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Replayed {
    /// How many events.
    pub count: u64,
    /// Whether there are more: ask again from this instant on.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next: Option<Timestamp>,
}
