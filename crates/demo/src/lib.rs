//! The living example: 「暮らしの道具 こより」, a Japanese mail-order shop for kitchen and household
//! goods. [`world`] makes its people, orders and eight weeks of past cases from a seed, without
//! clock or I/O; [`actors`] are customers and agents who use a running server through its public
//! doors; [`load`] brings the past into a store. Everything made here is marked as demo.

pub mod actors;
mod day;
mod dice;
pub mod load;
mod talk;
pub mod world;

pub use day::{CHAT_CLOSES, CHAT_OPENS};

/// The shop's name.
pub const SHOP: &str = "暮らしの道具 こより";
/// The shop's domain; `.example` never resolves (RFC 2606).
pub const SHOP_DOMAIN: &str = "koyori.example";
/// The address customers write to.
pub const SHOP_MAIL: &str = "support@koyori.example";
/// The tag and attribute value that mark everything made for the demo.
pub const DEMO_MARK: &str = "demo";
