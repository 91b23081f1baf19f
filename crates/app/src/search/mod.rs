//! Finding anything. A reader of the log keeps an index ([`::search`]); the use-case asks it and
//! shows what it found from the rows.
//!
//! The index knows ids, places of letters and what things can be narrowed by; rows are the truth.
//! What the index finds and the rows no longer have is not shown. Documents are kept per record of a
//! customer; whose they are is who leads the record's group when somebody asks, so that merging and
//! parting change no document.

mod ask;
mod changes;
mod documents;
mod filters;
mod mark;
mod reader;
mod rebuild;
mod shelf;
mod show;

pub use reader::spawn;
pub use shelf::Shelf;

use api::ports::Search;
use api::search::{SearchPage, SearchQuery};
use api::{Answer, Caller};
use async_trait::async_trait;

use crate::App;

#[async_trait]
impl Search for App {
    async fn find(&self, by: &Caller, query: SearchQuery) -> Answer<SearchPage> {
        ask::find(self, by, query).await
    }
}
