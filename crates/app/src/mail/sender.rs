//! Who wrote a mail.

use channels::email::InboundMail;
use model::event::{EventBody, NewEvent};
use model::{Actor, CustomerId, IdentityKind, IdentityStrength, limits};
use store::Tx;
use store::customer::{self, Customer};
use store::identity::{self, Identity};

use crate::failure::Failure;
use crate::validate;

/// The sender's address as an identity; `None` when it is none.
fn address(mail: &InboundMail) -> Option<String> {
    validate::email("from", &mail.from.as_ref()?.address).ok()
}

/// The customer behind the sender's address.
pub(super) async fn known(tx: &Tx<'_>, mail: &InboundMail) -> Result<Option<CustomerId>, Failure> {
    let Some(email) = address(mail) else { return Ok(None) };
    let Some(known) = identity::find(tx, IdentityKind::Email, &email).await? else {
        return Ok(None);
    };
    identity::seen(tx, IdentityKind::Email, &email, IdentityStrength::Verified).await?;
    Ok(Some(known.customer))
}

/// A new customer, called as the mail calls its sender.
pub(super) async fn new(tx: &mut Tx<'_>, mail: &InboundMail) -> Result<CustomerId, Failure> {
    let (from, email) = (mail.from.as_ref(), address(mail));
    let now = tx.now();
    let id: CustomerId = tx.id();
    let name = from.map(|from| from.name.clone().unwrap_or_else(|| from.address.clone()));
    let name: String = name.unwrap_or_default().chars().take(limits::NAME_CHARS_MAX).collect();
    let new = Customer {
        id,
        external_id: None,
        name,
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        rank: String::new(),
        note: String::new(),
        tags: Vec::new(),
        attributes: serde_json::Map::new(),
        anonymous: email.is_none(),
        absorbed_into: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    customer::insert(tx, &new).await?;
    let about = |body| NewEvent {
        customer: Some(id),
        case: None,
        interaction: None,
        actor: Actor::Customer,
        body,
    };
    tx.append(about(EventBody::CustomerCreated)).await?;
    if let Some(value) = email {
        let (kind, strength) = (IdentityKind::Email, IdentityStrength::Verified);
        let proven =
            Identity { kind, value, customer: id, strength, created_at: now, last_seen_at: now };
        identity::insert(tx, &proven).await?;
    }
    Ok(id)
}
