//! What the customers bought.

use jiff::Timestamp;
use model::OrderId;

use crate::day::local;
use crate::dice::Dice;

use super::Volumes;
use super::calendar::{DAY, HOUR, plus};
use super::members::MEMBERS;
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
    // What the members of the shop page bought is told; everything else is drawn.
    let mut times: Vec<(Timestamp, Option<Wish>)> = wishes(now).take(volumes.orders).collect();
    while times.len() < volumes.orders {
        times.push((moment(&mut dice, now, volumes.order_days), None));
    }
    times.sort_unstable();
    let mut number = 10_230_000 + dice.below(900);
    let mut orders = Vec::with_capacity(times.len());
    for (at, wish) in times {
        number += 1 + dice.below(4);
        let customer = match wish {
            Some((member, _)) => customers.iter_mut().find(|c| c.member == Some(member)),
            None => buyer(&mut dice, customers),
        };
        let Some(customer) = customer else { continue };
        customer.created_at = customer.created_at.min(plus(at, -600));
        let mut items = match wish {
            Some((_, names)) => told(articles, names),
            None => basket(&mut dice, articles),
        };
        if sum(&items) < FREE_DELIVERY_FROM {
            items.push(Item { sku: None, name: "送料", quantity: 1, unit_yen: DELIVERY });
        }
        orders.push(Order {
            id: OrderId::new(at, dice.bytes10()),
            number: format!("K-{number:08}"),
            customer: customer.id,
            ordered_at: at,
            status: status(&mut dice, now, at),
            total_yen: sum(&items),
            items,
        });
    }
    orders
}

/// A member and the articles of one order.
type Wish = (&'static str, &'static [&'static str]);

fn wishes(now: Timestamp) -> impl Iterator<Item = (Timestamp, Option<Wish>)> {
    MEMBERS.iter().flat_map(move |member| {
        let order = move |&(days, names): &(i64, &'static [&'static str])| {
            (plus(now, -days * DAY - 5 * HOUR), Some((member.key, names)))
        };
        member.orders.iter().map(order)
    })
}

fn told(articles: &[Article], names: &[&str]) -> Vec<Item> {
    let chosen = articles.iter().filter(|article| names.contains(&article.name));
    chosen.map(|article| line(article, 1)).collect()
}

fn line(article: &Article, quantity: u32) -> Item {
    Item { sku: Some(article.sku), name: article.name, quantity, unit_yen: article.price_yen }
}

fn sum(items: &[Item]) -> i64 {
    items.iter().map(|item| i64::from(item.quantity) * i64::from(item.unit_yen)).sum()
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

fn basket(dice: &mut Dice, articles: &[Article]) -> Vec<Item> {
    let lines = dice.weighted([50, 28, 14, 8].into_iter()) + 1;
    let mut items: Vec<Item> = Vec::with_capacity(lines + 1);
    while items.len() < lines {
        let index = dice.weighted(articles.iter().map(|article| article.popularity));
        let Some(article) = articles.get(index) else { break };
        if items.iter().any(|item| item.sku == Some(article.sku)) {
            continue;
        }
        let several = dice.percent(22);
        items.push(line(article, if several { 2 + u32::from(dice.percent(40)) * 2 } else { 1 }));
    }
    items
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
