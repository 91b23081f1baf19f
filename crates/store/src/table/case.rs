//! Cases: one row each, found by list, by customer, by number.

use jiff::Timestamp;
use model::{
    CaseId, CaseStatus, CategoryId, ChannelId, ChannelKind, CustomerId, DispositionId, Priority,
    QueueId, RetentionPart, TenantId, UserId, WorkState,
};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::convert::{maybe_time, micros, text, time};
use crate::entity::{case_record as row, channel, customer, mention, read_mark, work_item};
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::table::work_item::WorkItem;
use crate::table::{changed_columns, changed_one, one_of, priority};
use crate::tx::Tx;

/// How often in a row it is followed into which case one was joined.
const JOINS_MAX: usize = 16;

/// A case as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Its number, counted per tenant.
    pub number: i64,
    /// The record it came to; whose it is is who leads that record's group.
    pub customer: CustomerId,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: CaseStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// What kind of matter.
    pub category: Option<CategoryId>,
    /// Where it waits or waited.
    pub queue: QueueId,
    /// Who has it.
    pub owner: Option<UserId>,
    /// The door it came through.
    pub channel: ChannelId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was last resolved.
    pub resolved_at: Option<Timestamp>,
    /// When the centre first answered.
    pub first_response_at: Option<Timestamp>,
    /// Since when a word of the customer is unanswered.
    pub waiting_since: Option<Timestamp>,
    /// When its unfinished work was put into a queue; none without such work.
    pub queued_at: Option<Timestamp>,
    /// When the last message came or went.
    pub last_message_at: Option<Timestamp>,
    /// The last message's first words.
    pub snippet: String,
    /// Log position of the last message.
    pub last_seq: i64,
    /// How it ended, or is about to.
    pub disposition: Option<DispositionId>,
    /// Until when it is put off.
    pub held_until: Option<Timestamp>,
    /// Where it goes when it is given back.
    pub returns: Option<WayBack>,
    /// The case in which it goes on.
    pub joined_into: Option<CaseId>,
    /// What of it was deleted because its time was over.
    pub cleared: Option<RetentionPart>,
    /// Grows with every change.
    pub version: i64,
}

/// From where a case was handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// The queue it was in.
    pub queue: QueueId,
    /// Who had it.
    pub user: Option<UserId>,
}

/// Which cases of a list.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// States; every one when empty.
    pub status: Vec<CaseStatus>,
    /// Only this queue.
    pub queue: Option<QueueId>,
    /// Only this channel.
    pub channel: Option<ChannelId>,
    /// Only channels of this kind.
    pub channel_kind: Option<ChannelKind>,
    /// Only this owner.
    pub owner: Option<UserId>,
    /// Only cases of these records of customers; of every one when empty.
    pub customers: Vec<CustomerId>,
    /// Only this category.
    pub category: Option<CategoryId>,
    /// Only this disposition.
    pub disposition: Option<DispositionId>,
    /// Only those whose work is offered to an agent right now.
    pub offered: bool,
    /// Only with messages this person has not read.
    pub unread_by: Option<UserId>,
    /// Only where this person was called and has not looked since.
    pub mentions: Option<UserId>,
    /// Part of the subject or of the customer's name, or the number.
    pub words: Option<String>,
    /// Which first.
    pub order: CaseOrder,
    /// Rows after this place in the order.
    pub after: Option<CasePlace>,
}

/// Which cases of a list come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseOrder {
    /// The newest change.
    #[default]
    Changed,
    /// The longest wait in a queue; cases without unfinished work are not in the list.
    Queued,
}

/// A place in a list of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CasePlace {
    /// The instant of the order: when the case last changed or was queued, microseconds.
    pub at: i64,
    /// Its id, for those of the same instant.
    pub id: CaseId,
}

