//! The contract between `web` and `app`: what is asked, what is answered, and the ports that
//! connect them. `web` knows only this crate, so an edit to an engine never recompiles a route
//! (DESIGN §3, rule 3). The OpenAPI document is written from these types.

pub mod account;
pub mod admin;
pub mod board;
pub mod caller;
pub mod case;
pub mod case_work;
pub mod chat;
pub mod consent;
pub mod customer;
pub mod directory;
pub mod file;
pub mod form;
pub mod handover;
pub mod hook;
pub mod page;
pub mod ports;
pub mod privacy;
pub mod problem;
pub mod promise;
pub mod proof;
pub mod repeat;
pub mod retention;
pub mod search;
pub mod side;
pub mod sign_on;
pub mod stream;
pub mod template;
pub mod token;
pub mod translation;
pub mod webhook;
pub mod work;

pub use caller::{Caller, Locale};
pub use page::{Page, PageQuery};
pub use problem::{Answer, Code, Problem};
