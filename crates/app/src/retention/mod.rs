//! How long things are kept (保存期間): a policy per kind of channel, a worker that really deletes,
//! and holds under which nothing goes.

mod hold;
mod policy;
mod work;

pub use work::{clear_due, spawn};

use api::ports::Retentions;
use api::retention::{HoldView, NewHold, RetentionPreview, RetentionRunView, RetentionView};
use api::{Answer, Caller};
use async_trait::async_trait;
use model::{CustomerId, LegalHoldId, Retention};

use crate::App;

#[async_trait]
impl Retentions for App {
    async fn retention(&self, by: &Caller) -> Answer<RetentionView> {
        policy::get(self, by).await
    }
    async fn set_retention(&self, by: &Caller, wanted: Retention) -> Answer<()> {
        policy::set(self, by, wanted).await
    }
    async fn preview_retention(
        &self,
        by: &Caller,
        wanted: Retention,
    ) -> Answer<Vec<RetentionPreview>> {
        policy::preview(self, by, wanted).await
    }
    async fn retention_runs(&self, by: &Caller) -> Answer<Vec<RetentionRunView>> {
        policy::runs(self, by).await
    }
    async fn holds(&self, by: &Caller, customer: CustomerId) -> Answer<Vec<HoldView>> {
        hold::list(self, by, customer).await
    }
    async fn place_hold(
        &self,
        by: &Caller,
        customer: CustomerId,
        input: NewHold,
    ) -> Answer<Vec<HoldView>> {
        hold::place(self, by, customer, input).await
    }
    async fn end_hold_of(&self, by: &Caller, hold: LegalHoldId) -> Answer<()> {
        hold::end(self, by, hold).await
    }
}
