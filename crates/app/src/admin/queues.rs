//! Queues and who serves them.

use std::ops::RangeInclusive;

use api::admin::{NewQueue, Queue as View, QueueChange};
use api::{Answer, Caller, Code, Problem};
use model::limits::OFFER_SECONDS_DEFAULT;
use model::{QueueId, UserId};
use serde_json::json;
use store::queue::{self, Queue};
use store::{Scope, StoreError, Tx, channel, user_account};

use super::announce;
use crate::App;
use crate::audit::{Who, differences, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// Seconds an offer may stand.
const OFFER_SECONDS: RangeInclusive<u32> = 5..=300;

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    all(&app.of(by.tenant)).await.or_problem()
}

async fn all(scope: &Scope<'_>) -> Result<Vec<View>, StoreError> {
    let members = queue::members(scope).await?;
    let of = |id: QueueId| {
        members.iter().filter(|(queue, _)| *queue == id).map(|(_, user)| *user).collect()
    };
    let queues = queue::all(scope).await?;
    Ok(queues.into_iter().map(|queue| view(of(queue.id), queue)).collect())
}

fn view(members: Vec<UserId>, queue: Queue) -> View {
    View {
        id: queue.id,
        name: queue.name,
        offer_seconds: queue.offer_seconds,
        archived: queue.archived,
        members,
        version: queue.version,
    }
}

async fn one(app: &App, by: &Caller, id: QueueId) -> Answer<View> {
    let queues = list(app, by).await?;
    queues.into_iter().find(|queue| queue.id == id).ok_or(Problem::new(Code::NotFound))
}

pub(super) async fn create(app: &App, by: &Caller, input: NewQueue) -> Answer<View> {
    let name = validate::name("name", &input.name)?;
    let seconds = input.offer_seconds.unwrap_or(OFFER_SECONDS_DEFAULT);
    let offer_seconds = validate::within("offer_seconds", seconds, OFFER_SECONDS)?;
    let (caller, members) = (by.clone(), input.members);
    let made = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let id: QueueId = tx.id();
                let queue = Queue { id, name, offer_seconds, archived: false, version: 1 };
                name_is_free(tx, &queue).await?;
                queue::insert(tx, &queue).await?;
                set_members(tx, id, members).await?;
                let detail = json!({"name": queue.name});
                record(tx, &Who::from(&caller), "queue.created", &id.to_string(), detail).await?;
                announce(tx, &caller, "queues").await?;
                Ok::<_, Failure>(id)
            })
        })
        .await
        .or_problem()?;
    one(app, by, made.value).await
}

/// Two queues of one name in use could not be told apart.
async fn name_is_free(tx: &Tx<'_>, queue: &Queue) -> Result<(), Failure> {
    let others = queue::all(tx).await?;
    let same = |other: &Queue| other.id != queue.id && !other.archived && other.name == queue.name;
    if !queue.archived && others.iter().any(same) {
        let mut problem = Problem::new(Code::Taken);
        problem.field = Some("name".to_owned());
        return Err(problem.into());
    }
    Ok(())
}

async fn set_members(tx: &Tx<'_>, id: QueueId, mut users: Vec<UserId>) -> Result<(), Failure> {
    users.sort_unstable();
    users.dedup();
    let known = user_account::list(tx).await?;
    if users.iter().any(|id| !known.iter().any(|user| user.id == *id)) {
        return Err(Problem::invalid(
            "members",
            "存在しない担当者が含まれています。",
            "A colleague does not exist.",
        )
        .into());
    }
    queue::set_members(tx, id, &users).await?;
    Ok(())
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (QueueId, i64),
    change: QueueChange,
) -> Answer<View> {
    if let Some(seconds) = change.offer_seconds {
        validate::within("offer_seconds", seconds, OFFER_SECONDS)?;
    }
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let change = QueueChange { name, ..change };
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { write(tx, &caller, (id, version), change).await })
        })
        .await
        .or_problem()?;
    one(app, by, id).await
}

async fn write(
    tx: &mut Tx<'_>,
    by: &Caller,
    (id, version): (QueueId, i64),
    change: QueueChange,
) -> Result<(), Failure> {
    let mut queue = queue::get(tx, id).await?.ok_or(Problem::new(Code::NotFound))?;
    if queue.version != version {
        return Err(StoreError::Version { what: "queue", expected: version }.into());
    }
    let before = told(&queue, &members(tx, id).await?);
    if change.archived == Some(true) && !queue.archived {
        nothing_needs(tx, id).await?;
    }
    queue.name = change.name.unwrap_or(queue.name);
    queue.offer_seconds = change.offer_seconds.unwrap_or(queue.offer_seconds);
    queue.archived = change.archived.unwrap_or(queue.archived);
    name_is_free(tx, &queue).await?;
    queue::save(tx, &mut queue).await?;
    if let Some(members) = change.members {
        set_members(tx, id, members).await?;
    }
    let detail = differences(&before, &told(&queue, &members(tx, id).await?));
    record(tx, &Who::from(by), "queue.changed", &id.to_string(), detail.into()).await?;
    announce(tx, by, "queues").await?;
    Ok(())
}

async fn members(tx: &Tx<'_>, id: QueueId) -> Result<Vec<UserId>, StoreError> {
    let all = queue::members(tx).await?.into_iter();
    Ok(all.filter_map(|(queue, user)| (queue == id).then_some(user)).collect())
}

/// A queue as the audit log tells it.
fn told(queue: &Queue, members: &[UserId]) -> serde_json::Value {
    let mut members = members.to_vec();
    members.sort_unstable();
    json!({
        "name": queue.name, "offer_seconds": queue.offer_seconds, "archived": queue.archived,
        "members": members,
    })
}

/// A queue goes out of use only when nothing waits in it and no channel in use leads to it.
async fn nothing_needs(tx: &Tx<'_>, id: QueueId) -> Result<(), Failure> {
    if queue::holds_work(tx, id).await? {
        return Err(Problem::new(Code::Conflict)
            .with(
                "この窓口には待っている案件があります。転送してからアーカイブしてください。",
                "Work waits in this queue. Transfer it first.",
            )
            .into());
    }
    let channels = channel::all(tx).await?;
    if let Some(door) = channels.iter().find(|door| door.active && door.queue == id) {
        return Err(Problem::new(Code::Conflict)
            .with(
                format!(
                    "チャネル「{}」がこの窓口を使っています。先に変更してください。",
                    door.name
                ),
                format!("The channel “{}” leads to this queue. Change it first.", door.name),
            )
            .into());
    }
    Ok(())
}
