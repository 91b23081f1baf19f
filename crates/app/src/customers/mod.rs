//! Customers: search, profile, purchases, timeline.

pub mod view;
