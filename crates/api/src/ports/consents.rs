//! Consent.

use async_trait::async_trait;
use model::{ConsentPurposeId, CustomerId};

use crate::caller::Caller;
use crate::consent as n;
use crate::problem::Answer;

/// Consent by purpose and way.
#[async_trait]
pub trait Consents: Send + Sync {
    /// What customers may consent to, in order, that out of use among it.
    async fn consent_purposes(&self, by: &Caller) -> Answer<Vec<n::ConsentPurpose>>;
    /// Makes a purpose.
    async fn create_consent_purpose(
        &self,
        by: &Caller,
        input: n::NewConsentPurpose,
    ) -> Answer<n::ConsentPurpose>;
    /// Changes one.
    async fn change_consent_purpose(
        &self,
        by: &Caller,
        purpose: ConsentPurposeId,
        version: i64,
        change: n::ConsentPurposeChange,
    ) -> Answer<n::ConsentPurpose>;
    /// What a customer consented to, and the ledger.
    async fn consents(&self, by: &Caller, customer: CustomerId) -> Answer<n::Consents>;
    /// What the page of a link shows with which a consent is taken back.
    async fn consent_door(&self, link: n::ConsentLink) -> Answer<n::ConsentDoor>;
    /// Takes the consent of a link back.
    async fn withdraw_consent(&self, link: n::ConsentLink) -> Answer<n::ConsentDoor>;
    /// Writes down what a customer said.
    async fn record_consent(
        &self,
        by: &Caller,
        customer: CustomerId,
        input: n::NewConsent,
    ) -> Answer<n::Consents>;
}
