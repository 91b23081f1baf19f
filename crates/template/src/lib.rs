//! Texts with gaps, which are filled when they are used: canned replies today, and whatever is
//! written once and said to many.
//!
//! The language is Jinja's, of which only gaps and conditions are let through:
//!
//! ```text
//! {{ customer.name }}様
//! {% if order.number %}ご注文番号 {{ order.number }} の件ですね。{% endif %}
//! {{ customer.company | default("お客様") }}
//! ```
//!
//! Neither loops nor assignments are, so a text is filled in time and space that its own length bounds.
//! A gap for which nothing is known stays visible in the text, and is reported: nobody is to be
//! addressed as nothing.

mod check;
mod fill;
mod flaw;
mod gap;

pub use check::check;
pub use fill::{Filled, Value, Values, fill};
pub use flaw::Flaw;

/// Characters of the longest text, before it is filled and after.
pub const CHARS_MAX: usize = 10_000;
