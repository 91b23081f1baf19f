//! Who plays the customers: people of the world with recent orders.

use std::collections::HashMap;

use jiff::Timestamp;
use model::CustomerId;

use crate::world::World;

/// A customer whom an actor plays.
#[derive(Clone, Debug)]
pub struct Member {
    /// The shop's customer number.
    pub external_id: String,
    /// Full name.
    pub name: String,
    /// Family name.
    pub family: String,
    /// E-mail address.
    pub email: String,
    /// Latest orders, newest first.
    pub orders: Vec<MemberOrder>,
}

/// An order that a played customer can speak about.
#[derive(Clone, Debug)]
pub struct MemberOrder {
    /// The shop's number.
    pub number: String,
    /// When.
    pub ordered_at: Timestamp,
    /// 商品番号 of its articles.
    pub skus: Vec<&'static str>,
}

/// Up to `count` customers, those with the latest orders first. The members of the shop page are
/// left to the visitor.
#[must_use]
pub fn cast(world: &World, count: usize) -> Vec<Member> {
    let people: HashMap<CustomerId, _> = world
        .customers
        .iter()
        .filter(|customer| customer.member.is_none())
        .map(|customer| (customer.id, customer))
        .collect();
    let mut places: HashMap<CustomerId, usize> = HashMap::new();
    let mut members: Vec<Member> = Vec::new();
    for order in world.orders.iter().rev() {
        let Some(customer) = people.get(&order.customer) else { continue };
        let place = *places.entry(order.customer).or_insert(members.len());
        if place == members.len() {
            members.push(Member {
                external_id: customer.external_id.clone(),
                name: customer.name.clone(),
                family: customer.family.clone(),
                email: customer.email.clone(),
                orders: Vec::new(),
            });
        }
        if let Some(member) = members.get_mut(place).filter(|member| member.orders.len() < 3) {
            member.orders.push(MemberOrder {
                number: order.number.clone(),
                ordered_at: order.ordered_at,
                skus: order.items.iter().filter_map(|item| item.sku).collect(),
            });
        }
    }
    members.truncate(count);
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Volumes, generate};

    #[test]
    fn the_latest_buyers_play_and_the_visitors_members_do_not() {
        let volumes = Volumes { customers: 80, orders: 300, case_days: 1, ..Volumes::default() };
        let world = generate(3, "2026-11-23T06:10:00Z".parse().unwrap(), &volumes);
        let members = cast(&world, 40);
        assert_eq!(members.len(), 40);
        assert!(members.iter().all(|m| !m.orders.is_empty() && m.orders.len() <= 3));
        assert!(members.iter().all(|m| m.orders.is_sorted_by(|a, b| a.ordered_at >= b.ordered_at)));
        let shop_page: Vec<_> = world.customers.iter().filter(|c| c.member.is_some()).collect();
        assert_eq!(shop_page.len(), 3);
        assert!(members.iter().all(|m| shop_page.iter().all(|c| c.email != m.email)));
    }
}
