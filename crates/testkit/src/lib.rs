//! What tests share: servers they start themselves.

pub mod postgres;
