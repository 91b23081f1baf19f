//! Cases that have to do with each other: related ones, joins and splits.

use jiff::Timestamp;
use model::{Actor, CaseId, CaseStatus, CaseTieId, CaseTieKind, InteractionId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::convert::{from_json, maybe_time, micros, text, time, to_json};
use crate::entity::case_tie as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// A tie as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseTie {
    /// Its id.
    pub id: CaseTieId,
    /// What it is.
    pub kind: CaseTieKind,
    /// Of a join the case that went on in the other; of a split the one that began so.
    pub one: CaseId,
    /// The other case.
    pub other: CaseId,
    /// Of a join: the sessions that moved.
    pub sessions: Vec<InteractionId>,
    /// Of a join: where the case that went on stood before.
    pub was: Option<CaseStatus>,
    /// Who said so.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
}

impl CaseTie {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            kind: text("kind", &row.kind, CaseTieKind::parse)?,
            one: row.one.into(),
            other: row.other.into(),
            sessions: from_json(row.sessions)?,
            was: row.was.map(|was| text("was", &was, CaseStatus::parse)).transpose()?,
            actor: from_json(row.actor)?,
            at: time(row.at)?,
            undone_at: maybe_time(row.undone_at)?,
        })
    }
}

/// The ties of a case that hold, oldest first.
pub async fn of_case(scope: &Scope<'_>, case: CaseId) -> Result<Vec<CaseTie>, StoreError> {
    let either =
        Condition::any().add(row::Column::One.eq(case.0)).add(row::Column::Other.eq(case.0));
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::UndoneAt.is_null())
        .filter(either)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(CaseTie::from_row).collect()
}

/// One tie, whether it holds or not.
pub async fn get(scope: &Scope<'_>, id: CaseTieId) -> Result<Option<CaseTie>, StoreError> {
    let found = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?;
    found.map(CaseTie::from_row).transpose()
}

/// Stores a new tie.
pub async fn insert(tx: &Tx<'_>, tie: &CaseTie) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        id: tie.id.0,
        kind: tie.kind.as_str().to_owned(),
        one: tie.one.0,
        other: tie.other.0,
        sessions: to_json(&tie.sessions)?,
        actor: to_json(&tie.actor)?,
        at: micros(tie.at),
        was: tie.was.map(|was| was.as_str().to_owned()),
        undone_at: tie.undone_at.map(micros),
    };
    row::Entity::insert(model.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Takes a tie back.
///
/// # Errors
/// [`StoreError::Version`] when somebody else has.
pub async fn undo(tx: &Tx<'_>, id: CaseTieId) -> Result<(), StoreError> {
    let changed = row::Entity::update_many()
        .col_expr(row::Column::UndoneAt, Expr::value(micros(tx.now())))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::UndoneAt.is_null())
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "case tie", 1)
}
