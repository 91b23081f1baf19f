//! The HTTP edge: REST under `/api/v1`, the desk's live stream, the public web chat, and the pages
//! built into the binary. It knows [`api::ports::Ports`] and nothing behind them.
//!
//! Read [`table`] first: every address the server answers is a row there, with who may use it. The
//! router is built from that table and from nothing else. Each row's handler is one file under
//! `routes/`, named like the thing it does.

mod arrival;
mod config;
mod cookie;
mod download;
mod edge;
mod endpoint;
mod etag;
mod extract;
mod gate;
mod headers;
mod limits;
mod live;
mod openapi;
mod pages;
mod problem;
mod reading;
mod repeat;
mod router;
mod routes;
mod same_site;
mod serve;
mod state;
mod table;
mod traffic;

pub use config::WebConfig;
pub use openapi::openapi_json;
pub use router::router;
pub use serve::serve;
pub use table::{Access, RouteRow, table};
pub use traffic::Traffic;
