//! E-mail: reading what comes in, writing what goes out, and thin clients for IMAP and SMTP.

pub mod automatic;
mod body;
mod bounds;
pub mod charset;
mod file_name;
mod headers;
pub mod html_text;
mod iso2022jp;
pub mod mail;
mod params;
mod parse;
pub mod quote;
pub mod sanitise;
mod transfer;
mod words;

pub use automatic::LOOP_HEADER;
pub use mail::{Attachment, Automatic, InboundMail, Mailbox, Unparseable};
pub use parse::{parse, parse_header};
