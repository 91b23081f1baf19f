//! Everything of one person: handed out as a file, and erased.
//!
//! An erasure is one write: either all rows of the person are empty or none is. What is not in rows
//! (files, the search index, the database's own log) follows at once and is tried again until it is
//! done, also after a restart.

mod erase;
mod export;
mod finish;

use api::file::Download;
use api::ports::Privacy;
use api::privacy::{Erasure, NewErasure, PrivacyState};
use api::{Answer, Caller};
use async_trait::async_trait;
use model::CustomerId;

pub use finish::{finish, spawn};

use crate::App;

#[async_trait]
impl Privacy for App {
    async fn privacy(&self, by: &Caller, customer: CustomerId) -> Answer<PrivacyState> {
        erase::state(self, by, customer).await
    }
    async fn export_person(&self, by: &Caller, customer: CustomerId) -> Answer<Download> {
        export::export(self, by, customer).await
    }
    async fn erase_person(
        &self,
        by: &Caller,
        customer: CustomerId,
        input: NewErasure,
    ) -> Answer<Erasure> {
        erase::erase(self, by, customer, input).await
    }
}
