//! Rows of purchases.

use std::collections::HashMap;

use api::customer::OrderItem;
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::event::EventBody;
use model::limits::NAME_CHARS_MAX;
use model::{Actor, CustomerId, OrderId};
use serde_json::Value;
use store::customer::{self, Customer};
use store::purchase::{self, Purchase};
use store::{Scope, StoreError, Tx};

use super::cells::{Wrong, amount, currency, day, instant, noted};
use super::error::ImportError;
use super::read::{BadRow, Target};
use super::{Format, Import};
use crate::customers::create::{about, blank};
use crate::validate;

/// Articles of one order.
const ITEMS_MAX: usize = 200;

/// A column with a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Number,
    Customer,
    At,
    Total,
    Currency,
    Status,
    Items,
}

const FIELDS: [(Field, &[&str]); 7] = [
    (Field::Number, &["order_id", "注文番号", "注文ID"]),
    (Field::Customer, &["customer_id", "顧客番号", "顧客ID", "会員番号"]),
    (Field::At, &["ordered_at", "注文日時", "注文日"]),
    (Field::Total, &["total", "合計金額", "金額"]),
    (Field::Currency, &["currency", "通貨"]),
    (Field::Status, &["status", "状態", "ステータス"]),
    (Field::Items, &["items", "商品"]),
];
const REQUIRED: [Field; 4] = [Field::Number, Field::Customer, Field::At, Field::Total];

/// The target of purchases.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    format: Format,
    create_customers: bool,
    zone: TimeZone,
    names: Vec<String>,
    places: Vec<(Field, usize)>,
}

/// A row that is right by itself.
#[derive(Clone, Debug)]
pub(super) struct OrderLine {
    number: String,
    customer: String,
    at: Timestamp,
    total_minor: i64,
    currency: String,
    status: String,
    items: Value,
}

/// What a batch does.
#[derive(Default)]
pub(super) struct Plan {
    /// Numbers of customers to make.
    fresh: Vec<String>,
    /// Orders with the customers that are known.
    orders: Vec<(OrderLine, Option<CustomerId>)>,
}

impl Orders {
    pub(super) fn new(import: &Import) -> Self {
        Self {
            format: import.format,
            create_customers: import.create_customers || import.format == Format::Cdnow,
            zone: import.time_zone.clone(),
            names: Vec::new(),
            places: Vec::new(),
        }
    }

    fn csv(&self, cells: &[&str]) -> Result<OrderLine, Vec<Wrong>> {
        let mut wrongs = Vec::new();
        let name = |field| {
            let place = self.places.iter().find(|(own, _)| *own == field).map(|(_, place)| *place);
            let name = place.and_then(|place| self.names.get(place)).map_or("", String::as_str);
            (name, place.and_then(|place| cells.get(place)).map_or("", |cell| cell.trim()))
        };
        let text = |field, required: bool| {
            let (column, cell) = name(field);
            let checked = if required {
                validate::name(column, cell)
            } else {
                validate::optional(column, cell, NAME_CHARS_MAX)
            };
            checked.map_err(|problem| Wrong::from_problem(column, &problem))
        };
        let number = noted(&mut wrongs, text(Field::Number, true));
        let customer = noted(&mut wrongs, text(Field::Customer, true));
        let status = noted(&mut wrongs, text(Field::Status, false));
        let (column, cell) = name(Field::At);
        let at = noted(&mut wrongs, instant(column, cell, &self.zone));
        let (column, cell) = name(Field::Currency);
        let code = if cell.is_empty() { Ok("JPY".to_owned()) } else { currency(column, cell) };
        let code = noted(&mut wrongs, code);
        let in_code = code.as_deref().unwrap_or("JPY");
        let (column, cell) = name(Field::Total);
        let total = noted(&mut wrongs, amount(column, cell, in_code));
        let (column, cell) = name(Field::Items);
        let items = noted(&mut wrongs, items(column, cell, in_code));
        match (number, customer, at, total, code, status, items) {
            (
                Some(number),
                Some(customer),
                Some(at),
                Some(total_minor),
                Some(currency),
                Some(status),
                Some(items),
            ) => Ok(OrderLine { number, customer, at, total_minor, currency, status, items }),
            _ => Err(wrongs),
        }
    }

