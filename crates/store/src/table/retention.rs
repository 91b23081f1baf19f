//! Cases whose time is over, what must not go, and what went.

use jiff::Timestamp;
use model::{CaseId, ChannelId, CustomerId, LegalHoldId, RetentionPart, RetentionRunId, UserId};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait as _, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::convert::{count, maybe_time, micros, text, time};
use crate::entity::{case_record, legal_hold, retention_run};
use crate::error::StoreError;
use crate::person::Cleared;
use crate::scope::{Scope, System};
use crate::table::{customer, one_of};
use crate::tx::Tx;

/// Held records or cases that are named in one list.
const HELD_AT_ONCE: usize = 500;

/// Where nothing may be deleted, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalHold {
    /// Its id.
    pub id: LegalHoldId,
    /// The case; or
    pub case: Option<CaseId>,
    /// the customer.
    pub customer: Option<CustomerId>,
    /// Why.
    pub reason: String,
    /// Who placed it, and when.
    pub placed: (UserId, Timestamp),
    /// Who ended it, and when.
    pub ended: Option<(UserId, Timestamp)>,
}

fn hold(row: legal_hold::Model) -> Result<LegalHold, StoreError> {
    Ok(LegalHold {
        id: row.id.into(),
        case: row.case_id.map(Into::into),
        customer: row.customer.map(Into::into),
        reason: row.reason,
        placed: (row.placed_by.into(), time(row.placed_at)?),
        ended: row.ended_by.map(Into::into).zip(maybe_time(row.ended_at)?),
    })
}

/// What was deleted at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionRun {
    /// Its id.
    pub id: RetentionRunId,
    /// Of which channel's cases.
    pub channel: ChannelId,
    /// What.
    pub part: RetentionPart,
    /// When.
    pub at: Timestamp,
    /// How much.
    pub cleared: Cleared,
}

/// What is due of one channel.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// The channel on which the cases began.
    pub channel: ChannelId,
    /// What is to be deleted.
    pub part: RetentionPart,
    /// Of what was resolved until then.
    pub until: Timestamp,
}

/// What must not go: cases, and all records of the people of whom everything is held, whichever of
/// their records the hold names.
struct Held {
    cases: Vec<CaseId>,
    records: Vec<CustomerId>,
}

async fn held(scope: &Scope<'_>) -> Result<Held, StoreError> {
    let rows = legal_hold::Entity::find()
        .filter(legal_hold::Column::Tenant.eq(scope.key()))
        .filter(legal_hold::Column::EndedAt.is_null())
        .all(scope.db())
        .await?;
    let (cases, records): (Vec<_>, Vec<_>) =
        rows.into_iter().map(|row| (row.case_id, row.customer)).unzip();
    let records: Vec<CustomerId> = records.into_iter().flatten().map(Into::into).collect();
    let mut all = Vec::new();
    for part in records.chunks(HELD_AT_ONCE) {
        all.extend(customer::companions(scope, part).await?);
    }
    Ok(Held { cases: cases.into_iter().flatten().map(Into::into).collect(), records: all })
}

/// Resolved cases that are not cleared so far, of which nothing is held and to which nothing was said
/// since.
fn due(scope: &Scope<'_>, due: Due, cleared: i64, held: &Held) -> Select<case_record::Entity> {
    let mut free = Condition::all();
    for part in held.cases.chunks(HELD_AT_ONCE) {
        free = free.add(case_record::Column::Id.is_not_in(one_of(part.iter().map(|id| id.0))));
    }
    for part in held.records.chunks(HELD_AT_ONCE) {
        free =
            free.add(case_record::Column::Customer.is_not_in(one_of(part.iter().map(|id| id.0))));
    }
    case_record::Entity::find()
        .filter(case_record::Column::Tenant.eq(scope.key()))
        .filter(case_record::Column::Channel.eq(due.channel.0))
        .filter(case_record::Column::Cleared.eq(cleared))
        .filter(case_record::Column::ResolvedAt.lte(micros(due.until)))
        .filter(
            Condition::any()
                .add(case_record::Column::LastMessageAt.is_null())
                .add(case_record::Column::LastMessageAt.lte(micros(due.until))),
        )
        .filter(free)
}

