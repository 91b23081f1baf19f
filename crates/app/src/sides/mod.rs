//! Conversations with people outside about a case: a workshop, a carrier, another department.
//!
//! What is said in them are notes of the case, which no way leads from to its customer; each carries
//! the conversation's id. They go out as mails by the outbox, under a reply address that is signed
//! for the conversation, and what comes back to it is filed beside the case (`mail/aside.rs`).

pub(crate) mod arrive;
mod ask;
mod change;
mod due;
pub(crate) mod list;
mod partners;
mod words;

use api::ports::Sides;
use api::side as d;
use api::{Answer, Caller};
use async_trait::async_trait;
use model::{CaseId, PartnerId, SideId};

use crate::App;

pub use due::{remind, spawn};

#[async_trait]
impl Sides for App {
    async fn sides(&self, by: &Caller, case: CaseId) -> Answer<Vec<d::Side>> {
        list::list(self, by, case).await
    }
    async fn side(&self, by: &Caller, case: CaseId, side: SideId) -> Answer<d::SideThread> {
        list::get(self, by, case, side).await
    }
    async fn open_side(
        &self,
        by: &Caller,
        case: CaseId,
        input: d::NewSide,
    ) -> Answer<d::SideThread> {
        ask::open(self, by, case, input).await
    }
    async fn write_side(
        &self,
        by: &Caller,
        case: CaseId,
        side: SideId,
        input: d::SideWords,
    ) -> Answer<d::SideThread> {
        ask::write(self, by, (case, side), input).await
    }
    async fn change_side(
        &self,
        by: &Caller,
        case: CaseId,
        side: SideId,
        version: i64,
        change: d::SideChange,
    ) -> Answer<d::Side> {
        change::change(self, by, (case, side, version), change).await
    }
    async fn partners(&self, by: &Caller) -> Answer<Vec<d::Partner>> {
        partners::list(self, by).await
    }
    async fn create_partner(&self, by: &Caller, input: d::NewPartner) -> Answer<d::Partner> {
        partners::create(self, by, input).await
    }
    async fn change_partner(
        &self,
        by: &Caller,
        partner: PartnerId,
        version: i64,
        change: d::PartnerChange,
    ) -> Answer<d::Partner> {
        partners::change(self, by, (partner, version), change).await
    }
}
