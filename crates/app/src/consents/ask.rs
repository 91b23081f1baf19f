//! Whether a customer may be contacted for a purpose.

use model::{
    ConsentBasis, ConsentChannel, ConsentDecision, ConsentPurposeId, CustomerId, standing,
};
use store::{Scope, StoreError, consent, consent_purpose, customer};

/// Whether a customer may be contacted, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MayContact {
    /// A contract asks for it.
    Contract,
    /// The customer consented to it.
    Granted,
    /// The customer took it back.
    Withdrawn,
    /// The customer has never said anything about it, or the purpose is out of use.
    NeverAsked,
}

impl MayContact {
    /// Whether the customer may be contacted.
    #[must_use]
    pub const fn yes(self) -> bool {
        matches!(self, Self::Contract | Self::Granted)
    }
}

/// Whether a customer, by whichever of their records they are named, may be contacted for a purpose
/// in one way. Silence is no consent. Ask in the transaction that writes the contact down, so that a
/// withdrawal which was acknowledged before it counts.
///
/// # Errors
/// The store's.
pub async fn may_contact(
    scope: &Scope<'_>,
    customer: CustomerId,
    purpose: ConsentPurposeId,
    channel: ConsentChannel,
) -> Result<MayContact, StoreError> {
    let Some(known) = consent_purpose::get(scope, purpose).await? else {
        return Ok(MayContact::NeverAsked);
    };
    if known.archived {
        return Ok(MayContact::NeverAsked);
    }
    if known.basis == ConsentBasis::Contract {
        return Ok(MayContact::Contract);
    }
    let records = customer::group_ids(scope, customer).await?;
    let said = consent::of_purpose(scope, &records, purpose).await?;
    Ok(match standing(&said).get(&(purpose, channel)) {
        Some((ConsentDecision::Granted, _)) => MayContact::Granted,
        Some((ConsentDecision::Withdrawn, _)) => MayContact::Withdrawn,
        None => MayContact::NeverAsked,
    })
}
