//! E-mail: reading what comes in, writing what goes out, and thin clients for IMAP and SMTP.

pub mod address;
pub mod automatic;
mod body;
mod bounds;
pub mod charset;
mod file_name;
mod headers;
pub mod html_text;
pub mod imap;
mod iso2022jp;
pub mod mail;
pub mod net;
mod params;
mod parse;
pub mod quote;
mod reach;
pub mod receiver;
mod redact;
pub mod render;
pub mod sanitise;
mod server_error;
pub mod smtp;
pub mod thread;
mod transfer;
mod words;

pub use address::{
    base_address, reply_address, side_address, verify_reply_address, verify_side_address,
};
pub use automatic::LOOP_HEADER;
pub use mail::{Attachment, Automatic, InboundMail, Mailbox, Unparseable};
pub use net::{Endpoint, Security};
pub use parse::{parse, parse_header};
pub use redact::redact;
pub use render::{OutboundFile, OutboundMail, message_id, render};
pub use server_error::ServerError;
pub use thread::{Lookup, lookups};
