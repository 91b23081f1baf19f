//! Who has read how far, and who was called by name.

use std::collections::{HashMap, HashSet};

use model::{CaseId, InteractionId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::convert::micros;
use crate::entity::{customer_read, mention, read_mark};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// How far a person has read each of these cases.
pub async fn marks(
    scope: &Scope<'_>,
    user: UserId,
    cases: &[CaseId],
) -> Result<HashMap<CaseId, i64>, StoreError> {
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = read_mark::Entity::find()
        .filter(read_mark::Column::Tenant.eq(scope.key()))
        .filter(read_mark::Column::UserId.eq(user.0))
        .filter(read_mark::Column::CaseId.is_in(one_of(cases.iter().map(|case| case.0))))
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.case_id.into(), row.seq)).collect())
}

/// How far anybody of the centre has read a case.
pub async fn furthest(scope: &Scope<'_>, case: CaseId) -> Result<Option<i64>, StoreError> {
    Ok(read_mark::Entity::find()
        .select_only()
        .column(read_mark::Column::Seq)
        .filter(read_mark::Column::Tenant.eq(scope.key()))
        .filter(read_mark::Column::CaseId.eq(case.0))
        .order_by_desc(read_mark::Column::Seq)
        .limit(1)
        .into_tuple()
        .one(scope.db())
        .await?)
}

/// Marks a case read; never backwards.
pub async fn mark(tx: &Tx<'_>, user: UserId, case: CaseId, seq: i64) -> Result<(), StoreError> {
    let model = read_mark::Model {
        tenant: tx.key(),
        user_id: user.0,
        case_id: case.0,
        seq,
        at: micros(tx.now()),
    };
    read_mark::Entity::insert(model.into_active_model())
        .on_conflict(
            OnConflict::columns([
                read_mark::Column::Tenant,
                read_mark::Column::UserId,
                read_mark::Column::CaseId,
            ])
            .update_columns([read_mark::Column::Seq, read_mark::Column::At])
            .action_and_where(Expr::col((read_mark::Entity, read_mark::Column::Seq)).lt(seq))
            .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    mention::Entity::delete_many()
        .filter(mention::Column::Tenant.eq(tx.key()))
        .filter(mention::Column::UserId.eq(user.0))
        .filter(mention::Column::CaseId.eq(case.0))
        .filter(mention::Column::Seq.lte(seq))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Marks many cases read that nobody has read before (the demonstration's history).
pub async fn mark_new(tx: &Tx<'_>, marks: &[(UserId, CaseId, i64)]) -> Result<(), StoreError> {
    let at = micros(tx.now());
    for part in marks.chunks(100) {
        let rows = part.iter().map(|(user, case, seq)| {
            let (tenant, user_id, case_id) = (tx.key(), user.0, case.0);
            read_mark::Model { tenant, user_id, case_id, seq: *seq, at }.into_active_model()
        });
        read_mark::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// Notes that a colleague was called in a case.
pub async fn call(tx: &Tx<'_>, user: UserId, case: CaseId, seq: i64) -> Result<(), StoreError> {
    let model = mention::Model { tenant: tx.key(), user_id: user.0, case_id: case.0, seq };
    mention::Entity::insert(model.into_active_model())
        .on_conflict(
            OnConflict::columns([
                mention::Column::Tenant,
                mention::Column::UserId,
                mention::Column::CaseId,
            ])
            .update_column(mention::Column::Seq)
            .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// In which of some cases a person was called and has not looked since.
pub async fn called(
    scope: &Scope<'_>,
    user: UserId,
    cases: &[CaseId],
) -> Result<HashSet<CaseId>, StoreError> {
    if cases.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = mention::Entity::find()
        .filter(mention::Column::Tenant.eq(scope.key()))
        .filter(mention::Column::UserId.eq(user.0))
        .filter(mention::Column::CaseId.is_in(one_of(cases.iter().map(|case| case.0))))
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.case_id.into()).collect())
}

/// In how many cases a person was called and has not looked since.
pub async fn calls(scope: &Scope<'_>, user: UserId) -> Result<u64, StoreError> {
    Ok(mention::Entity::find()
        .filter(mention::Column::Tenant.eq(scope.key()))
        .filter(mention::Column::UserId.eq(user.0))
        .count(scope.db())
        .await?)
}

/// How far the customer has read each of these sessions.
pub async fn customer_marks(
    scope: &Scope<'_>,
    interactions: &[InteractionId],
) -> Result<HashMap<InteractionId, i64>, StoreError> {
    if interactions.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = customer_read::Entity::find()
        .filter(customer_read::Column::Tenant.eq(scope.key()))
        .filter(
            customer_read::Column::Interaction.is_in(one_of(interactions.iter().map(|id| id.0))),
        )
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.interaction.into(), row.seq)).collect())
}

/// Notes how far the customer has read a session; never backwards.
pub async fn customer_mark(
    tx: &Tx<'_>,
    interaction: InteractionId,
    seq: i64,
) -> Result<(), StoreError> {
    let model = customer_read::Model {
        tenant: tx.key(),
        interaction: interaction.0,
        seq,
        at: micros(tx.now()),
    };
    customer_read::Entity::insert(model.into_active_model())
        .on_conflict(
            OnConflict::columns([
                customer_read::Column::Tenant,
                customer_read::Column::Interaction,
            ])
            .update_columns([customer_read::Column::Seq, customer_read::Column::At])
            .action_and_where(
                Expr::col((customer_read::Entity, customer_read::Column::Seq)).lt(seq),
            )
            .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}