/// Cases whose time is over, the longest first of each depth; `limit` at most.
///
/// # Errors
/// Those of the database.
pub async fn due_cases(
    scope: &Scope<'_>,
    asked: Due,
    limit: u64,
) -> Result<Vec<CaseId>, StoreError> {
    let held = held(scope).await?;
    let mut found: Vec<CaseId> = Vec::new();
    for cleared in 0..asked.part.depth() {
        let left = limit.saturating_sub(found.len() as u64);
        if left == 0 {
            break;
        }
        let ids: Vec<uuid::Uuid> = due(scope, asked, cleared, &held)
            .select_only()
            .column(case_record::Column::Id)
            .order_by_asc(case_record::Column::ResolvedAt)
            .limit(left)
            .into_tuple()
            .all(scope.db())
            .await?;
        found.extend(ids.into_iter().map(CaseId::from));
    }
    Ok(found)
}

/// How many cases are due, and since when the oldest is resolved.
///
/// # Errors
/// Those of the database.
pub async fn due_count(
    scope: &Scope<'_>,
    asked: Due,
) -> Result<(u64, Option<Timestamp>), StoreError> {
    let held = held(scope).await?;
    let (mut cases, mut oldest) = (0, None::<i64>);
    for cleared in 0..asked.part.depth() {
        cases += due(scope, asked, cleared, &held).count(scope.db()).await?;
        let first: Option<Option<i64>> = due(scope, asked, cleared, &held)
            .select_only()
            .column(case_record::Column::ResolvedAt)
            .order_by_asc(case_record::Column::ResolvedAt)
            .limit(1)
            .into_tuple()
            .one(scope.db())
            .await?;
        oldest = [oldest, first.flatten()].into_iter().flatten().min();
    }
    Ok((cases, maybe_time(oldest)?))
}

