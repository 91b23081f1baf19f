//! Who owns an engine. A lease is held until its time is over; each new owner gets a higher
//! epoch, and every write of the engine checks in its own transaction that its epoch still holds
//! (a fencing token). Time is the database's where several nodes share it.

use jiff::SignedDuration;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, Set};

use crate::dialect::Dialect;
use crate::entity::lease::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::tx::SystemTx;

/// A lease that was got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Of what.
    pub name: String,
    /// By whom.
    pub holder: String,
    /// Higher than that of every owner before.
    pub epoch: i64,
}

/// Takes a lease that nobody holds or whose time is over, or goes on holding one's own; `None`
/// when somebody else holds it.
///
/// # Errors
/// Those of the database.
pub async fn acquire(
    tx: &SystemTx<'_>,
    name: &str,
    holder: &str,
    time: SignedDuration,
) -> Result<Option<Lease>, StoreError> {
    let now = now(tx);
    let until = now.clone().add(micros(time));
    let free = ActiveModel {
        name: Set(name.to_owned()),
        holder: Set(String::new()),
        epoch: Set(0),
        expires_at: Set(0),
    };
    let once = OnConflict::column(Column::Name).do_nothing().to_owned();
    Entity::insert(free).on_conflict(once).exec_without_returning(tx.db()).await?;
    // One's own lease that still holds keeps its epoch; everything else is a take-over.
    let held =
        Expr::col(Column::Holder).eq(holder).and(Expr::col(Column::ExpiresAt).gt(now.clone()));
    let epoch = Expr::case(held, Expr::col(Column::Epoch)).finally(Expr::col(Column::Epoch).add(1));
    let rows = Entity::update_many()
        .col_expr(Column::Epoch, epoch.into())
        .col_expr(Column::Holder, holder.into())
        .col_expr(Column::ExpiresAt, until)
        .filter(Column::Name.eq(name))
        .filter(
            Condition::any()
                .add(Column::Holder.eq(holder))
                .add(Expr::col(Column::ExpiresAt).lte(now)),
        )
        .exec_with_returning(tx.db())
        .await?;
    Ok(rows.into_iter().next().map(|row| Lease {
        name: row.name,
        holder: row.holder,
        epoch: row.epoch,
    }))
}

/// Fails unless the lease still holds; to be called in each write of the engine. Locks the row
/// until the write ends, so that nobody takes the lease over in between.
///
/// # Errors
/// [`StoreError::Conflict`] on `lease(epoch)` when it was lost; those of the database.
pub async fn check(tx: &SystemTx<'_>, lease: &Lease) -> Result<(), StoreError> {
    let row = Entity::find_by_id(lease.name.as_str()).lock_exclusive().one(tx.db()).await?;
    match row {
        Some(row) if row.epoch == lease.epoch && row.holder == lease.holder => Ok(()),
        _ => Err(StoreError::Conflict("lease(epoch)".into())),
    }
}

/// Gives a lease back before its time.
///
/// # Errors
/// Those of the database.
pub async fn release(tx: &SystemTx<'_>, lease: &Lease) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::ExpiresAt, 0.into())
        .filter(Column::Name.eq(&lease.name))
        .filter(Column::Epoch.eq(lease.epoch))
        .exec(tx.db())
        .await?;
    Ok(())
}

fn now(tx: &SystemTx<'_>) -> SimpleExpr {
    Dialect::of(tx.db()).now_micros(tx.now())
}

fn micros(time: SignedDuration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX / 2)
}
