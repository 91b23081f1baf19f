//! One module per channel: parse what comes in, render what goes out, and thin guarded clients for
//! the servers in between. No database, no clock: instants are arguments.

pub mod email;
mod text;

pub use text::Text;