/// Notes that something came to a case that was cleared: it is to be cleared anew some day.
///
/// # Errors
/// Those of the database.
pub async fn goes_on(tx: &Tx<'_>, case: CaseId) -> Result<(), StoreError> {
    case_record::Entity::update_many()
        .col_expr(case_record::Column::Cleared, Expr::value(0_i64))
        .filter(case_record::Column::Tenant.eq(tx.key()))
        .filter(case_record::Column::Id.eq(case.0))
        .filter(case_record::Column::Cleared.gt(0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Places a hold.
///
/// # Errors
/// Those of the database.
pub async fn place(tx: &Tx<'_>, new: &LegalHold) -> Result<(), StoreError> {
    let model = legal_hold::Model {
        tenant: tx.key(),
        id: new.id.0,
        placed_by: new.placed.0.0,
        case_id: new.case.map(|id| id.0),
        customer: new.customer.map(|id| id.0),
        ended_by: new.ended.map(|(by, _)| by.0),
        reason: new.reason.clone(),
        placed_at: micros(new.placed.1),
        ended_at: new.ended.map(|(_, at)| micros(at)),
    };
    legal_hold::Entity::insert(model.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Ends a hold; `None` when there is none that stands.
///
/// # Errors
/// Those of the database.
pub async fn end(
    tx: &Tx<'_>,
    id: LegalHoldId,
    by: UserId,
) -> Result<Option<LegalHold>, StoreError> {
    let standing = legal_hold::Entity::find()
        .filter(legal_hold::Column::Tenant.eq(tx.key()))
        .filter(legal_hold::Column::Id.eq(id.0))
        .filter(legal_hold::Column::EndedAt.is_null())
        .one(tx.db())
        .await?;
    let Some(standing) = standing else { return Ok(None) };
    legal_hold::Entity::update_many()
        .col_expr(legal_hold::Column::EndedBy, Expr::value(by.0))
        .col_expr(legal_hold::Column::EndedAt, Expr::value(micros(tx.now())))
        .filter(legal_hold::Column::Tenant.eq(tx.key()))
        .filter(legal_hold::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    hold(standing).map(Some)
}

/// What was said in a case goes to another one: so does what holds it.
///
/// # Errors
/// Those of the database.
pub async fn follow(tx: &mut Tx<'_>, from: CaseId, to: CaseId) -> Result<(), StoreError> {
    let of = |case: CaseId| {
        legal_hold::Entity::find()
            .filter(legal_hold::Column::Tenant.eq(tx.key()))
            .filter(legal_hold::Column::CaseId.eq(case.0))
            .filter(legal_hold::Column::EndedAt.is_null())
            .all(tx.db())
    };
    let (there, here) = (of(to).await?, of(from).await?);
    for row in here {
        if there.iter().any(|known| known.reason == row.reason) {
            continue;
        }
        let copy = LegalHold { id: tx.id(), case: Some(to), ..hold(row)? };
        place(tx, &copy).await?;
    }
    Ok(())
}

/// The holds on a person's records or on one of their cases, oldest first.
fn on(scope: &Scope<'_>, records: &[CustomerId]) -> Select<legal_hold::Entity> {
    let records = one_of(records.iter().map(|id| id.0));
    let cases = Query::select()
        .column(case_record::Column::Id)
        .from(case_record::Entity)
        .and_where(case_record::Column::Tenant.eq(scope.key()))
        .and_where(case_record::Column::Customer.is_in(records.clone()))
        .to_owned();
    let any = Condition::any()
        .add(legal_hold::Column::CaseId.in_subquery(cases))
        .add(legal_hold::Column::Customer.is_in(records));
    legal_hold::Entity::find()
        .filter(legal_hold::Column::Tenant.eq(scope.key()))
        .filter(any)
        .order_by_asc(legal_hold::Column::PlacedAt)
        .order_by_asc(legal_hold::Column::Id)
}

/// Those that stand.
///
/// # Errors
/// Those of the database.
pub async fn standing_on(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<Vec<LegalHold>, StoreError> {
    let standing = on(scope, records).filter(legal_hold::Column::EndedAt.is_null());
    standing.all(scope.db()).await?.into_iter().map(hold).collect()
}

/// Those that stand and those that are over.
///
/// # Errors
/// Those of the database.
pub async fn ever_on(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<Vec<LegalHold>, StoreError> {
    on(scope, records).all(scope.db()).await?.into_iter().map(hold).collect()
}

/// Keeps what went; a run that is there already has gone on.
///
/// # Errors
/// Those of the database.
pub async fn note_run(tx: &Tx<'_>, run: &RetentionRun) -> Result<(), StoreError> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let model = retention_run::Model {
        tenant: tx.key(),
        id: run.id.0,
        channel: run.channel.0,
        part: run.part.as_str().to_owned(),
        at: micros(run.at),
        cases: number(run.cleared.cases),
        messages: number(run.cleared.messages),
        files: number(run.cleared.files),
    };
    let column = |name: retention_run::Column| (retention_run::Entity, name);
    let more = |name: retention_run::Column, by: i64| (name, Expr::col(column(name)).add(by));
    let goes_on = OnConflict::columns([retention_run::Column::Tenant, retention_run::Column::Id])
        .values([
            more(retention_run::Column::Cases, model.cases),
            more(retention_run::Column::Messages, model.messages),
            more(retention_run::Column::Files, model.files),
        ])
        .to_owned();
    retention_run::Entity::insert(model.into_active_model())
        .on_conflict(goes_on)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Whether anything went, of any tenant, from an instant on. Crosses tenants: background work.
///
/// # Errors
/// Those of the database.
pub async fn any_since(system: &System<'_>, since: Timestamp) -> Result<bool, StoreError> {
    let found = retention_run::Entity::find()
        .filter(retention_run::Column::At.gte(micros(since)))
        .one(system.db())
        .await?;
    Ok(found.is_some())
}

/// What went, newest first.
///
/// # Errors
/// Those of the database.
pub async fn runs(
    scope: &Scope<'_>,
    before: Option<Timestamp>,
    limit: u64,
) -> Result<Vec<RetentionRun>, StoreError> {
    let mut found =
        retention_run::Entity::find().filter(retention_run::Column::Tenant.eq(scope.key()));
    if let Some(before) = before {
        found = found.filter(retention_run::Column::At.lt(micros(before)));
    }
    let found =
        found.order_by_desc(retention_run::Column::At).order_by_desc(retention_run::Column::Id);
    let rows = found.limit(limit).all(scope.db()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(RetentionRun {
                id: row.id.into(),
                channel: row.channel.into(),
                part: text("part", &row.part, RetentionPart::parse)?,
                at: time(row.at)?,
                cleared: Cleared {
                    cases: count("cases", row.cases)?,
                    messages: count("messages", row.messages)?,
                    files: count("files", row.files)?,
                },
            })
        })
        .collect()
}
