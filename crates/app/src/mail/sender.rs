//! Who wrote a mail, and where the answer may go.

use channels::email::{InboundMail, Mailbox};
use model::event::{EventBody, NewEvent};
use model::{Actor, CustomerId, IdentityKind, IdentityStrength, limits};
use store::customer::{self, Customer};
use store::identity::{self, Identity};
use store::{StoreError, Tx};

use crate::failure::Failure;
use crate::validate;

/// Addresses of one Reply-To that are looked at; people write one.
const REPLY_TO_MAX: usize = 5;

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
    // A sender can write any address: to be named by a mail proves nothing more than before.
    identity::seen(tx, IdentityKind::Email, &email, known.strength).await?;
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
        let (kind, strength) = (IdentityKind::Email, IdentityStrength::Claimed);
        let claimed =
            Identity { kind, value, customer: id, strength, created_at: now, last_seen_at: now };
        identity::insert(tx, &claimed).await?;
    }
    Ok(id)
}

/// Where a mail wants its answers, after asking whose the addresses are.
pub(super) struct ReplyTo {
    /// Where the next answer goes.
    pub(super) answer: Option<Mailbox>,
    /// Where the mail wants it besides: addresses that are not known to be the customer's. Whoever
    /// forges a sender puts their own address here.
    pub(super) strange: Vec<Mailbox>,
}

impl ReplyTo {
    /// Answers go to the sender, or to another address of the same customer.
    pub(super) async fn of(
        tx: &Tx<'_>,
        mail: &InboundMail,
        customer: CustomerId,
    ) -> Result<Self, Failure> {
        let mut own = None;
        let mut strange = Vec::new();
        for asked in mail.reply_to.iter().take(REPLY_TO_MAX) {
            if is_own(tx, mail, &asked.address, customer).await? {
                own.get_or_insert_with(|| asked.clone());
            } else {
                strange.push(asked.clone());
            }
        }
        Ok(Self { answer: own.or_else(|| mail.from.clone()), strange })
    }
}

async fn is_own(
    tx: &Tx<'_>,
    mail: &InboundMail,
    asked: &str,
    customer: CustomerId,
) -> Result<bool, Failure> {
    if mail.from.as_ref().is_some_and(|from| from.address.eq_ignore_ascii_case(asked)) {
        return Ok(true);
    }
    let Ok(email) = validate::email("reply_to", asked) else { return Ok(false) };
    let known = identity::find(tx, IdentityKind::Email, &email).await?;
    let Some(known) = known else { return Ok(false) };
    Ok(same_person(tx, known.customer, customer).await?)
}

/// Whether two records are one person.
pub(super) async fn same_person(
    tx: &Tx<'_>,
    one: CustomerId,
    other: CustomerId,
) -> Result<bool, StoreError> {
    if one == other {
        return Ok(true);
    }
    let leaders = customer::leaders(tx, &[one, other]).await?;
    let leader = |record| leaders.get(&record).map(|found| found.id);
    Ok(leader(one).is_some() && leader(one) == leader(other))
}