    /// A row of the CDNOW master file. Rows have no number of their own, and some are alike; the
    /// line tells them apart.
    fn cdnow(&self, line: u64, cells: &[&str]) -> Result<OrderLine, Vec<Wrong>> {
        let &[customer, date, count, dollars] = cells else { return Err(Vec::new()) };
        let mut wrongs = Vec::new();
        let digits = !customer.is_empty() && customer.bytes().all(|byte| byte.is_ascii_digit());
        let customer = digits.then(|| format!("CDNOW-{customer}")).ok_or_else(|| {
            Wrong::new("customer_id", "顧客番号が数字ではありません。", "Not a customer number.")
        });
        let customer = noted(&mut wrongs, customer);
        let at = day(date).and_then(|day| self.zone.to_timestamp(day.at(0, 0, 0, 0)).ok());
        let at = at.ok_or_else(|| {
            Wrong::new("date", "日付(YYYYMMDD)ではありません。", "Not a date (YYYYMMDD).")
        });
        let at = noted(&mut wrongs, at);
        let count = count.parse::<u32>().ok().filter(|count| *count > 0).ok_or_else(|| {
            Wrong::new("number_of_cds", "枚数ではありません。", "Not a number of CDs.")
        });
        let count = noted(&mut wrongs, count);
        let total = noted(&mut wrongs, amount("dollar_value", dollars, "USD"));
        let (Some(customer), Some(at), Some(quantity), Some(total_minor)) =
            (customer, at, count, total)
        else {
            return Err(wrongs);
        };
        let item = OrderItem { name: "CD".to_owned(), quantity, unit_minor: None };
        Ok(OrderLine {
            number: format!("CDNOW-{line}"),
            customer,
            at,
            total_minor,
            currency: "USD".to_owned(),
            status: String::new(),
            items: serde_json::json!([item]),
        })
    }
}

/// `name*quantity@price` separated by `;`.
fn items(column: &str, text: &str, currency: &str) -> Result<Value, Wrong> {
    let parts: Vec<&str> =
        text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > ITEMS_MAX {
        return Err(Wrong::new(
            column,
            format!("商品は{ITEMS_MAX}件までです。"),
            format!("At most {ITEMS_MAX} articles."),
        ));
    }
    let items = parts.into_iter().map(|part| item(column, part, currency));
    let items = items.collect::<Result<Vec<OrderItem>, Wrong>>()?;
    Ok(serde_json::json!(items))
}

fn item(column: &str, part: &str, currency: &str) -> Result<OrderItem, Wrong> {
    let (rest, price) = match part.rsplit_once('@') {
        Some((rest, price)) => (rest, Some(amount(column, price, currency)?)),
        None => (part, None),
    };
    let (name, quantity) = match rest.rsplit_once('*') {
        Some((name, count)) => (name, count.trim().parse().ok()),
        None => (rest, Some(1)),
    };
    let quantity = quantity.filter(|count: &u32| *count > 0).ok_or_else(|| {
        Wrong::new(column, "商品の数量が正しくありません。", "The quantity of an article is wrong.")
    })?;
    let name = validate::name(column, name);
    let name = name.map_err(|problem| Wrong::from_problem(column, &problem))?;
    Ok(OrderItem { name, quantity, unit_minor: price })
}

#[async_trait]
impl Target for Orders {
    type Row = OrderLine;
    type Plan = Plan;

    fn header(&mut self, names: &[String]) -> Result<(), ImportError> {
        self.names = names.to_vec();
        if self.format == Format::Cdnow {
            return Ok(());
        }
        for (place, name) in names.iter().enumerate() {
            let known = FIELDS.iter().find(|(_, all)| {
                all.iter().any(|other| other.to_lowercase() == name.to_lowercase())
            });
            let Some((field, _)) = known else { continue };
            if self.places.iter().any(|(own, _)| own == field) {
                return Err(ImportError::Twice(name.clone()));
            }
            self.places.push((*field, place));
        }
        let missing =
            REQUIRED.iter().find(|field| !self.places.iter().any(|(own, _)| own == *field));
        let named = missing.and_then(|missing| FIELDS.iter().find(|(field, _)| field == missing));
        match named.and_then(|(_, names)| names.first()) {
            Some(name) => Err(ImportError::Column((*name).to_owned())),
            None => Ok(()),
        }
    }

    fn parse(&self, line: u64, cells: &[&str]) -> Result<OrderLine, Vec<Wrong>> {
        match self.format {
            Format::Csv => self.csv(cells),
            Format::Cdnow => self.cdnow(line, cells),
        }
    }

    fn keys(row: &OrderLine) -> Vec<String> {
        vec![row.number.clone()]
    }

