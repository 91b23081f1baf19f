//! Administration.

pub(crate) mod audit;
pub(crate) mod categories;
pub(crate) mod channels;
pub(crate) mod hours;
pub(crate) mod policies;
pub(crate) mod queues;
pub(crate) mod templates;
pub(crate) mod tenants;
pub(crate) mod users;
