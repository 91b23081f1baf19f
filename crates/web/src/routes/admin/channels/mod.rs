//! Channels.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod issue_secret;
pub(crate) mod kinds;
pub(crate) mod list;
pub(crate) mod preview_form;
pub(crate) mod test;
