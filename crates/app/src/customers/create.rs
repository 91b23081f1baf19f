//! A new customer, made by a colleague.

use api::customer::{Customer as View, NewCustomer};
use api::{Answer, Caller, Code, Problem};
use model::event::{EventBody, NewEvent};
use model::limits::NAME_CHARS_MAX;
use model::{Actor, CustomerId, IdentityKind, IdentityStrength};
use serde_json::json;
use store::customer::{self, Customer};
use store::identity::{self, Identity};
use store::{StoreError, Tx};

use super::{fold, get};
use crate::App;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

pub(super) async fn create(app: &App, by: &Caller, input: NewCustomer) -> Answer<View> {
    let input = checked(input)?;
    let caller = by.clone();
    let made = app
        .of(by.tenant)
        .write(app.now(), move |tx| Box::pin(async move { write(tx, &caller, input).await }))
        .await
        .or_problem()?;
    get::get(app, by, made.value).await
}

fn checked(input: NewCustomer) -> Answer<NewCustomer> {
    let email = input.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    Ok(NewCustomer {
        name: validate::name("name", &input.name)?,
        kana: fold::kana(&validate::optional("kana", &input.kana, NAME_CHARS_MAX)?),
        company: validate::optional("company", &input.company, NAME_CHARS_MAX)?,
        phone: validate::phone("phone", &input.phone)?,
        email: email.map(|email| validate::email("email", email)).transpose()?,
    })
}

async fn write(tx: &mut Tx<'_>, by: &Caller, input: NewCustomer) -> Result<CustomerId, Failure> {
    let id: CustomerId = tx.id();
    let new = Customer {
        name: input.name,
        kana: input.kana,
        company: input.company,
        phone: input.phone,
        ..blank(id, tx.now())
    };
    customer::insert(tx, &new).await?;
    let actor = by.actor();
    tx.append(about(id, actor, EventBody::CustomerCreated)).await?;
    if let Some(email) = input.email {
        vouch(tx, actor, id, email).await?;
    }
    record(tx, &Who::from(by), "customer.created", &id.to_string(), json!({})).await?;
    Ok(id)
}

/// A known customer of whom nothing is known yet.
pub(crate) fn blank(id: CustomerId, now: jiff::Timestamp) -> Customer {
    Customer {
        id,
        external_id: None,
        name: String::new(),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        rank: String::new(),
        note: String::new(),
        tags: Vec::new(),
        attributes: serde_json::Map::new(),
        anonymous: false,
        absorbed_into: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// An event about a customer and no case.
pub(crate) const fn about(customer: CustomerId, actor: Actor, body: EventBody) -> NewEvent {
    NewEvent { customer: Some(customer), case: None, interaction: None, actor, body }
}

/// Attaches an e-mail address for which a colleague vouches; `taken` when it is somebody else's.
/// Answers whether that changed anything.
pub(super) async fn vouch(
    tx: &mut Tx<'_>,
    actor: Actor,
    customer: CustomerId,
    email: String,
) -> Result<bool, Failure> {
    let (kind, strength) = (IdentityKind::Email, IdentityStrength::Verified);
    if let Some(known) = identity::find(tx, kind, &email).await? {
        if known.customer != customer {
            return Err(taken());
        }
        if known.strength == strength {
            return Ok(false);
        }
        identity::seen(tx, kind, &email, strength).await?;
    } else {
        let now = tx.now();
        let value = email;
        let new = Identity { kind, value, customer, strength, created_at: now, last_seen_at: now };
        if !identity::insert(tx, &new).await? {
            return Err(StoreError::Busy.into());
        }
    }
    let body = EventBody::CustomerIdentified { identity: kind, strength };
    tx.append(about(customer, actor, body)).await?;
    Ok(true)
}

fn taken() -> Failure {
    let mut problem = Problem::new(Code::Taken).with(
        "このメールアドレスは別の顧客に登録されています。",
        "This e-mail address belongs to another customer.",
    );
    problem.field = Some("email".to_owned());
    problem.into()
}
