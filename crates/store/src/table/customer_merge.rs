//! The ledger of merges: which records are one person, since when, why, and until when.

use jiff::Timestamp;
use model::{Actor, CustomerId, MergeId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use serde_json::Value;

use crate::convert::{from_json, maybe_time, micros, time, to_json};
use crate::entity::customer_merge as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::{changed_one, one_of};
use crate::tx::Tx;

/// A merge as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerMerge {
    /// Its id.
    pub id: MergeId,
    /// Its number: the log position of its event, so that later merges have higher ones.
    pub number: i64,
    /// The record whose group joined.
    pub absorbed: CustomerId,
    /// The record whose group was joined.
    pub survivor: CustomerId,
    /// Why.
    pub reason: Value,
    /// Who decided.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// When it was crossed out, and by whom.
    pub undone: Option<(Timestamp, Actor)>,
}

impl CustomerMerge {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        let undone_by: Option<Actor> = row.undone_by.map(from_json).transpose()?;
        Ok(Self {
            id: row.id.into(),
            number: row.number,
            absorbed: row.absorbed.into(),
            survivor: row.survivor.into(),
            reason: row.reason,
            actor: from_json(row.actor)?,
            at: time(row.at)?,
            undone: maybe_time(row.undone_at)?.zip(undone_by),
        })
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// One merge.
pub async fn get(scope: &Scope<'_>, id: MergeId) -> Result<Option<CustomerMerge>, StoreError> {
    let found = of(scope).filter(row::Column::Id.eq(id.0)).one(scope.db()).await?;
    found.map(CustomerMerge::from_row).transpose()
}

fn between(scope: &Scope<'_>, records: &[CustomerId]) -> Select<row::Entity> {
    let ids = || one_of(records.iter().map(|record| record.0));
    let any = Condition::any()
        .add(row::Column::Absorbed.is_in(ids()))
        .add(row::Column::Survivor.is_in(ids()));
    of(scope).filter(any)
}

/// The merges of some records that stand, oldest first.
pub async fn standing(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<Vec<CustomerMerge>, StoreError> {
    let rows = between(scope, records)
        .filter(row::Column::UndoneAt.is_null())
        .order_by_asc(row::Column::Number)
        .all(scope.db())
        .await?;
    rows.into_iter().map(CustomerMerge::from_row).collect()
}

/// Every merge of some records, those crossed out among them, newest first.
pub async fn history(
    scope: &Scope<'_>,
    records: &[CustomerId],
    limit: u64,
) -> Result<Vec<CustomerMerge>, StoreError> {
    let rows = between(scope, records)
        .order_by_desc(row::Column::Number)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(CustomerMerge::from_row).collect()
}

/// Writes a merge down.
pub async fn insert(tx: &Tx<'_>, merge: &CustomerMerge) -> Result<(), StoreError> {
    let row = row::Model {
        tenant: tx.key(),
        id: merge.id.0,
        number: merge.number,
        absorbed: merge.absorbed.0,
        survivor: merge.survivor.0,
        reason: merge.reason.clone(),
        actor: to_json(&merge.actor)?,
        at: micros(merge.at),
        undone_at: merge.undone.map(|(at, _)| micros(at)),
        undone_by: merge.undone.map(|(_, actor)| to_json(&actor)).transpose()?,
    };
    row::Entity::insert(row.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Crosses a merge out that stands.
pub async fn cross_out(tx: &Tx<'_>, id: MergeId, actor: Actor) -> Result<(), StoreError> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::UndoneAt, Expr::value(micros(tx.now())))
        .col_expr(row::Column::UndoneBy, Expr::value(to_json(&actor)?))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::UndoneAt.is_null())
        .exec(tx.db())
        .await?;
    changed_one(done.rows_affected, "merge", 0)
}
