//! What an address's requests are signed with: sealed, shown once, exchanged without a gap.

use std::collections::BTreeMap;

use api::hook::{HookDirection, HookSecret};
use api::{Answer, Caller, Code, Problem};
use channels::hooks;
use jiff::Timestamp;
use model::{TenantId, WebhookId};
use serde_json::json;
use store::webhook::{self, Webhook};
use store::{Sealer, StoreError};

use crate::App;
use crate::admin::announce;
use crate::audit::{Who, record};
use crate::clock::secret_bytes;
use crate::failure::{Failure, OrProblem};
use crate::hooks::secret::{exchange, good_of};
use crate::sealed::{open_map, seal_map};

/// What they are sealed for: a channel's secrets do not open as these.
const PURPOSE: &str = "webhook secrets";

/// A fresh secret, as it is shown and as it is kept.
pub(super) fn fresh(
    sealer: &Sealer,
    tenant: TenantId,
    now: Timestamp,
) -> Result<(String, Vec<u8>), StoreError> {
    renewed(sealer, tenant, (BTreeMap::new(), now))
}

fn renewed(
    sealer: &Sealer,
    tenant: TenantId,
    (mut secrets, now): (BTreeMap<String, String>, Timestamp),
) -> Result<(String, Vec<u8>), StoreError> {
    let fresh = hooks::secret(secret_bytes());
    exchange(&mut secrets, HookDirection::Out, (&fresh, now));
    Ok((fresh, seal_map(sealer, tenant, PURPOSE, &secrets)?))
}

/// The secrets that are good now, the present one first.
pub(super) fn good(
    app: &App,
    tenant: TenantId,
    webhook: &Webhook,
) -> Result<Vec<String>, StoreError> {
    let secrets = open_map(app.store.sealer(), tenant, PURPOSE, &webhook.secrets)?;
    Ok(good_of(&secrets, HookDirection::Out, app.now()))
}

/// Issues a new secret; the answer is the only place where it is ever shown.
pub(super) async fn issue(app: &App, by: &Caller, id: WebhookId) -> Answer<HookSecret> {
    let found = webhook::get(&app.of(by.tenant), id).await.or_problem()?;
    let found = found.ok_or(Problem::new(Code::NotFound))?;
    let sealer = app.store.sealer();
    let secrets = open_map(sealer, by.tenant, PURPOSE, &found.secrets).or_problem()?;
    let (secret, sealed) = renewed(sealer, by.tenant, (secrets, app.now())).or_problem()?;
    let mut after = Webhook { secrets: sealed, ..found };
    let by = by.clone();
    let issued = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            webhook::save(tx, &mut after).await?;
            let detail = json!({"name": after.name, "secrets": ["out"]});
            record(tx, &Who::from(&by), "webhook.changed", &id.to_string(), detail).await?;
            announce(tx, &by, super::keep::PART).await?;
            Ok::<_, Failure>(())
        })
    });
    issued.await.or_problem()?;
    Ok(HookSecret { secret })
}
