//! The two secrets of an API channel: the messenger signs with one, this server with the other.
//! Sealed with the channel's other secrets, shown once, exchanged without a gap: the one before stays
//! good for a while.

use std::collections::BTreeMap;

use api::hook::HookSecret;
use api::{Answer, Caller, Code, Problem};
use channels::hooks;
use jiff::{SignedDuration, Timestamp};
use model::limits::HOOK_SECRET_OVERLAP_HOURS;
use model::{ChannelId, ChannelKind, TenantId};
use serde_json::json;
use store::StoreError;
use store::channel::{self, Channel};

pub(crate) use api::hook::HookDirection;

use crate::App;
use crate::audit::{Who, record};
use crate::clock::secret_bytes;
use crate::failure::{Failure, OrProblem};
use crate::sealed;

/// Under which keys a direction's secrets are kept: the present one, the one before, until when.
fn keys(direction: HookDirection) -> [String; 3] {
    ["", "_before", "_until"].map(|part| format!("{direction}{part}"))
}

/// The secrets that are good now, the present one first; none when none was issued yet.
pub(crate) fn good(
    app: &App,
    tenant: TenantId,
    (channel, direction): (&Channel, HookDirection),
) -> Result<Vec<String>, StoreError> {
    let secrets = sealed::open(app.store.sealer(), tenant, channel)?;
    Ok(good_of(&secrets, direction, app.now()))
}

/// Of some secrets those that are good at an instant, the present one first.
pub(crate) fn good_of(
    secrets: &BTreeMap<String, String>,
    direction: HookDirection,
    at: Timestamp,
) -> Vec<String> {
    let [now, before, until] = keys(direction);
    let until = secrets.get(&until).and_then(|text| text.parse::<Timestamp>().ok());
    let still = until.is_some_and(|until| until > at);
    let before = secrets.get(&before).filter(|_| still);
    secrets.get(&now).into_iter().chain(before).cloned().collect()
}

/// Issues a new secret; the answer is the only place where it is ever shown.
pub(crate) async fn issue(
    app: &App,
    by: &Caller,
    (id, direction): (ChannelId, HookDirection),
) -> Answer<HookSecret> {
    let found = channel::get(&app.of(by.tenant), id).await.or_problem()?;
    let channel = found
        .filter(|channel| channel.kind == ChannelKind::Api)
        .ok_or(Problem::new(Code::NotFound))?;
    let mut secrets = sealed::open(app.store.sealer(), by.tenant, &channel).or_problem()?;
    let fresh = hooks::secret(secret_bytes());
    exchange(&mut secrets, direction, (&fresh, app.now()));
    let sealed = sealed::seal(app.store.sealer(), by.tenant, &secrets).or_problem()?;
    let mut after = Channel { secrets: sealed, ..channel };
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                channel::save(tx, &mut after).await?;
                let detail = json!({"secrets": [direction.as_str()]});
                let target = after.id.to_string();
                record(tx, &Who::from(&caller), "channel.changed", &target, detail).await?;
                crate::admin::announce(tx, &caller, "channels").await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    Ok(HookSecret { secret: fresh })
}

/// Puts a fresh secret in the place of the present one, which stays good for a while.
pub(crate) fn exchange(
    secrets: &mut BTreeMap<String, String>,
    direction: HookDirection,
    (fresh, now): (&str, Timestamp),
) {
    let [present, before, until] = keys(direction);
    if let Some(old) = secrets.insert(present, fresh.to_owned()) {
        let overlap = SignedDuration::from_hours(i64::from(HOOK_SECRET_OVERLAP_HOURS));
        secrets.insert(before, old);
        secrets.insert(until, (now + overlap).to_string());
    }
}
