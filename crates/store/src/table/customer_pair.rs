//! Pairs of records that may be one person, for colleagues to decide. A view of the records, kept by
//! a reader of the log, but for what was decided.

use jiff::Timestamp;
use model::{CustomerId, UserId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use serde_json::Value;

use crate::convert::{maybe_time, micros, time};
use crate::entity::customer_pair as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// A pair as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerPair {
    /// The older record.
    pub a: CustomerId,
    /// The younger record.
    pub b: CustomerId,
    /// How likely they are one person, in percent.
    pub score: u8,
    /// What was found; when dismissed, what was known then.
    pub signals: Value,
    /// Whether they are one person by now.
    pub joined: bool,
    /// Since when somebody holds them for two people, and who.
    pub dismissed: Option<(Timestamp, UserId)>,
    /// When the likeness was found.
    pub found_at: Timestamp,
}

fn from_row(row: row::Model) -> Result<CustomerPair, StoreError> {
    let at = maybe_time(row.dismissed_at)?.filter(|_| row.dismissed);
    Ok(CustomerPair {
        a: row.a.into(),
        b: row.b.into(),
        score: u8::try_from(row.score).unwrap_or_default(),
        signals: row.signals,
        joined: row.joined,
        dismissed: at.zip(row.dismissed_by.map(UserId)),
        found_at: time(row.found_at)?,
    })
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

fn open(scope: &Scope<'_>, score_min: u8) -> Select<row::Entity> {
    of(scope)
        .filter(row::Column::Joined.eq(false))
        .filter(row::Column::Dismissed.eq(false))
        .filter(row::Column::Score.gte(i64::from(score_min)))
}

/// Pairs that nobody has decided, the likeliest first.
///
/// # Errors
/// Those of the database.
pub async fn undecided(
    scope: &Scope<'_>,
    score_min: u8,
    limit: u64,
) -> Result<Vec<CustomerPair>, StoreError> {
    let rows = open(scope, score_min)
        .order_by_desc(row::Column::Score)
        .order_by_asc(row::Column::A)
        .order_by_asc(row::Column::B)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// How many of them there are, counted up to `most`.
///
/// # Errors
/// Those of the database.
pub async fn count_undecided(
    scope: &Scope<'_>,
    score_min: u8,
    most: u64,
) -> Result<u64, StoreError> {
    Ok(open(scope, score_min).limit(most).count(scope.db()).await?)
}

/// The pairs that some records are in.
///
/// # Errors
/// Those of the database.
pub async fn of_records(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<Vec<CustomerPair>, StoreError> {
    let ids = || one_of(records.iter().map(|record| record.0));
    let any = Condition::any().add(row::Column::A.is_in(ids())).add(row::Column::B.is_in(ids()));
    let rows = of(scope).filter(any).all(scope.db()).await?;
    rows.into_iter().map(from_row).collect()
}

/// Stores a pair as found.
///
/// # Errors
/// Those of the database.
pub async fn put(tx: &Tx<'_>, pair: &CustomerPair) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        a: pair.a.0,
        b: pair.b.0,
        score: i64::from(pair.score),
        signals: pair.signals.clone(),
        joined: pair.joined,
        dismissed: pair.dismissed.is_some(),
        found_at: micros(pair.found_at),
        dismissed_at: pair.dismissed.map(|(at, _)| micros(at)),
        dismissed_by: pair.dismissed.map(|(_, by)| by.0),
    };
    let key = [row::Column::Tenant, row::Column::A, row::Column::B];
    row::Entity::insert(model.into_active_model())
        .on_conflict(
            OnConflict::columns(key)
                .update_columns([
                    row::Column::Score,
                    row::Column::Signals,
                    row::Column::Joined,
                    row::Column::Dismissed,
                    row::Column::FoundAt,
                    row::Column::DismissedAt,
                    row::Column::DismissedBy,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Removes a pair whose records are not like each other any more.
///
/// # Errors
/// Those of the database.
pub async fn remove(tx: &Tx<'_>, a: CustomerId, b: CustomerId) -> Result<(), StoreError> {
    row::Entity::delete_many()
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::A.eq(a.0))
        .filter(row::Column::B.eq(b.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Holds the records of two people for those of two people, or takes that back. Answers how many
/// pairs were decided otherwise before.
///
/// # Errors
/// Those of the database.
pub async fn dismiss(
    tx: &Tx<'_>,
    (one, other): (&[CustomerId], &[CustomerId]),
    by: Option<UserId>,
) -> Result<u64, StoreError> {
    let ids = |records: &[CustomerId]| one_of(records.iter().map(|record| record.0));
    let between =
        |a, b| Condition::all().add(row::Column::A.is_in(ids(a))).add(row::Column::B.is_in(ids(b)));
    let done = row::Entity::update_many()
        .col_expr(row::Column::Dismissed, Expr::value(by.is_some()))
        .col_expr(row::Column::DismissedAt, Expr::value(by.map(|_| micros(tx.now()))))
        .col_expr(row::Column::DismissedBy, Expr::value(by.map(|by| by.0)))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(Condition::any().add(between(one, other)).add(between(other, one)))
        .filter(row::Column::Dismissed.eq(by.is_none()))
        .exec(tx.db())
        .await?;
    Ok(done.rows_affected)
}
