//! The example's past, made from a seed: the same seed, instant and volumes give the same world.
//! Nothing here reads a clock or does I/O.

mod calendar;
mod cases;
mod catalogue;
mod customers;
mod fold;
mod log;
mod members;
mod names;
mod orders;
mod roster;
mod scene;
mod shop;
mod story;
mod types;

use jiff::Timestamp;

pub(crate) use self::calendar::{day_text, plus, weekday_text};
pub use self::catalogue::catalogue;
pub(crate) use self::scene::yen;
pub use self::types::*;

/// How much of everything.
#[derive(Clone, Debug)]
pub struct Volumes {
    /// Customers.
    pub customers: usize,
    /// Orders of the last [`Volumes::order_days`] days.
    pub orders: usize,
    /// Days of order history.
    pub order_days: i64,
    /// Whole days of case history before today.
    pub case_days: i64,
    /// Fewest and most cases of a day from Monday to Friday.
    pub weekday_cases: (i64, i64),
    /// Fewest and most cases of a Saturday or Sunday.
    pub weekend_cases: (i64, i64),
}

impl Default for Volumes {
    /// A shop of middle size: eight weeks of cases, eighteen months of orders.
    fn default() -> Self {
        Self {
            customers: 2_000,
            orders: 6_000,
            order_days: 548,
            case_days: 56,
            weekday_cases: (70, 110),
            weekend_cases: (25, 45),
        }
    }
}

/// Makes the world as it stands at `now`. What would happen later than `now` has not happened: the
/// last hours' cases are still open where their course is not over.
#[must_use]
pub fn generate(seed: u64, now: Timestamp, volumes: &Volumes) -> World {
    let shop = shop::open(seed, now);
    let articles = catalogue();
    let mut customers = customers::people(seed, now, volumes.customers);
    let orders = orders::place(seed, now, volumes, &articles, &mut customers);
    customers::rank(&mut customers, &orders);
    let ground =
        cases::Ground { shop: &shop, articles: &articles, customers: &customers, orders: &orders };
    let cases = cases::tell(seed, now, volumes, &ground);
    let shop::Shop { staff, queues, channels, categories } = shop;
    World { staff, queues, channels, categories, articles, customers, orders, cases }
}

#[cfg(test)]
mod tests;
