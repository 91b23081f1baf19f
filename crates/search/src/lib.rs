//! One full-text index on disk (tantivy): putting documents in, taking them out, asking.
//!
//! A document is a customer's record, a case, a message or an order. The index holds the grams of its
//! text (`language::search`) and what it can be narrowed by, never the text itself: what people read
//! is shown from the database. Each document carries its tenant in every term by which it can be
//! narrowed, and each question names one: there is no question without.
//!
//! With each commit goes a *mark*, a text of the caller's (how far the log was read): index and mark
//! are one, whatever happens. A document is put in again under its id and takes the old one's place.
//!
//! # Taking out for good
//! A document that is taken out is found no more after the next commit, but its terms stay in the
//! files until their segment is merged. [`Writer::purge`] does that at once.

mod error;
mod index;
mod question;
mod schema;
mod tokens;
mod writer;

pub use error::SearchError;
pub use index::{Index, Place};
pub use question::{Found, Hit, Order, Question};
pub use schema::{Document, Facet, Kind};
pub use writer::Writer;
