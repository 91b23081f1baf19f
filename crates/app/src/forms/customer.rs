//! Whose inquiry it is. What somebody types proves nothing: an address puts it on its customer's
//! timeline, as a mail's sender does; a name or a phone number finds nobody.

use channels::form::Inquiry;
use model::event::{EventBody, NewEvent};
use model::{Actor, CustomerId, FormInput, IdentityKind, IdentityStrength};
use store::Tx;
use store::customer::{self, Customer};
use store::identity::{self, Identity};

use crate::failure::Failure;

/// The customer behind the address; a new one when nobody has it.
pub(super) async fn of(tx: &mut Tx<'_>, inquiry: &Inquiry) -> Result<CustomerId, Failure> {
    let email = inquiry.answer(FormInput::Email);
    if let Some(email) = email
        && let Some(known) = identity::find(tx, IdentityKind::Email, email).await?
    {
        identity::seen(tx, IdentityKind::Email, email, known.strength).await?;
        return Ok(known.customer);
    }
    let now = tx.now();
    let id: CustomerId = tx.id();
    let said = |input| inquiry.answer(input).unwrap_or_default().to_owned();
    let mut attributes = serde_json::Map::new();
    if email.is_none() && !said(FormInput::Name).is_empty() {
        attributes.insert("claimed_name".to_owned(), said(FormInput::Name).into());
    }
    let new = Customer {
        id,
        external_id: None,
        name: said(FormInput::Name),
        kana: String::new(),
        company: String::new(),
        phone: said(FormInput::Phone),
        rank: String::new(),
        note: String::new(),
        tags: Vec::new(),
        attributes,
        anonymous: email.is_none(),
        absorbed_into: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    customer::insert(tx, &new).await?;
    let created = NewEvent {
        customer: Some(id),
        case: None,
        interaction: None,
        actor: Actor::Customer,
        body: EventBody::CustomerCreated,
    };
    tx.append(created).await?;
    if let Some(email) = email {
        let (kind, strength) = (IdentityKind::Email, IdentityStrength::Claimed);
        let value = email.to_owned();
        let claimed =
            Identity { kind, value, customer: id, strength, created_at: now, last_seen_at: now };
        identity::insert(tx, &claimed).await?;
    }
    Ok(id)
}
