//! What the customers bought.

use jiff::Timestamp;
use model::OrderId;

use crate::day::local;
use crate::dice::Dice;

use super::Volumes;
use super::calendar::{DAY, HOUR, plus};
use super::types::{Article, Customer, Item, Order};

/// Goods for this much are delivered free of charge, yen.
const FREE_DELIVERY_FROM: i64 = 8_800;
/// Delivery, yen.
const DELIVERY: u32 = 660;

/// Places the orders, oldest first. A customer is known from the first order on at the latest.
pub(super) fn place(
    seed: u64,
    now: Timestamp,
    volumes: &Volumes,
    articles: &[Article],
    customers: &mut [Customer],
) -> Vec<Order> {
    if customers.is_empty() {
        return Vec::new();
    }
    let mut dice = Dice::new(seed, 3);
    let mut times: Vec<Timestamp> =
        (0..volumes.orders).map(|_| moment(&mut dice, now, volumes.order_days)).collect();
    times.sort_unstable();
    let mut number = 10_230_000 + dice.below(900);
    let mut orders = Vec::with_capacity(times.len());
    for at in times {
        number += 1 + dice.below(4);
        if let Some(customer) = buyer(&mut dice, customers) {
            customer.created_at = customer.created_at.min(plus(at, -600));
            orders.push(order(&mut dice, now, at, (number, customer), articles));
        }
    }
    orders
}

/// An instant of the past: the shop grows, and December and the evenings are stronger.
fn moment(dice: &mut Dice, now: Timestamp, days: i64) -> Timestamp {
    loop {
        let back = dice.between(30, days * DAY);
        let at = plus(now, -back);
        let here = local(at);
        let growth = 1.0 - 0.5 * back as f64 / (days * DAY) as f64;
        let season = if here.month() == 12 { 1.0 } else { 0.7 };
        let hour = if (1..7).contains(&here.hour()) { 0.1 } else { 1.0 };
        if dice.unit() < growth * season * hour {
            return at;
        }
    }
}

/// Few customers buy often, many once or never.
fn buyer<'a>(dice: &mut Dice, customers: &'a mut [Customer]) -> Option<&'a mut Customer> {
    let index = (dice.unit().powf(1.9) * customers.len() as f64) as usize;
    customers.get_mut(index)
}

fn order(
    dice: &mut Dice,
    now: Timestamp,
    at: Timestamp,
    (number, customer): (u64, &Customer),
    articles: &[Article],
) -> Order {
    let lines = dice.weighted([50, 28, 14, 8].into_iter()) + 1;
    let mut items: Vec<Item> = Vec::with_capacity(lines + 1);
    while items.len() < lines {
        let index = dice.weighted(articles.iter().map(|article| article.popularity));
        let Some(article) = articles.get(index) else { break };
        if items.iter().any(|item| item.sku == Some(article.sku)) {
            continue;
        }
        let quantity =
            if dice.percent(78) { 1 } else { u32::try_from(dice.between(2, 6)).unwrap_or(2) };
        let sku = Some(article.sku);
        items.push(Item { sku, name: article.name, quantity, unit_yen: article.price_yen });
    }
    let sum = |items: &[Item]| -> i64 {
        items.iter().map(|item| i64::from(item.quantity) * i64::from(item.unit_yen)).sum()
    };
    if sum(&items) < FREE_DELIVERY_FROM {
        items.push(Item { sku: None, name: "送料", quantity: 1, unit_yen: DELIVERY });
    }
    Order {
        id: OrderId::new(at, dice.bytes10()),
        number: format!("KY-{number:08}"),
        customer: customer.id,
        ordered_at: at,
        status: status(dice, now, at),
        total_yen: sum(&items),
        items,
    }
}

fn status(dice: &mut Dice, now: Timestamp, at: Timestamp) -> &'static str {
    let age = now.as_second() - at.as_second();
    let sent = dice.between(8 * HOUR, 40 * HOUR);
    let travel = dice.between(20 * HOUR, 70 * HOUR);
    if dice.percent(3) {
        "キャンセル"
    } else if age < sent {
        "準備中"
    } else if age < sent + travel {
        "発送済み"
    } else {
        "お届け済み"
    }
}