impl Case {
    pub(super) fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            number: row.number,
            customer: row.customer.into(),
            subject: row.subject,
            status: text("status", &row.status, CaseStatus::parse)?,
            priority: priority::read(row.priority)?,
            category: row.category.map(Into::into),
            queue: row.queue.into(),
            owner: row.owner.map(Into::into),
            channel: row.channel.into(),
            created_at: time(row.created_at)?,
            updated_at: time(row.updated_at)?,
            resolved_at: maybe_time(row.resolved_at)?,
            first_response_at: maybe_time(row.first_response_at)?,
            waiting_since: maybe_time(row.waiting_since)?,
            queued_at: maybe_time(row.queued_at)?,
            last_message_at: maybe_time(row.last_message_at)?,
            snippet: row.snippet,
            last_seq: row.last_seq,
            disposition: row.disposition.map(Into::into),
            held_until: maybe_time(row.held_until)?,
            returns: row.returns_queue.map(|queue| WayBack {
                queue: queue.into(),
                user: row.returns_user.map(Into::into),
            }),
            joined_into: row.joined_into.map(Into::into),
            cleared: RetentionPart::of_depth(row.cleared),
            version: row.version,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            number: self.number,
            customer: self.customer.0,
            subject: self.subject.clone(),
            status: self.status.as_str().to_owned(),
            priority: priority::write(self.priority),
            category: self.category.map(Into::into),
            queue: self.queue.0,
            owner: self.owner.map(Into::into),
            channel: self.channel.0,
            created_at: micros(self.created_at),
            updated_at: micros(self.updated_at),
            resolved_at: self.resolved_at.map(micros),
            first_response_at: self.first_response_at.map(micros),
            waiting_since: self.waiting_since.map(micros),
            queued_at: self.queued_at.map(micros),
            last_message_at: self.last_message_at.map(micros),
            snippet: self.snippet.clone(),
            last_seq: self.last_seq,
            disposition: self.disposition.map(Into::into),
            held_until: self.held_until.map(micros),
            returns_queue: self.returns.map(|back| back.queue.0),
            returns_user: self.returns.and_then(|back| back.user).map(Into::into),
            joined_into: self.joined_into.map(Into::into),
            cleared: self.cleared.map_or(0, RetentionPart::depth),
            version: self.version,
        }
    }

    /// Its place in a list of this order.
    #[must_use]
    pub fn place(&self, order: CaseOrder) -> CasePlace {
        let at = match order {
            CaseOrder::Changed => self.updated_at,
            CaseOrder::Queued => self.queued_at.unwrap_or(self.created_at),
        };
        CasePlace { at: micros(at), id: self.id }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// One case.
pub async fn get(scope: &Scope<'_>, id: CaseId) -> Result<Option<Case>, StoreError> {
    of(scope)
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?
        .map(Case::from_row)
        .transpose()
}

/// One case with its unfinished work, in one statement: what every change of a case begins with.
pub async fn with_work(
    scope: &Scope<'_>,
    id: CaseId,
) -> Result<Option<(Case, Option<WorkItem>)>, StoreError> {
    let found = of(scope)
        .filter(row::Column::Id.eq(id.0))
        .find_also_related(work_item::Entity)
        .one(scope.db())
        .await?;
    let Some((case, work)) = found else { return Ok(None) };
    Ok(Some((Case::from_row(case)?, work.map(WorkItem::try_from).transpose()?)))
}

/// Where a case goes on: in itself, or in the one that it was joined into, or the one that that
/// one was joined into.
pub async fn standing(scope: &Scope<'_>, id: CaseId) -> Result<Option<Case>, StoreError> {
    let mut found = get(scope, id).await?;
    for _ in 0..JOINS_MAX {
        let Some(into) = found.as_ref().and_then(|case| case.joined_into) else { break };
        found = get(scope, into).await?;
    }
    Ok(found)
}

/// The case of a number.
pub async fn by_number(scope: &Scope<'_>, number: i64) -> Result<Option<Case>, StoreError> {
    let found = of(scope).filter(row::Column::Number.eq(number)).one(scope.db()).await?;
    found.map(Case::from_row).transpose()
}

/// Several cases, in no order.
pub async fn many(scope: &Scope<'_>, ids: &[CaseId]) -> Result<Vec<Case>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = of(scope)
        .filter(row::Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
        .all(scope.db())
        .await?;
    rows.into_iter().map(Case::from_row).collect()
}

/// Stores a new case.
pub async fn insert(tx: &Tx<'_>, case: &Case) -> Result<(), StoreError> {
    row::Entity::insert(case.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores many new cases in few statements (the demonstration's history).
pub async fn insert_many(tx: &Tx<'_>, cases: &[Case]) -> Result<(), StoreError> {
    for part in cases.chunks(100) {
        row::Entity::insert_many(part.iter().map(|one| one.to_row(tx).into_active_model()))
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

/// Stores what is different from the case as it was read, if it is still at that version; its
/// version grows. What stays the same is left out, so that its indexes are left alone.
pub async fn save(tx: &Tx<'_>, read: &Case, case: &mut Case) -> Result<(), StoreError> {
    case.version = read.version + 1;
    let before = read.to_row(tx).into_active_model();
    let changes = changed_columns(before, case.to_row(tx).into_active_model());
    let changed = row::Entity::update_many()
        .set(changes)
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(read.id.0))
        .filter(row::Column::Version.eq(read.version))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "case", read.version)
}

/// One page of a list in the order of its filter; `limit` rows at most.
pub async fn list(
    scope: &Scope<'_>,
    filter: &CaseFilter,
    limit: u64,
) -> Result<Vec<Case>, StoreError> {
    let select = of(scope).filter(conditions(scope, filter));
    let select = match filter.order {
        CaseOrder::Changed => {
            select.order_by_desc(row::Column::UpdatedAt).order_by_desc(row::Column::Id)
        }
        CaseOrder::Queued => {
            select.order_by_asc(row::Column::QueuedAt).order_by_asc(row::Column::Id)
        }
    };
    let rows = select.limit(limit).all(scope.db()).await?;
    rows.into_iter().map(Case::from_row).collect()
}

/// Ids of unresolved cases after one, in the order of their ids.
pub async fn open_after(
    scope: &Scope<'_>,
    after: Option<CaseId>,
    limit: u64,
) -> Result<Vec<CaseId>, StoreError> {
    let open: Vec<CaseStatus> =
        CaseStatus::ALL.iter().copied().filter(|status| status.is_open()).collect();
    let rows: Vec<uuid::Uuid> = of(scope)
        .select_only()
        .column(row::Column::Id)
        .filter(status_in(&open))
        .filter(Condition::all().add_option(after.map(|id| row::Column::Id.gt(id.0))))
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Cases whose hold is over, over all tenants, the longest over first.
pub async fn due(
    system: &System<'_>,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<(TenantId, CaseId)>, StoreError> {
    let rows: Vec<(uuid::Uuid, uuid::Uuid)> = row::Entity::find()
        .select_only()
        .column(row::Column::Tenant)
        .column(row::Column::Id)
        .filter(row::Column::HeldUntil.lte(micros(now)))
        .order_by_asc(row::Column::HeldUntil)
        .limit(limit)
        .into_tuple()
        .all(system.db())
        .await?;
    Ok(rows.into_iter().map(|(tenant, id)| (TenantId(tenant), id.into())).collect())
}

/// Every case before one, newest first.
pub async fn before(
    scope: &Scope<'_>,
    before: Option<CaseId>,
    limit: u64,
) -> Result<Vec<Case>, StoreError> {
    let rows = of(scope)
        .filter(Condition::all().add_option(before.map(|id| row::Column::Id.lt(id.0))))
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Case::from_row).collect()
}

/// The unresolved cases of some customers.
pub async fn open_of_customers(
    scope: &Scope<'_>,
    customers: &[CustomerId],
) -> Result<Vec<Case>, StoreError> {
    if customers.is_empty() {
        return Ok(Vec::new());
    }
    let open: Vec<CaseStatus> =
        CaseStatus::ALL.iter().copied().filter(|status| status.is_open()).collect();
    let rows = of(scope)
        .filter(row::Column::Customer.is_in(one_of(customers.iter().map(|id| id.0))))
        .filter(status_in(&open))
        .all(scope.db())
        .await?;
    rows.into_iter().map(Case::from_row).collect()
}

/// How many cases a filter finds.
pub async fn count(scope: &Scope<'_>, filter: &CaseFilter) -> Result<u64, StoreError> {
    Ok(of(scope).filter(conditions(scope, filter)).count(scope.db()).await?)
}

/// Cases nobody has yet, counted per queue.
pub async fn waiting_by_queue(scope: &Scope<'_>) -> Result<Vec<(QueueId, u64)>, StoreError> {
    #[derive(FromQueryResult)]
    struct Line {
        queue: sea_orm::prelude::Uuid,
        waiting: i64,
    }
    let lines = of(scope)
        .select_only()
        .column(row::Column::Queue)
        .column_as(row::Column::Id.count(), "waiting")
        .filter(status_in(&[CaseStatus::Waiting, CaseStatus::Reopened]))
        .group_by(row::Column::Queue)
        .into_model::<Line>()
        .all(scope.db())
        .await?;
    Ok(lines
        .into_iter()
        .map(|line| (line.queue.into(), line.waiting.try_into().unwrap_or(0)))
        .collect())
}

fn status_in(states: &[CaseStatus]) -> sea_orm::sea_query::SimpleExpr {
    row::Column::Status.is_in(states.iter().map(|status| status.as_str()))
}

fn of_records(records: &[CustomerId]) -> sea_orm::sea_query::SimpleExpr {
    row::Column::Customer.is_in(one_of(records.iter().map(|record| record.0)))
}

fn conditions(scope: &Scope<'_>, filter: &CaseFilter) -> Condition {
    let mut all = Condition::all()
        .add_option((!filter.status.is_empty()).then(|| status_in(&filter.status)))
        .add_option(filter.queue.map(|id| row::Column::Queue.eq(id.0)))
        .add_option(filter.channel.map(|id| row::Column::Channel.eq(id.0)))
        .add_option(filter.channel_kind.map(|kind| of_kind(scope, kind)))
        .add_option(filter.owner.map(|id| row::Column::Owner.eq(id.0)))
        .add_option((!filter.customers.is_empty()).then(|| of_records(&filter.customers)))
        .add_option(filter.category.map(|id| row::Column::Category.eq(id.0)))
        .add_option(filter.disposition.map(|id| row::Column::Disposition.eq(id.0)))
        .add_option(filter.offered.then(|| offered(scope)))
        .add_option(filter.unread_by.map(|user| unread_by(scope, user)))
        .add_option(filter.mentions.map(|user| mentions(scope, user)));
    if let Some(words) = filter.words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        all = all.add(matching(scope, words));
    }
    match filter.order {
        CaseOrder::Changed => all.add_option(filter.after.map(changed_before)),
        CaseOrder::Queued => all.add(queued_after(filter.after)),
    }
}

fn changed_before(CasePlace { at, id }: CasePlace) -> Condition {
    let same = Condition::all().add(row::Column::UpdatedAt.eq(at)).add(row::Column::Id.lt(id.0));
    Condition::any().add(row::Column::UpdatedAt.lt(at)).add(same)
}

/// Everything that is queued, after a place. Always a range, so that the index is entered behind
/// the many cases that are not queued.
fn queued_after(place: Option<CasePlace>) -> Condition {
    let from = place.map_or(i64::MIN, |place| place.at);
    let beyond = place.map(|CasePlace { at, id }| {
        Condition::any().add(row::Column::QueuedAt.gt(at)).add(row::Column::Id.gt(id.0))
    });
    Condition::all().add(row::Column::QueuedAt.gte(from)).add_option(beyond)
}

/// The case came through a channel of a kind.
fn of_kind(scope: &Scope<'_>, kind: ChannelKind) -> sea_orm::sea_query::SimpleExpr {
    row::Column::Channel.in_subquery(
        Query::select()
            .column(channel::Column::Id)
            .from(channel::Entity)
            .cond_where(
                Condition::all()
                    .add(channel::Column::Tenant.eq(scope.key()))
                    .add(channel::Column::Kind.eq(kind.as_str())),
            )
            .to_owned(),
    )
}

/// Some work of the case is offered.
fn offered(scope: &Scope<'_>) -> sea_orm::sea_query::SimpleExpr {
    row::Column::Id.in_subquery(
        Query::select()
            .column(work_item::Column::CaseId)
            .from(work_item::Entity)
            .cond_where(
                Condition::all()
                    .add(work_item::Column::Tenant.eq(scope.key()))
                    .add(work_item::Column::State.eq(WorkState::Offered.as_str()))
                    .add(work_item::Column::CaseId.is_not_null()),
            )
            .to_owned(),
    )
}

/// `last_seq` is beyond the person's read mark, or there is none.
fn unread_by(scope: &Scope<'_>, user: UserId) -> sea_orm::sea_query::SimpleExpr {
    let read = Query::select()
        .expr(Expr::val(1))
        .from(read_mark::Entity)
        .cond_where(
            Condition::all()
                .add(Expr::col((read_mark::Entity, read_mark::Column::Tenant)).eq(scope.key()))
                .add(Expr::col((read_mark::Entity, read_mark::Column::UserId)).eq(user.0))
                .add(
                    Expr::col((read_mark::Entity, read_mark::Column::CaseId))
                        .equals((row::Entity, row::Column::Id)),
                )
                .add(
                    Expr::col((read_mark::Entity, read_mark::Column::Seq))
                        .gte(Expr::col((row::Entity, row::Column::LastSeq))),
                ),
        )
        .to_owned();
    Expr::exists(read).not()
}

fn mentions(scope: &Scope<'_>, user: UserId) -> sea_orm::sea_query::SimpleExpr {
    row::Column::Id.in_subquery(
        Query::select()
            .column(mention::Column::CaseId)
            .from(mention::Entity)
            .cond_where(
                Condition::all()
                    .add(mention::Column::Tenant.eq(scope.key()))
                    .add(mention::Column::UserId.eq(user.0)),
            )
            .to_owned(),
    )
}

fn matching(scope: &Scope<'_>, words: &str) -> Condition {
    let like = pattern(words);
    let names = Query::select()
        .column(customer::Column::Id)
        .from(customer::Entity)
        .cond_where(
            Condition::all().add(customer::Column::Tenant.eq(scope.key())).add(
                Condition::any()
                    .add(
                        Expr::expr(Func::lower(Expr::col(customer::Column::Name)))
                            .like(like.clone()),
                    )
                    .add(Expr::col(customer::Column::Kana).like(like.clone())),
            ),
        )
        .to_owned();
    // The name shown is that of who leads the record's group.
    let led = Query::select()
        .column(customer::Column::Id)
        .from(customer::Entity)
        .cond_where(
            Condition::all()
                .add(customer::Column::Tenant.eq(scope.key()))
                .add(customer::Column::AbsorbedInto.in_subquery(names.clone())),
        )
        .to_owned();
    let mut any = Condition::any()
        .add(Expr::expr(Func::lower(Expr::col(row::Column::Subject))).like(like))
        .add(row::Column::Customer.in_subquery(led))
        .add(row::Column::Customer.in_subquery(names));
    if let Ok(number) = words.trim_start_matches('#').parse::<i64>() {
        any = any.add(row::Column::Number.eq(number));
    }
    any
}

/// A LIKE pattern for "contains", with the wildcards of the input made harmless.
pub(crate) fn pattern(words: &str) -> sea_orm::sea_query::LikeExpr {
    let mut text = String::with_capacity(words.len() + 2);
    text.push('%');
    for c in words.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('%');
    sea_orm::sea_query::LikeExpr::new(text).escape('\\')
}
