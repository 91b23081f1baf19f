//! Changes of a profile by a colleague.

use std::collections::BTreeMap;

use api::customer::{Customer as View, CustomerChange};
use api::{Answer, Caller, Code, Problem};
use model::CustomerId;
use model::event::EventBody;
use model::limits::{
    ATTRIBUTE_CHARS_MAX, ATTRIBUTES_MAX, MESSAGE_CHARS_MAX, NAME_CHARS_MAX, TAGS_MAX,
};
use serde_json::{Map, Value, json};
use store::customer::{self, Customer};
use store::{StoreError, Tx};

use super::create::{about, vouch};
use super::{fold, get};
use crate::App;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (CustomerId, i64),
    change: CustomerChange,
) -> Answer<View> {
    let change = checked(change)?;
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { write(tx, &caller, (id, version), change).await })
        })
        .await
        .or_problem()?;
    get::get(app, by, id).await
}

fn checked(change: CustomerChange) -> Answer<CustomerChange> {
    let short = |field: &str, text: Option<String>| {
        text.map(|text| validate::optional(field, &text, NAME_CHARS_MAX)).transpose()
    };
    Ok(CustomerChange {
        name: change.name.map(|name| validate::name("name", &name)).transpose()?,
        kana: short("kana", change.kana)?.map(|text| fold::kana(&text)),
        company: short("company", change.company)?,
        phone: short("phone", change.phone)?,
        rank: short("rank", change.rank)?,
        note: change
            .note
            .map(|note| validate::optional("note", &note, MESSAGE_CHARS_MAX))
            .transpose()?
            .map(|note| language::mask(&note).into_owned()),
        tags: change.tags.map(|tags| tag_list(&tags)).transpose()?,
        attributes: change.attributes.map(attribute_map).transpose()?,
        add_email: change
            .add_email
            .map(|email| validate::email("add_email", &email))
            .transpose()?,
    })
}

/// Tags without repetitions, in their order.
pub(crate) fn tag_list(given: &[String]) -> Answer<Vec<String>> {
    let mut tags: Vec<String> = Vec::with_capacity(given.len().min(TAGS_MAX));
    for tag in given {
        let tag = validate::name("tags", tag)?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    too_many("tags", tags.len(), TAGS_MAX)?;
    Ok(tags)
}

/// Attributes with checked names and values; empty values are left out.
pub(crate) fn attribute_map(given: BTreeMap<String, String>) -> Answer<BTreeMap<String, String>> {
    let mut attributes = BTreeMap::new();
    for (key, value) in given {
        let key = validate::name("attributes", &key)?;
        let value = validate::optional("attributes", &value, ATTRIBUTE_CHARS_MAX)?;
        if !value.is_empty() {
            attributes.insert(key, value);
        }
    }
    too_many("attributes", attributes.len(), ATTRIBUTES_MAX)?;
    Ok(attributes)
}

fn too_many(field: &str, count: usize, max: usize) -> Answer<()> {
    if count <= max {
        return Ok(());
    }
    Err(Problem::invalid(
        field,
        format!("{max}件までです(現在{count}件)。"),
        format!("At most {max} ({count} now)."),
    ))
}

async fn write(
    tx: &mut Tx<'_>,
    by: &Caller,
    (id, version): (CustomerId, i64),
    change: CustomerChange,
) -> Result<(), Failure> {
    let before = customer::by_id(tx, id).await?.ok_or(Problem::new(Code::NotFound))?;
    if before.version != version {
        return Err(StoreError::Version { what: "customer", expected: version }.into());
    }
    if before.absorbed_into.is_some() {
        return Err(Problem::new(Code::Conflict)
            .with(
                "この顧客は別の顧客に統合されています。",
                "This record was folded into another customer.",
            )
            .into());
    }
    let add_email = change.add_email.clone();
    let mut after = applied(&before, change);
    if after.phone != before.phone {
        after.phone = validate::phone("phone", &after.phone)?;
    }
    let mut fields = differences(&before, &after);
    let actor = by.actor();
    if let Some(email) = add_email
        && vouch(tx, actor, id, email).await?
    {
        fields.push("email");
        // Somebody vouches for an address: now it is known who this is.
        after.anonymous = false;
    }
    if fields.is_empty() {
        return Ok(());
    }
    customer::update(tx, &after).await?;
    let names = fields.iter().map(|&field| field.to_owned()).collect();
    tx.append(about(id, actor, EventBody::CustomerUpdated { fields: names })).await?;
    let detail = json!({"fields": fields});
    record(tx, &Who::from(by), "customer.changed", &id.to_string(), detail).await?;
    Ok(())
}

fn applied(before: &Customer, change: CustomerChange) -> Customer {
    let keep = |new: Option<String>, old: &String| new.unwrap_or_else(|| old.clone());
    let attributes = change.attributes.map(|attributes| {
        attributes
            .into_iter()
            .map(|(key, value)| (key, Value::String(value)))
            .collect::<Map<_, _>>()
    });
    Customer {
        name: keep(change.name, &before.name),
        kana: keep(change.kana, &before.kana),
        company: keep(change.company, &before.company),
        phone: keep(change.phone, &before.phone),
        rank: keep(change.rank, &before.rank),
        note: keep(change.note, &before.note),
        tags: change.tags.unwrap_or_else(|| before.tags.clone()),
        attributes: attributes.unwrap_or_else(|| before.attributes.clone()),
        ..before.clone()
    }
}

/// The fields in which two records of a customer differ.
pub(crate) fn differences(before: &Customer, after: &Customer) -> Vec<&'static str> {
    let changed = [
        ("name", before.name != after.name),
        ("kana", before.kana != after.kana),
        ("company", before.company != after.company),
        ("phone", before.phone != after.phone),
        ("rank", before.rank != after.rank),
        ("note", before.note != after.note),
        ("tags", before.tags != after.tags),
        ("attributes", before.attributes != after.attributes),
    ];
    changed.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect()
}
