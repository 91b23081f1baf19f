//! What of a row can be found, and by what it can be narrowed.

use std::collections::HashMap;

use ::search::{Document, Facet, Kind};
use api::file::FileView;
use model::{CaseId, CustomerId, IdentityKind, MessageKind, TenantId};
use serde_json::Value;
use store::case::Case;
use store::customer::Customer;
use store::message::Message;
use store::purchase::Purchase;
use store::{Scope, StoreError, identity};

use crate::cases::rows;
use crate::customers::orders;

/// The documents of customers' records. A browser that nobody knows anything of has none.
pub(super) async fn customers(
    scope: &Scope<'_>,
    records: &[Customer],
) -> Result<Vec<Document>, StoreError> {
    let addresses = addresses(scope, records).await?;
    let documents = records.iter().filter_map(|record| {
        let emails = addresses.get(&record.id).map(Vec::as_slice).unwrap_or_default();
        let texts = customer_texts(record, emails);
        (!texts.is_empty()).then(|| Document {
            tenant: scope.tenant(),
            kind: Kind::Customer,
            id: record.id.0,
            at: record.created_at.as_microsecond(),
            facets: vec![Facet::Customer(record.id)],
            texts,
        })
    });
    Ok(documents.collect())
}

/// The e-mail addresses of records, oldest first.
pub(super) async fn addresses(
    scope: &Scope<'_>,
    records: &[Customer],
) -> Result<HashMap<CustomerId, Vec<String>>, StoreError> {
    let ids: Vec<CustomerId> = records.iter().map(|record| record.id).collect();
    let mut addresses: HashMap<CustomerId, Vec<String>> = HashMap::new();
    for one in identity::of_customers(scope, IdentityKind::Email, &ids).await? {
        addresses.entry(one.customer).or_default().push(one.value);
    }
    Ok(addresses)
}

/// The texts of a record, its name first; none that is empty.
pub(super) fn customer_texts(record: &Customer, emails: &[String]) -> Vec<String> {
    let mut texts = vec![record.name.clone(), record.kana.clone(), record.company.clone()];
    texts.push(record.phone.clone());
    texts.extend(national(&record.phone));
    texts.extend(record.external_id.clone());
    texts.extend_from_slice(emails);
    texts.push(record.note.clone());
    texts.extend_from_slice(&record.tags);
    let own = record.attributes.values();
    texts.extend(own.filter_map(Value::as_str).map(str::to_owned));
    texts.retain(|text| !text.is_empty());
    texts
}

/// A number as it is dialled within Japan, when it is written as from abroad.
fn national(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let rest = digits.strip_prefix("81").filter(|_| phone.trim_start().starts_with('+'))?;
    Some(format!("0{}", rest.strip_prefix('0').unwrap_or(rest)))
}

/// The document of a case: its number and subject.
pub(super) fn case(tenant: TenantId, case: &Case) -> Document {
    Document {
        tenant,
        kind: Kind::Case,
        id: case.id.0,
        at: case.created_at.as_microsecond(),
        facets: case_facets(case),
        texts: vec![format!("#{}", case.number), case.subject.clone()],
    }
}

/// The document of a message in its case. Lines that the system wrote are not looked for.
pub(super) fn message(tenant: TenantId, case: &Case, message: &Message) -> Option<Document> {
    if message.kind == MessageKind::System {
        return None;
    }
    let mut facets = case_facets(case);
    facets.extend(message.author.filter(|author| case.owner != Some(*author)).map(Facet::Agent));
    Some(Document {
        tenant,
        kind: Kind::Message,
        id: message.id.0,
        at: message.at.as_microsecond(),
        facets,
        texts: message_texts(message),
    })
}

/// What a message says: its text first, then the subject of a mail and the names of files.
pub(super) fn message_texts(message: &Message) -> Vec<String> {
    let mut texts = vec![message.text.clone()];
    texts.extend(message.subject.clone());
    let files: Vec<FileView> = rows::files(message.attachments.clone());
    texts.extend(files.into_iter().map(|file| file.name));
    texts.retain(|text| !text.is_empty());
    texts
}

fn case_facets(case: &Case) -> Vec<Facet> {
    let always =
        [Facet::Case(case.id), Facet::Customer(case.customer), Facet::Channel(case.channel)];
    let maybe = [case.category.map(Facet::Category), case.owner.map(Facet::Agent)];
    always.into_iter().chain(maybe.into_iter().flatten()).collect()
}

/// The document of an order: its number and what was bought.
pub(super) fn order(tenant: TenantId, order: &Purchase) -> Document {
    let mut texts = vec![order.external_id.clone()];
    texts.extend(orders::items(order.items.clone()).into_iter().map(|item| item.name));
    Document {
        tenant,
        kind: Kind::Order,
        id: order.id.0,
        at: order.ordered_at.as_microsecond(),
        facets: vec![Facet::Customer(order.customer)],
        texts,
    }
}

/// Cases by their ids.
pub(super) fn by_id(cases: Vec<Case>) -> HashMap<CaseId, Case> {
    cases.into_iter().map(|case| (case.id, case)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_from_abroad_is_found_as_it_is_dialled_at_home() {
        assert_eq!(national("+81-90-1234-5678").as_deref(), Some("09012345678"));
        assert_eq!(national("+81 (0)3 1234 5678").as_deref(), Some("0312345678"));
        assert_eq!(national("81-1234"), None);
        assert_eq!(national("+1 555 0100"), None);
    }
}
