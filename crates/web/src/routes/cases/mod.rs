//! Cases and their threads.

pub(crate) mod candidates;
pub(crate) mod change;
pub(crate) mod counts;
pub(crate) mod get;
pub(crate) mod identify;
pub(crate) mod list;
pub(crate) mod message_document;
pub(crate) mod message_html;
pub(crate) mod messages;
pub(crate) mod note;
pub(crate) mod offer_handover;
pub(crate) mod open;
pub(crate) mod read;
pub(crate) mod reopen;
pub(crate) mod reply;
pub(crate) mod resolve;
pub(crate) mod take;
pub(crate) mod transfer;
pub(crate) mod use_template;
