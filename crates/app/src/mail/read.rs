//! A journalled mail: parsed, then filed.

use channels::email::{InboundMail, Unparseable, parse, parse_header};
use store::intake::Intake;
use store::{StoreError, TenantStore};

use super::file_away;
use crate::App;
use crate::failure::Failure;
use crate::intake::{Filed, journal};

/// Files a mail of the journal.
pub(crate) async fn file(app: &App, store: &TenantStore, item: &Intake) -> Result<Filed, Failure> {
    match read(store, item).await? {
        Ok(mail) => file_away::file(app, store, item, mail).await.map(Ok),
        Err(why) => Ok(Err(why.code())),
    }
}

/// Reads a mail; the outer error is the store's, the inner one the mail's.
async fn read(
    store: &TenantStore,
    item: &Intake,
) -> Result<Result<InboundMail, Unparseable>, StoreError> {
    let Some(raw) = journal::raw(store, item).await? else {
        return Ok(Err(Unparseable::NoHeader));
    };
    let read = tokio::task::spawn_blocking(move || {
        if raw.starts_with(b"X-Madoguchi-Too-Large:") {
            parse_header(&raw).and(Err(Unparseable::TooLarge { bytes: raw.len() }))
        } else if raw.starts_with(b"X-Madoguchi-Unreadable:") {
            Err(Unparseable::NothingToRead)
        } else {
            parse(&raw)
        }
    });
    read.await
        .map_err(|error| StoreError::Other(format!("a mail could not be parsed: {error}")))
        .or_else(|error| {
            tracing::error!(%error, "the mail parser failed");
            Ok(Err(Unparseable::NothingToRead))
        })
}
