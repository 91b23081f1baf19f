//! How long things are kept.

use async_trait::async_trait;
use model::{CustomerId, LegalHoldId, Retention};

use crate::caller::Caller;
use crate::problem::Answer;
use crate::retention::{HoldView, NewHold, RetentionPreview, RetentionRunView, RetentionView};

/// How long things are kept, and what must not go.
#[async_trait]
pub trait Retentions: Send + Sync {
    /// The policy.
    async fn retention(&self, by: &Caller) -> Answer<RetentionView>;
    /// Changes it.
    async fn set_retention(&self, by: &Caller, wanted: Retention) -> Answer<()>;
    /// What a policy would delete now.
    async fn preview_retention(
        &self,
        by: &Caller,
        wanted: Retention,
    ) -> Answer<Vec<RetentionPreview>>;
    /// What was deleted, newest first.
    async fn retention_runs(&self, by: &Caller) -> Answer<Vec<RetentionRunView>>;
    /// The holds that stand on a customer.
    async fn holds(&self, by: &Caller, customer: CustomerId) -> Answer<Vec<HoldView>>;
    /// Places one.
    async fn place_hold(
        &self,
        by: &Caller,
        customer: CustomerId,
        input: NewHold,
    ) -> Answer<Vec<HoldView>>;
    /// Ends one.
    async fn end_hold_of(&self, by: &Caller, hold: LegalHoldId) -> Answer<()>;
}
