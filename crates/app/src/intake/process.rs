//! From the journal to a case: read outside the transaction, filed inside it. One input that
//! cannot be filed never stops the others.

use model::{ChannelKind, TenantId};
use store::intake::{self, Intake, IntakeState, Outcome};
use store::{StoreError, TenantStore, channel};

use super::unreadable;
use crate::failure::Failure;
use crate::{App, forms, hooks, mail};

/// Inputs looked at in one round.
const ROUND: u64 = 50;

/// What became of an input: it was filed, or why it cannot be read.
pub(crate) type Filed = Result<(), &'static str>;

/// Files the oldest journalled inputs; answers how many there were.
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
    let filed = match file(app, &store, &item).await {
        Ok(Err(why)) => unreadable::show(app, &store, &item, why).await,
        Ok(Ok(())) => Ok(()),
        Err(failure) => Err(failure),
    };
    match filed {
        Ok(()) => Ok(()),
        Err(Failure::Store(error)) if error.is_transient() => Err(error),
        Err(failure) => {
            // Whatever is wrong with this one, it becomes visible work and the next one is filed.
            tracing::error!(intake = %item.id, ?failure, "an input could not be filed");
            match unreadable::show(app, &store, &item, "not_filed").await {
                Ok(()) => Ok(()),
                Err(Failure::Store(error)) if error.is_transient() => Err(error),
                Err(failure) => give_up(app, &store, &item, &failure).await,
            }
        }
    }
}

/// Files an input as its channel's kind does.
async fn file(app: &App, store: &TenantStore, item: &Intake) -> Result<Filed, Failure> {
    let channel = channel::get(store, item.channel).await?;
    match channel.map(|channel| channel.kind) {
        Some(ChannelKind::Email) => mail::file(app, store, item).await,
        Some(ChannelKind::Form) => forms::file(app, store, item).await,
        Some(ChannelKind::Api) => hooks::file(app, store, item).await,
        Some(ChannelKind::WebChat) | None => Ok(Err("no_reader")),
    }
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
