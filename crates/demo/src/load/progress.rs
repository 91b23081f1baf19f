//! How far the past is loaded, kept in the tenant's settings and written with every part of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{StoreError, Tx, tenant};

/// The key in the tenant's settings.
const KEY: &str = "demo";

/// What the world was made from, and how many of its things are stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) seed: u64,
    /// The instant at which the world was made; what came later is real.
    pub(super) at: Timestamp,
    pub(super) customers: usize,
    pub(super) orders: usize,
    pub(super) cases: usize,
    /// Whether everything is stored.
    #[serde(default)]
    pub(super) done: bool,
}

impl Progress {
    pub(super) const fn begin(seed: u64, at: Timestamp) -> Self {
        Self { seed, at, customers: 0, orders: 0, cases: 0, done: false }
    }

    pub(super) fn read(settings: &Value) -> Option<Self> {
        serde_json::from_value(settings.get(KEY)?.clone()).ok()
    }

    pub(super) fn settings(&self) -> Value {
        json!({ KEY: self })
    }

    /// Notes the progress in the write that made it.
    pub(super) async fn note(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let found = tenant::get(tx).await?;
        let mut settings = found.settings;
        if let (Some(all), Ok(own)) = (settings.as_object_mut(), serde_json::to_value(self)) {
            all.insert(KEY.to_owned(), own);
        }
        tenant::update(tx, &found.name, settings).await
    }
}
