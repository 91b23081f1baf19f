//! Channels: their settings, their sealed secrets, their keys.

use std::collections::HashSet;

use api::admin::{Channel as View, ChannelChange, NewChannel};
use api::form::{FormDraft, FormView};
use api::{Answer, Caller, Code, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::form::{Definition, FIELDS, REPLY_CHANNEL};
use channels::registry;
use model::{CategoryId, ChannelId, ChannelKind, QueueId, TenantId};
use serde_json::json;
use store::channel::{self, Channel};
use store::{StoreError, Tx, category, queue};

use super::announce;
use super::form::{self, Filled};
use super::servers;
use crate::audit::{Who, differences, record};
use crate::clock::secret_bytes;
use crate::failure::{Failure, OrProblem};
use crate::{App, sealed, validate};

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    let stored = channel::all(&app.of(by.tenant)).await.or_problem()?;
    stored.into_iter().map(|channel| view(app, by.tenant, channel)).collect()
}

fn view(app: &App, tenant: TenantId, channel: Channel) -> Answer<View> {
    let filled = opened(app, tenant, &channel).or_problem()?;
    Ok(View {
        id: channel.id,
        kind: channel.kind,
        name: channel.name,
        active: channel.active,
        queue: channel.queue,
        public_key: channel.public_key,
        settings: filled.settings,
        secrets_set: filled.secrets.into_keys().collect(),
        last_ok_at: channel.last_ok_at,
        last_error: channel.last_error,
        version: channel.version,
    })
}

fn opened(app: &App, tenant: TenantId, channel: &Channel) -> Result<Filled, StoreError> {
    let settings = serde_json::from_value(channel.config.clone())
        .map_err(|_| StoreError::Corrupt("a channel's settings cannot be read".into()))?;
    Ok(Filled { settings, secrets: sealed::open(app.store.sealer(), tenant, channel)? })
}

async fn one(app: &App, by: &Caller, id: ChannelId) -> Answer<View> {
    let found = channel::get(&app.of(by.tenant), id).await.or_problem()?;
    view(app, by.tenant, found.ok_or(Problem::new(Code::NotFound))?)
}

fn spec(kind: ChannelKind) -> Answer<&'static registry::ChannelSpec> {
    registry::spec(kind).ok_or(Problem::new(Code::NotFound))
}

pub(super) async fn create(app: &App, by: &Caller, input: NewChannel) -> Answer<View> {
    let name = validate::name("name", &input.name)?;
    let filled = form::fill(spec(input.kind)?, Filled::default(), input.settings)?;
    let id: ChannelId = app.store.id(app.now());
    address_is_free(app, id, &filled).await?;
    let secrets = sealed::seal(app.store.sealer(), by.tenant, &filled.secrets).or_problem()?;
    let public_key = match input.kind {
        ChannelKind::WebChat | ChannelKind::Form | ChannelKind::Api => {
            Some(URL_SAFE_NO_PAD.encode(secret_bytes::<12>()))
        }
        ChannelKind::Email => None,
    };
    let new = Channel {
        id,
        kind: input.kind,
        name,
        active: true,
        public_key,
        queue: input.queue,
        config: json!(filled.settings),
        secrets,
        cursor: json!({}),
        last_ok_at: None,
        last_error: None,
        version: 1,
    };
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { insert(tx, &caller, &new, &filled).await })
        })
        .await
        .or_problem()?;
    one(app, by, id).await
}

async fn insert(
    tx: &mut Tx<'_>,
    by: &Caller,
    new: &Channel,
    filled: &Filled,
) -> Result<(), Failure> {
    queue_in_use(tx, new.queue).await?;
    names_own(tx, filled).await?;
    channel::insert(tx, new).await?;
    let mut detail = servers::named(filled);
    for (field, value) in [
        ("kind", json!(new.kind)),
        ("name", json!(new.name)),
        ("settings", json!(filled.settings.keys().collect::<Vec<_>>())),
        ("secrets", json!(filled.secrets.keys().collect::<Vec<_>>())),
    ] {
        detail.insert(field.to_owned(), value);
    }
    record(tx, &Who::from(by), "channel.created", &new.id.to_string(), detail.into()).await?;
    announce(tx, by, "channels").await?;
    Ok(())
}

async fn queue_in_use(tx: &Tx<'_>, id: QueueId) -> Result<(), Failure> {
    match queue::get(tx, id).await? {
        Some(queue) if !queue.archived => Ok(()),
        _ => Err(Problem::invalid("queue", "この窓口は使えません。", "This queue cannot be used.")
            .into()),
    }
}

