//! Consent (同意): what customers may consent to, and the ledger of what they said.
//!
//! The ledger is only ever added to. What holds is a fold over it ([`model::standing`]): an entry
//! stays with the record that said it, and a customer's entries are those of all records of the
//! person, so that a merge brings them together and its undoing takes them apart again.
//!
//! Whoever is about to contact a customer for a purpose asks [`may_contact`].

mod ask;
mod ledger;
mod link;
mod purposes;

use api::consent::{
    ConsentDoor, ConsentLink, ConsentPurpose, ConsentPurposeChange, Consents as View, NewConsent,
    NewConsentPurpose,
};
use api::ports::Consents;
use api::{Answer, Caller};
use async_trait::async_trait;
use model::{ConsentPurposeId, CustomerId};

pub use ask::{MayContact, may_contact};
pub(crate) use ledger::{Shown, ticked};
pub use link::withdrawal_url;
pub use purposes::seed;

use crate::App;

#[async_trait]
impl Consents for App {
    async fn consent_purposes(&self, by: &Caller) -> Answer<Vec<ConsentPurpose>> {
        purposes::list(self, by).await
    }
    async fn create_consent_purpose(
        &self,
        by: &Caller,
        input: NewConsentPurpose,
    ) -> Answer<ConsentPurpose> {
        purposes::create(self, by, input).await
    }
    async fn change_consent_purpose(
        &self,
        by: &Caller,
        purpose: ConsentPurposeId,
        version: i64,
        change: ConsentPurposeChange,
    ) -> Answer<ConsentPurpose> {
        purposes::change(self, by, (purpose, version), change).await
    }
    async fn consents(&self, by: &Caller, customer: CustomerId) -> Answer<View> {
        ledger::list(self, by, customer).await
    }
    async fn consent_door(&self, link: ConsentLink) -> Answer<ConsentDoor> {
        link::door(self, &link).await
    }
    async fn withdraw_consent(&self, link: ConsentLink) -> Answer<ConsentDoor> {
        link::withdraw(self, &link).await
    }
    async fn record_consent(
        &self,
        by: &Caller,
        customer: CustomerId,
        input: NewConsent,
    ) -> Answer<View> {
        ledger::write_down(self, by, customer, input).await
    }
}
