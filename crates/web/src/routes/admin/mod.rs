//! Administration.

pub(crate) mod audit;
pub(crate) mod categories;
pub(crate) mod channels;
pub(crate) mod dispositions;
pub(crate) mod hours;
pub(crate) mod partners;
pub(crate) mod policies;
pub(crate) mod procedures;
pub(crate) mod queues;
pub(crate) mod retention;
pub(crate) mod sign_on;
pub(crate) mod templates;
pub(crate) mod tenants;
pub(crate) mod tokens;
pub(crate) mod translation;
pub(crate) mod users;
pub(crate) mod webhooks;