/// What the settings of a form name belongs to the tenant: categories, the channel for answers.
async fn names_own(tx: &Tx<'_>, filled: &Filled) -> Result<(), Failure> {
    let (settings, wrong) = (&filled.settings, form::wrong);
    if let Some(id) = settings.get(REPLY_CHANNEL).and_then(|id| id.parse().ok()) {
        let found = channel::get(tx, id).await?;
        if found.is_none_or(|found| found.kind != ChannelKind::Email) {
            let (ja, en) = ("メールチャネルを選んでください。", "Choose a mail channel.");
            return Err(wrong(REPLY_CHANNEL, ja, en).into());
        }
    }
    let fields = settings.get(FIELDS).and_then(|text| Definition::parse(text).ok());
    let named = fields.into_iter().flat_map(|form| form.fields).flat_map(|f| f.categories);
    let known: HashSet<CategoryId> =
        category::all(tx).await?.into_iter().map(|category| category.id).collect();
    for id in named {
        if !known.contains(&id) {
            let (ja, en) = ("存在しないカテゴリがあります。", "A category does not exist.");
            return Err(wrong(FIELDS, ja, en).into());
        }
    }
    Ok(())
}

/// What a form with these settings would show.
pub(super) async fn preview(app: &App, by: &Caller, draft: FormDraft) -> Answer<FormView> {
    let filled = form::fill(spec(ChannelKind::Form)?, Filled::default(), draft.settings)?;
    crate::forms::view_of(&app.of(by.tenant), &filled.settings, draft.locale).await.or_problem()
}

/// A mail address leads to one channel in the whole installation: mail that comes in by the
/// built-in receiver is told apart by nothing else.
async fn address_is_free(app: &App, id: ChannelId, filled: &Filled) -> Answer<()> {
    let Some(address) = filled.settings.get("address") else { return Ok(()) };
    let all =
        channel::active_of_kind(&app.store.system(), ChannelKind::Email).await.or_problem()?;
    let same = |other: &Channel| {
        let theirs = other.config.get("address").and_then(|text| text.as_str());
        other.id != id && theirs.is_some_and(|theirs| theirs.eq_ignore_ascii_case(address))
    };
    if all.iter().any(|(_, other)| same(other)) {
        let mut problem = Problem::new(Code::Taken);
        problem.field = Some("settings.address".to_owned());
        return Err(problem);
    }
    Ok(())
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (ChannelId, i64),
    change: ChannelChange,
) -> Answer<View> {
    let found = channel::get(&app.of(by.tenant), id).await.or_problem()?;
    let before = found.ok_or(Problem::new(Code::NotFound))?;
    if before.version != version {
        return Err(Problem::new(Code::Changed));
    }
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let set = opened(app, by.tenant, &before).or_problem()?;
    let typed = change.settings.unwrap_or_default();
    let keys = typed.keys().cloned().collect();
    let filled = form::fill(spec(before.kind)?, set.clone(), typed)?;
    let filled = servers::bind_secrets(&set, filled, &keys)?;
    let active = change.active.unwrap_or(before.active);
    if active {
        address_is_free(app, id, &filled).await?;
    }
    let after = Channel {
        name: name.unwrap_or_else(|| before.name.clone()),
        active,
        queue: change.queue.unwrap_or(before.queue),
        config: json!(filled.settings),
        secrets: sealed::seal(app.store.sealer(), by.tenant, &filled.secrets).or_problem()?,
        ..before.clone()
    };
    let detail = told_apart((&before, &set), (&after, &filled));
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { update(tx, &caller, (after, filled), detail).await })
        })
        .await
        .or_problem()?;
    one(app, by, id).await
}

async fn update(
    tx: &mut Tx<'_>,
    by: &Caller,
    (mut after, filled): (Channel, Filled),
    detail: serde_json::Value,
) -> Result<(), Failure> {
    names_own(tx, &filled).await?;
    if after.active {
        queue_in_use(tx, after.queue).await?;
    }
    channel::save(tx, &mut after).await?;
    record(tx, &Who::from(by), "channel.changed", &after.id.to_string(), detail).await?;
    announce(tx, by, "channels").await?;
    Ok(())
}

/// What changed, for the audit log: of secrets their keys only.
fn told_apart(
    (before, set): (&Channel, &Filled),
    (after, filled): (&Channel, &Filled),
) -> serde_json::Value {
    let keys = |old: &std::collections::BTreeMap<String, String>,
                new: &std::collections::BTreeMap<String, String>| {
        let all = old.keys().chain(new.keys());
        let mut changed: Vec<String> =
            all.filter(|key| old.get(*key) != new.get(*key)).cloned().collect();
        changed.sort_unstable();
        changed.dedup();
        changed
    };
    let mut detail = differences(&json!(set.settings), &json!(filled.settings));
    for (field, old, new) in [
        ("name", json!(before.name), json!(after.name)),
        ("active", json!(before.active), json!(after.active)),
        ("queue", json!(before.queue), json!(after.queue)),
    ] {
        if old != new {
            detail.insert(field.to_owned(), json!({"from": old, "to": new}));
        }
    }
    let changed = keys(&set.secrets, &filled.secrets);
    if !changed.is_empty() {
        detail.insert("secrets".to_owned(), json!(changed));
    }
    detail.into()
}
