//! From the journal to a case: parse outside the transaction, file inside it. One mail that
//! cannot be filed never stops the others.

use channels::email::{InboundMail, Unparseable, parse, parse_header};
use model::TenantId;
use store::intake::{self, Intake, IntakeState, Outcome};
use store::{BlobId, StoreError, TenantStore};

use super::{file_away, unreadable};
use crate::App;
use crate::failure::Failure;

/// Mails looked at in one round.
const ROUND: u64 = 50;

/// Files the oldest journalled mails; answers how many there were.
pub(super) async fn pending(app: &App) -> Result<usize, StoreError> {
    let pending = intake::received(&app.store.system(), ROUND).await?;
    let found = pending.len();
    for (tenant, item) in pending {
        one(app, tenant, item).await?;
    }
    Ok(found)
}

async fn one(app: &App, tenant: TenantId, item: Intake) -> Result<(), StoreError> {
    let store = app.of(tenant);
    let filed = match read(&store, &item).await {
        Ok(Ok(mail)) => file_away::file(app, &store, &item, mail).await,
        Ok(Err(why)) => unreadable::show(app, &store, &item, why.code()).await,
        Err(error) => Err(error.into()),
    };
    match filed {
        Ok(()) => Ok(()),
        Err(Failure::Store(error)) if error.is_transient() => Err(error),
        Err(failure) => {
            // Whatever is wrong with this one, it becomes visible work and the next one is filed.
            tracing::error!(intake = %item.id, ?failure, "a mail could not be filed");
            match unreadable::show(app, &store, &item, "not_filed").await {
                Ok(()) => Ok(()),
                Err(Failure::Store(error)) if error.is_transient() => Err(error),
                Err(failure) => give_up(app, &store, &item, &failure).await,
            }
        }
    }
}

/// Reads a mail; the outer error is the store's, the inner one the mail's.
async fn read(
    store: &TenantStore,
    item: &Intake,
) -> Result<Result<InboundMail, Unparseable>, StoreError> {
    let Some(blob) = &item.blob else { return Ok(Err(Unparseable::NoHeader)) };
    let raw = bytes(store, blob).await?;
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

async fn bytes(store: &TenantStore, blob: &BlobId) -> Result<Vec<u8>, StoreError> {
    store.blobs().get(blob).await
}

/// The last resort: the journal row itself says that it was not filed.
async fn give_up(
    app: &App,
    store: &TenantStore,
    item: &Intake,
    failure: &Failure,
) -> Result<(), StoreError> {
    let (id, error) = (item.id, format!("{failure:?}"));
    store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let outcome = Outcome {
                    state: IntakeState::Unparseable,
                    error: Some(error),
                    message: None,
                    case: None,
                };
                intake::settle(tx, id, &outcome).await?;
                Ok::<_, StoreError>(())
            })
        })
        .await?;
    Ok(())
}
