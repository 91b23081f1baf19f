//! A matter goes on by another channel: a colleague makes a link, its customer opens it and goes on
//! by chat in the same case, with everything that was said before.

pub(crate) mod code;
mod door;
mod offer;
mod take;

use api::handover::{Handover, HandoverDoor, HandoverTaken, NewHandover};
use api::ports::Handovers;
use api::{Answer, Caller};
use async_trait::async_trait;
use model::CaseId;

use crate::App;

#[async_trait]
impl Handovers for App {
    async fn offer_handover(
        &self,
        by: &Caller,
        case: CaseId,
        input: NewHandover,
    ) -> Answer<Handover> {
        offer::offer(self, by, case, input).await
    }
    async fn handover(&self, code: &str) -> Answer<HandoverDoor> {
        door::door(self, code).await
    }
    async fn take_handover(&self, code: &str) -> Answer<HandoverTaken> {
        take::take(self, code).await
    }
}
