//! People who belong together without being one: a household, colleagues of one company.

use jiff::Timestamp;
use model::{Actor, CustomerId, TieKind};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::convert::{from_json, micros, text, time, to_json};
use crate::entity::customer_tie as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// A tie as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerTie {
    /// One record; of the two the one with the smaller id.
    pub a: CustomerId,
    /// The other record.
    pub b: CustomerId,
    /// What ties them.
    pub kind: TieKind,
    /// Who said so.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}

/// The ties of some records, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_records(
    scope: &Scope<'_>,
    records: &[CustomerId],
    limit: u64,
) -> Result<Vec<CustomerTie>, StoreError> {
    let ids = || one_of(records.iter().map(|record| record.0));
    let any = Condition::any().add(row::Column::A.is_in(ids())).add(row::Column::B.is_in(ids()));
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(any)
        .order_by_asc(row::Column::At)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CustomerTie {
                a: row.a.into(),
                b: row.b.into(),
                kind: text("kind", &row.kind, TieKind::parse)?,
                actor: from_json(row.actor)?,
                at: time(row.at)?,
            })
        })
        .collect()
}

/// Ties two records, or ties them otherwise.
///
/// # Errors
/// Those of the database.
pub async fn put(tx: &Tx<'_>, tie: &CustomerTie) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        a: tie.a.min(tie.b).0,
        b: tie.a.max(tie.b).0,
        kind: tie.kind.as_str().to_owned(),
        actor: to_json(&tie.actor)?,
        at: micros(tie.at),
    };
    let key = [row::Column::Tenant, row::Column::A, row::Column::B];
    let new = [row::Column::Kind, row::Column::Actor, row::Column::At];
    row::Entity::insert(model.into_active_model())
        .on_conflict(OnConflict::columns(key).update_columns(new).to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Unties the records of two people; answers how many ties there were.
///
/// # Errors
/// Those of the database.
pub async fn remove(
    tx: &Tx<'_>,
    one: &[CustomerId],
    other: &[CustomerId],
) -> Result<u64, StoreError> {
    let ids = |records: &[CustomerId]| one_of(records.iter().map(|record| record.0));
    let between =
        |a, b| Condition::all().add(row::Column::A.is_in(ids(a))).add(row::Column::B.is_in(ids(b)));
    let done = row::Entity::delete_many()
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(Condition::any().add(between(one, other)).add(between(other, one)))
        .exec(tx.db())
        .await?;
    Ok(done.rows_affected)
}
