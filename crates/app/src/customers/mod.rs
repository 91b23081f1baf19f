//! Customers: search, profile, purchases, timeline.

pub(crate) mod change;
pub(crate) mod create;
pub mod fold;
pub(crate) mod get;
mod ledger;
pub mod lookalikes;
pub(crate) mod merge;
pub(crate) mod orders;
mod search;
mod ties;
mod timeline;
pub mod view;

use api::customer::{
    Customer, CustomerChange, CustomerQuery, CustomerRow, LookalikeDecision, LookalikeQuery,
    LookalikeThreshold, Lookalikes, MergeEntry, NewCustomer, NewMerge, NewTie, Order, Tie,
    TimelineEntry,
};
use api::ports::Customers;
use api::{Answer, Caller, Page, PageQuery};
use async_trait::async_trait;
use model::{CustomerId, MergeId};

use crate::App;

#[async_trait]
impl Customers for App {
    async fn search(&self, by: &Caller, q: CustomerQuery) -> Answer<Page<CustomerRow>> {
        search::search(self, by, q).await
    }
    async fn create(&self, by: &Caller, input: NewCustomer) -> Answer<Customer> {
        create::create(self, by, input).await
    }
    async fn get(&self, by: &Caller, customer: CustomerId) -> Answer<Customer> {
        get::get(self, by, customer).await
    }
    async fn change(
        &self,
        by: &Caller,
        customer: CustomerId,
        version: i64,
        change: CustomerChange,
    ) -> Answer<Customer> {
        change::change(self, by, (customer, version), change).await
    }
    async fn orders(&self, by: &Caller, c: CustomerId, q: PageQuery) -> Answer<Page<Order>> {
        orders::orders(self, by, c, q).await
    }
    async fn timeline(
        &self,
        by: &Caller,
        customer: CustomerId,
        page: PageQuery,
    ) -> Answer<Page<TimelineEntry>> {
        timeline::timeline(self, by, customer, page).await
    }
    async fn merges(&self, by: &Caller, customer: CustomerId) -> Answer<Vec<MergeEntry>> {
        ledger::merges(self, by, customer).await
    }
    async fn merge(&self, by: &Caller, customer: CustomerId, input: NewMerge) -> Answer<Customer> {
        ledger::merge(self, by, customer, input).await
    }
    async fn undo_merge(&self, by: &Caller, merge: MergeId) -> Answer<MergeEntry> {
        ledger::undo(self, by, merge).await
    }
    async fn lookalikes(&self, by: &Caller, query: LookalikeQuery) -> Answer<Lookalikes> {
        lookalikes::list(self, by, query).await
    }
    async fn tell_apart(&self, by: &Caller, decision: LookalikeDecision) -> Answer<()> {
        lookalikes::decide(self, by, decision).await
    }
    async fn set_lookalike_threshold(
        &self,
        by: &Caller,
        threshold: LookalikeThreshold,
    ) -> Answer<()> {
        lookalikes::set_threshold(self, by, threshold).await
    }
    async fn ties(&self, by: &Caller, customer: CustomerId) -> Answer<Vec<Tie>> {
        ties::list(self, by, customer).await
    }
    async fn set_tie(&self, by: &Caller, customer: CustomerId, tie: NewTie) -> Answer<Vec<Tie>> {
        ties::set(self, by, customer, tie).await
    }
}
