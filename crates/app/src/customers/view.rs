//! From stored customers to what lists show.

use std::collections::HashMap;

use api::customer::CustomerRow;
use model::{CustomerId, IdentityKind};
use store::customer::Customer;
use store::{Scope, StoreError, identity};

/// Rows of a list, in the order given, with one query for the e-mail addresses.
pub async fn rows(
    scope: &Scope<'_>,
    customers: Vec<Customer>,
) -> Result<Vec<CustomerRow>, StoreError> {
    let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.id).collect();
    let mut emails: HashMap<CustomerId, String> = HashMap::new();
    for found in identity::of_customers(scope, IdentityKind::Email, &ids).await? {
        // The oldest one comes first and stays.
        emails.entry(found.customer).or_insert(found.value);
    }
    Ok(customers
        .into_iter()
        .map(|customer| CustomerRow {
            email: emails.remove(&customer.id),
            id: customer.id,
            external_id: customer.external_id,
            name: customer.name,
            kana: customer.kana,
            company: customer.company,
            rank: (!customer.rank.is_empty()).then_some(customer.rank),
            phone: customer.phone,
            anonymous: customer.anonymous,
        })
        .collect())
}
