//! Links with which customers go on by another channel. The code itself is never stored, only its
//! hash.

use jiff::Timestamp;
use model::{CaseId, ChannelId, HandoverId, TenantId, UserId, VisitorId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use crate::convert::{maybe_time, micros, time};
use crate::entity::handover as row;
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::table::changed_one;
use crate::tx::Tx;

/// A link as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// Which matter goes on.
    pub case: CaseId,
    /// Where it leads.
    pub channel: ChannelId,
    /// Who made it.
    pub made_by: UserId,
    /// Hash of the code in its address.
    pub code_hash: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was taken, and by which browser.
    pub taken: Option<(Timestamp, VisitorId)>,
}

fn from_row(row: row::Model) -> Result<Handover, StoreError> {
    Ok(Handover {
        id: row.id.into(),
        case: row.case_id.into(),
        channel: row.channel.into(),
        made_by: row.made_by.into(),
        code_hash: row.code_hash,
        made_at: time(row.made_at)?,
        expires_at: time(row.expires_at)?,
        taken: maybe_time(row.taken_at)?.zip(row.visitor.map(VisitorId)),
    })
}

/// The link of a code's hash. Crosses tenants: it is what tells the tenant.
///
/// # Errors
/// Those of the database.
pub async fn by_code_hash(
    system: &System<'_>,
    code_hash: &[u8],
) -> Result<Option<(TenantId, Handover)>, StoreError> {
    let found = row::Entity::find().filter(row::Column::CodeHash.eq(code_hash));
    let row = found.one(system.db()).await?;
    row.map(|row| Ok((TenantId(row.tenant), from_row(row)?))).transpose()
}

/// The newest links of a case, newest first.
///
/// # Errors
/// Those of the database.
pub async fn of_case(
    scope: &Scope<'_>,
    case: CaseId,
    limit: u64,
) -> Result<Vec<Handover>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::CaseId.eq(case.0))
        .order_by_desc(row::Column::MadeAt)
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Stores a new link.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx<'_>, new: &Handover) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        id: new.id.0,
        case_id: new.case.0,
        channel: new.channel.0,
        made_by: new.made_by.0,
        code_hash: new.code_hash.clone(),
        made_at: micros(new.made_at),
        expires_at: micros(new.expires_at),
        taken_at: new.taken.map(|(at, _)| micros(at)),
        visitor: new.taken.map(|(_, visitor)| visitor.0),
    };
    row::Entity::insert(model.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Lets a browser take a link that nobody has taken. Of two at once one wins.
///
/// # Errors
/// [`StoreError::Version`] when somebody has; those of the database.
pub async fn take(tx: &Tx<'_>, id: HandoverId, visitor: VisitorId) -> Result<(), StoreError> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::TakenAt, Expr::value(micros(tx.now())))
        .col_expr(row::Column::Visitor, Expr::value(visitor.0))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::TakenAt.is_null())
        .exec(tx.db())
        .await?;
    changed_one(done.rows_affected, "handover", 0)
}

/// Ends links of a case that nobody has taken.
///
/// # Errors
/// Those of the database.
pub async fn expire(tx: &Tx<'_>, links: &[HandoverId]) -> Result<(), StoreError> {
    if links.is_empty() {
        return Ok(());
    }
    row::Entity::update_many()
        .col_expr(row::Column::ExpiresAt, Expr::value(micros(tx.now())))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.is_in(links.iter().map(|link| link.0)))
        .filter(row::Column::TakenAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}