    async fn plan(
        &self,
        scope: &Scope<'_>,
        rows: &[(u64, OrderLine)],
    ) -> Result<(Plan, Vec<BadRow>), StoreError> {
        let mut numbers: Vec<String> = rows.iter().map(|(_, row)| row.customer.clone()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let known: HashMap<String, CustomerId> = customer::by_external_ids(scope, &numbers)
            .await?
            .into_iter()
            .filter_map(|found| Some((found.external_id?, found.id)))
            .collect();
        let (mut plan, mut bad) = (Plan::default(), Vec::new());
        for (line, row) in rows {
            let customer = known.get(&row.customer).copied();
            if customer.is_none() && !self.create_customers {
                let wrong = Wrong::new(
                    "customer_id",
                    format!("顧客番号「{}」の顧客がいません。", row.customer),
                    format!("There is no customer “{}”.", row.customer),
                );
                bad.push(BadRow { line: *line, wrongs: vec![wrong] });
                continue;
            }
            plan.orders.push((row.clone(), customer));
        }
        if self.create_customers {
            plan.fresh = numbers.into_iter().filter(|number| !known.contains_key(number)).collect();
        }
        Ok((plan, bad))
    }

    async fn apply(&self, tx: &mut Tx<'_>, plan: Plan) -> Result<(), StoreError> {
        let made = make_customers(tx, plan.fresh).await?;
        let purchases: Vec<Purchase> = plan
            .orders
            .into_iter()
            .filter_map(|(row, known)| {
                let customer = known.or_else(|| made.get(&row.customer).copied())?;
                Some(purchase_of(tx.id(), customer, row))
            })
            .collect();
        let new = purchase::insert_new(tx, &purchases).await?;
        let new: std::collections::HashSet<String> = new.into_iter().collect();
        for order in purchases.into_iter().filter(|order| new.contains(&order.external_id)) {
            let body = EventBody::OrderPlaced {
                order: order.id,
                total_minor: order.total_minor,
                currency: order.currency,
            };
            let event = about(order.customer, Actor::Customer, body);
            tx.append_at(order.ordered_at, event).await?;
        }
        Ok(())
    }
}

fn purchase_of(id: OrderId, customer: CustomerId, row: OrderLine) -> Purchase {
    Purchase {
        id,
        external_id: row.number,
        customer,
        ordered_at: row.at,
        total_minor: row.total_minor,
        currency: row.currency,
        status: row.status,
        items: row.items,
        source: "import".to_owned(),
    }
}

/// Customers of whom only the number is known; it is their name, too.
async fn make_customers(
    tx: &mut Tx<'_>,
    numbers: Vec<String>,
) -> Result<HashMap<String, CustomerId>, StoreError> {
    let fresh: Vec<Customer> = numbers
        .into_iter()
        .map(|number| Customer {
            name: number.replacen("CDNOW-", "CDNOW ", 1),
            external_id: Some(number),
            ..blank(tx.id(), tx.now())
        })
        .collect();
    customer::insert_many(tx, &fresh).await?;
    let mut made = HashMap::with_capacity(fresh.len());
    for customer in fresh {
        tx.append(about(customer.id, Actor::System, EventBody::CustomerCreated)).await?;
        made.extend(customer.external_id.map(|number| (number, customer.id)));
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Kind, tokyo};
    use model::TenantId;

    fn target(format: Format, header: &[&str]) -> Result<Orders, ImportError> {
        let mut target = Orders::new(&Import {
            tenant: TenantId::from_u128(1),
            kind: Kind::Orders,
            format,
            file: "x".into(),
            create_customers: false,
            again: false,
            time_zone: tokyo(),
        });
        let names: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        target.header(&names)?;
        Ok(target)
    }

    #[test]
    fn an_order_with_articles() {
        let head = ["注文番号", "顧客番号", "注文日", "合計金額", "商品", "店舗"];
        let target = target(Format::Csv, &head).unwrap();
        let cells = ["O1", "C1", "2026/4/1", "¥3,960", "湯のみ*2@1,980; のし", "本店"];
        let row = target.parse(2, &cells).unwrap();
        assert_eq!((row.total_minor, row.currency.as_str()), (3960, "JPY"));
        assert_eq!(row.at.to_string(), "2026-03-31T15:00:00Z");
        let items: Vec<OrderItem> = serde_json::from_value(row.items).unwrap();
        assert_eq!(items[0].unit_minor, Some(1980));
        assert_eq!((items[1].name.as_str(), items[1].quantity), ("のし", 1));
    }

    #[test]
    fn a_row_says_everything_that_is_wrong() {
        let head = ["order_id", "customer_id", "ordered_at", "total", "currency", "items"];
        let target = target(Format::Csv, &head).unwrap();
        let wrongs = target.parse(2, &["", "C1", "soon", "much", "yen?", "x*0"]).unwrap_err();
        let columns: Vec<&str> = wrongs.iter().map(|wrong| wrong.column.as_str()).collect();
        assert_eq!(columns, ["order_id", "ordered_at", "currency", "total", "items"]);
        assert!(matches!(
            self::target(Format::Csv, &head[1..]),
            Err(ImportError::Column(name)) if name == "order_id"
        ));
    }

    #[test]
    fn a_row_of_cdnow() {
        let target = target(Format::Cdnow, &[]).unwrap();
        let row = target.parse(2, &["00001", "19970101", "1", "11.77"]).unwrap();
        assert_eq!((row.number.as_str(), row.customer.as_str()), ("CDNOW-2", "CDNOW-00001"));
        assert_eq!((row.total_minor, row.currency.as_str()), (1177, "USD"));
        assert_eq!(target.parse(3, &["x", "1997", "0", "?"]).unwrap_err().len(), 4);
    }
}
