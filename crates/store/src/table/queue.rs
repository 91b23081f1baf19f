//! Queues and who serves them.

use model::{QueueId, UserId, WorkState};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::convert::count;
use crate::entity::{queue as row, queue_member as member, work_item};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::Tx;

/// A queue as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its id.
    pub id: QueueId,
    /// Name.
    pub name: String,
    /// Seconds an offer stands.
    pub offer_seconds: u32,
    /// Whether it is out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

impl Queue {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            name: row.name,
            offer_seconds: count("offer_seconds", row.offer_seconds)?,
            archived: row.archived,
            version: row.version,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            name: self.name.clone(),
            offer_seconds: self.offer_seconds.into(),
            archived: self.archived,
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Every queue, by name.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<Queue>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Queue::from_row).collect()
}

/// One queue.
pub async fn get(scope: &Scope<'_>, id: QueueId) -> Result<Option<Queue>, StoreError> {
    of(scope)
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?
        .map(Queue::from_row)
        .transpose()
}

/// Stores a new queue.
pub async fn insert(tx: &Tx<'_>, queue: &Queue) -> Result<(), StoreError> {
    row::Entity::insert(queue.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a changed queue, if it is still at the version it was read at.
pub async fn save(tx: &Tx<'_>, queue: &mut Queue) -> Result<(), StoreError> {
    let expected = queue.version;
    queue.version += 1;
    let changed = row::Entity::update_many()
        .set(queue.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(queue.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(StoreError::Version { what: "queue", expected })
    }
}

/// Who serves which queue, all of the tenant.
pub async fn members(scope: &Scope<'_>) -> Result<Vec<(QueueId, UserId)>, StoreError> {
    let rows = member::Entity::find()
        .filter(member::Column::Tenant.eq(scope.key()))
        .order_by_asc(member::Column::Queue)
        .order_by_asc(member::Column::UserId)
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.queue.into(), row.user_id.into())).collect())
}

/// Sets who serves a queue.
pub async fn set_members(tx: &Tx<'_>, queue: QueueId, users: &[UserId]) -> Result<(), StoreError> {
    clear(tx, member::Column::Queue, queue.0).await?;
    add(tx, users.iter().map(|user| (queue, *user))).await
}

/// Sets which queues a person serves.
pub async fn set_queues_of(
    tx: &Tx<'_>,
    user: UserId,
    queues: &[QueueId],
) -> Result<(), StoreError> {
    clear(tx, member::Column::UserId, user.0).await?;
    add(tx, queues.iter().map(|queue| (*queue, user))).await
}

async fn clear(tx: &Tx<'_>, column: member::Column, id: uuid::Uuid) -> Result<(), StoreError> {
    member::Entity::delete_many()
        .filter(member::Column::Tenant.eq(tx.key()))
        .filter(Expr::col(column).eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

async fn add(
    tx: &Tx<'_>,
    pairs: impl Iterator<Item = (QueueId, UserId)>,
) -> Result<(), StoreError> {
    let tenant = tx.key();
    let rows: Vec<_> = pairs
        .map(|(queue, user)| {
            member::Model { tenant, queue: queue.0, user_id: user.0 }.into_active_model()
        })
        .collect();
    if !rows.is_empty() {
        member::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// Whether work waits in a queue or is offered from it.
pub async fn holds_work(scope: &Scope<'_>, id: QueueId) -> Result<bool, StoreError> {
    let states = [WorkState::Waiting, WorkState::Offered].map(WorkState::as_str);
    let found = work_item::Entity::find()
        .filter(work_item::Column::Tenant.eq(scope.key()))
        .filter(work_item::Column::Queue.eq(id.0))
        .filter(work_item::Column::State.is_in(states))
        .limit(1)
        .one(scope.db())
        .await?;
    Ok(found.is_some())
}
