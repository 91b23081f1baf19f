//! One module per channel: parse what comes in, render what goes out, and thin guarded clients for
//! the servers in between. No database, no clock: instants are arguments.

pub mod email;
pub mod form;
pub mod hooks;
pub mod http;
pub mod registry;
pub mod scanner;
mod text;
pub mod translation;
pub mod web_chat;

pub use registry::{CHANNELS, ChannelSpec};
pub use text::{Text, mail_address};
