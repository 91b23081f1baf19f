//! The two WebSockets: the desk's stream and the visitor's chat.

pub(crate) mod chat;
pub(crate) mod desk;
mod wire;
