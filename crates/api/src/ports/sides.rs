//! Conversations with people outside.

use async_trait::async_trait;
use model::{CaseId, PartnerId, SideId};

use crate::caller::Caller;
use crate::problem::Answer;
use crate::side as d;

/// Conversations with people outside about cases.
#[async_trait]
pub trait Sides: Send + Sync {
    /// Those of a case, oldest first.
    async fn sides(&self, by: &Caller, case: CaseId) -> Answer<Vec<d::Side>>;
    /// One with what was said in it.
    async fn side(&self, by: &Caller, case: CaseId, side: SideId) -> Answer<d::SideThread>;
    /// Asks somebody outside.
    async fn open_side(
        &self,
        by: &Caller,
        case: CaseId,
        input: d::NewSide,
    ) -> Answer<d::SideThread>;
    /// Writes again in a conversation.
    async fn write_side(
        &self,
        by: &Caller,
        case: CaseId,
        side: SideId,
        input: d::SideWords,
    ) -> Answer<d::SideThread>;
    /// Ends a conversation, lets it go on, or says when its answer must be there.
    async fn change_side(
        &self,
        by: &Caller,
        case: CaseId,
        side: SideId,
        version: i64,
        change: d::SideChange,
    ) -> Answer<d::Side>;
    /// The address book by name, entries out of use among them.
    async fn partners(&self, by: &Caller) -> Answer<Vec<d::Partner>>;
    /// Adds an entry to it.
    async fn create_partner(&self, by: &Caller, input: d::NewPartner) -> Answer<d::Partner>;
    /// Changes one.
    async fn change_partner(
        &self,
        by: &Caller,
        partner: PartnerId,
        version: i64,
        change: d::PartnerChange,
    ) -> Answer<d::Partner>;
}
