//! Outgoing webhooks.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod deliveries;
pub(crate) mod issue_secret;
pub(crate) mod list;
pub(crate) mod replay;
pub(crate) mod replay_one;
pub(crate) mod test;
