//! A customer's purchases.

use api::customer::{Money, Order, OrderItem};
use api::{Answer, Caller, Page, PageQuery};
use model::CustomerId;
use serde_json::Value;
use store::purchase::{self, Purchase};

use super::get::present;
use crate::failure::OrProblem;
use crate::{App, keyset};

pub(super) async fn orders(
    app: &App,
    by: &Caller,
    customer: CustomerId,
    page: PageQuery,
) -> Answer<Page<Order>> {
    let store = app.of(by.tenant);
    let records = present(&store, customer).await?.ids();
    let after = page.cursor.as_deref().map(keyset::place).transpose()?;
    let limit = page.rows();
    let found = purchase::of_customer(&store, &records, after, u64::from(limit) + 1);
    let found = found.await.or_problem()?;
    Ok(Page::of(found, limit, |row| keyset::cursor(row.ordered_at, row.id)).map(view))
}

/// An order as it is shown.
pub(crate) fn view(stored: Purchase) -> Order {
    Order {
        id: stored.id,
        number: stored.external_id,
        ordered_at: stored.ordered_at,
        total: Money { minor: stored.total_minor, currency: stored.currency },
        status: stored.status,
        items: items(stored.items),
    }
}

/// The lines of an order; none when the source told none.
pub(crate) fn items(stored: Value) -> Vec<OrderItem> {
    serde_json::from_value(stored).unwrap_or_default()
}
