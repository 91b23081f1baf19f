//! Sessions: who a token belongs to, and how one ends.

use api::ports::Origin;
use api::{Answer, Caller, Locale};
use jiff::{SignedDuration, Timestamp};
use model::Presence;
use model::limits::{SESSION_ABSOLUTE_DAYS, SESSION_IDLE_HOURS};
use serde_json::json;
use store::session::{self, Session};
use store::{StoreError, TenantStore, user_account};

use crate::App;
use crate::audit::{Who, record};
use crate::failure::OrProblem;
use crate::tokens;

/// Longest token that is looked at; real ones have 43 characters.
const TOKEN_BYTES_MAX: usize = 128;
/// Use of a session is noted this often at most, so that reading does not write.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Who a token belongs to, with the session's CSRF token. Counts as use of the session.
pub(super) async fn resolve(
    app: &App,
    token: &str,
    origin: &Origin,
) -> Answer<Option<(Caller, String)>> {
    let Some((caller, session)) = known(app, token, origin).await? else { return Ok(None) };
    note_use(app, &app.of(caller.tenant), &session).await;
    Ok(Some((caller, session.csrf)))
}

/// Who a token belongs to. No use of the session: what looks again by itself must not keep it
/// alive.
pub(super) async fn peek(app: &App, token: &str, origin: &Origin) -> Answer<Option<Caller>> {
    Ok(known(app, token, origin).await?.map(|(caller, _)| caller))
}

async fn known(app: &App, token: &str, origin: &Origin) -> Answer<Option<(Caller, Session)>> {
    if token.len() > TOKEN_BYTES_MAX {
        return Ok(None);
    }
    let hash = tokens::hash(token);
    let found = session::by_token_hash(&app.store.system(), &hash).await.or_problem()?;
    let Some((tenant, session)) = found.filter(|(_, found)| found.expires_at > app.now()) else {
        return Ok(None);
    };
    let user = user_account::by_id(&app.of(tenant), session.user).await.or_problem()?;
    let Some(user) = user.filter(|user| user.active) else { return Ok(None) };
    let caller = Caller {
        tenant,
        user: user.id,
        roles: user.roles,
        locale: Locale::parse(&user.locale).unwrap_or(Locale::Ja),
        ip: origin.ip,
        session: hash,
        token: None,
    };
    Ok(Some((caller, session)))
}

/// When a session ends that is used now.
pub(super) fn ends_at(created: Timestamp, now: Timestamp) -> Timestamp {
    let idle = SignedDuration::from_hours(SESSION_IDLE_HOURS.into());
    let whole = SignedDuration::from_hours(24 * i64::from(SESSION_ABSOLUTE_DAYS));
    (now + idle).min(created + whole)
}

/// Lets a used session live on. When that fails, reading still works.
async fn note_use(app: &App, store: &TenantStore, session: &Session) {
    let now = app.now();
    if now.duration_since(session.last_seen_at) < NOTED_EVERY {
        return;
    }
    let (hash, created) = (session.token_hash.clone(), session.created_at);
    let noted = store
        .write(now, move |tx| {
            Box::pin(async move { session::touch(tx, &hash, ends_at(created, tx.now())).await })
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(%error, "the use of a session could not be noted");
    }
}

/// Ends the session; the person is offline, and with the last session every desk closes.
pub(super) async fn sign_out(app: &App, by: &Caller) -> Answer<()> {
    let caller = by.clone();
    let ended = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                session::delete(tx, &caller.session).await?;
                let target = caller.user.to_string();
                record(tx, &Who::from(&caller), "sign_out", &target, json!({})).await?;
                Ok::<_, StoreError>(session::live_of_user(tx, caller.user, tx.now()).await? == 0)
            })
        })
        .await
        .or_problem()?;
    let actor = by.actor();
    crate::work::state::change(app, by.tenant, by.user, actor, Presence::Offline).await?;
    if ended.value {
        app.hub.end_desks_of(by.tenant, by.user);
    }
    Ok(())
}
