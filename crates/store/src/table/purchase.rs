//! Purchases of customers.

use jiff::Timestamp;
use model::{CustomerId, OrderId};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use serde_json::Value;

use crate::convert::{maybe_time, micros, time};
use crate::entity::purchase as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// A purchase as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Purchase {
    /// Its id.
    pub id: OrderId,
    /// The shop's number for it; unique in the tenant.
    pub external_id: String,
    /// Who bought.
    pub customer: CustomerId,
    /// When.
    pub ordered_at: Timestamp,
    /// Total in minor units.
    pub total_minor: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// The shop's word for where it stands.
    pub status: String,
    /// What was bought.
    pub items: Value,
    /// Where it came from: `import`, `demo` …
    pub source: String,
}

/// Purchases of one currency in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseTotal {
    /// ISO 4217 code.
    pub currency: String,
    /// How many.
    pub count: u64,
    /// Sum in minor units.
    pub total_minor: i64,
    /// The latest one.
    pub last_at: Option<Timestamp>,
}

impl Purchase {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            external_id: row.external_id,
            customer: row.customer.into(),
            ordered_at: time(row.ordered_at)?,
            total_minor: row.total_minor,
            currency: row.currency,
            status: row.status,
            items: row.items,
            source: row.source,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            external_id: self.external_id.clone(),
            customer: self.customer.0,
            ordered_at: micros(self.ordered_at),
            total_minor: self.total_minor,
            currency: self.currency.clone(),
            status: self.status.clone(),
            items: self.items.clone(),
            source: self.source.clone(),
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Stores new purchases; those whose number is known already stay as they are. Answers the
/// numbers that are new.
pub async fn insert_new(tx: &Tx<'_>, purchases: &[Purchase]) -> Result<Vec<String>, StoreError> {
    let mut new = Vec::with_capacity(purchases.len());
    for part in purchases.chunks(200) {
        let known: Vec<String> = of(tx)
            .select_only()
            .column(row::Column::ExternalId)
            .filter(row::Column::ExternalId.is_in(part.iter().map(|p| p.external_id.as_str())))
            .into_tuple()
            .all(tx.db())
            .await?;
        let fresh: Vec<&Purchase> =
            part.iter().filter(|p| !known.contains(&p.external_id)).collect();
        if fresh.is_empty() {
            continue;
        }
        row::Entity::insert_many(fresh.iter().map(|p| p.to_row(tx).into_active_model()))
            .on_conflict(
                OnConflict::columns([row::Column::Tenant, row::Column::ExternalId])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(tx.db())
            .await?;
        new.extend(fresh.into_iter().map(|p| p.external_id.clone()));
    }
    Ok(new)
}

/// The purchases of a person's records, newest first, after a place in that order.
pub async fn of_customer(
    scope: &Scope<'_>,
    records: &[CustomerId],
    after: Option<(Timestamp, OrderId)>,
    limit: u64,
) -> Result<Vec<Purchase>, StoreError> {
    let mut select = of(scope).filter(of_records(records));
    if let Some((at, id)) = after {
        let at = micros(at);
        select = select.filter(Condition::any().add(row::Column::OrderedAt.lt(at)).add(
            Condition::all().add(row::Column::OrderedAt.eq(at)).add(row::Column::Id.lt(id.0)),
        ));
    }
    let rows = select
        .order_by_desc(row::Column::OrderedAt)
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Purchase::from_row).collect()
}

/// Several purchases, in no order.
pub async fn many(scope: &Scope<'_>, ids: &[OrderId]) -> Result<Vec<Purchase>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = of(scope)
        .filter(row::Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
        .all(scope.db())
        .await?;
    rows.into_iter().map(Purchase::from_row).collect()
}

/// Every purchase before one, newest first.
pub async fn before(
    scope: &Scope<'_>,
    before: Option<OrderId>,
    limit: u64,
) -> Result<Vec<Purchase>, StoreError> {
    let rows = of(scope)
        .filter(Condition::all().add_option(before.map(|id| row::Column::Id.lt(id.0))))
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Purchase::from_row).collect()
}

fn of_records(records: &[CustomerId]) -> sea_orm::sea_query::SimpleExpr {
    row::Column::Customer.is_in(one_of(records.iter().map(|record| record.0)))
}

/// The purchases of a person's records in figures, one line per currency.
pub async fn totals(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<Vec<PurchaseTotal>, StoreError> {
    #[derive(FromQueryResult)]
    struct Line {
        currency: String,
        count: i64,
        total: i64,
        last_at: Option<i64>,
    }
    let lines = of(scope)
        .select_only()
        .column(row::Column::Currency)
        .column_as(row::Column::Id.count(), "count")
        // PostgreSQL sums BIGINT to NUMERIC; the cast keeps both databases at 64 bits.
        .column_as(Expr::expr(row::Column::TotalMinor.sum()).cast_as("bigint"), "total")
        .column_as(row::Column::OrderedAt.max(), "last_at")
        .filter(of_records(records))
        .group_by(row::Column::Currency)
        .order_by_asc(row::Column::Currency)
        .into_model::<Line>()
        .all(scope.db())
        .await?;
    lines
        .into_iter()
        .map(|line| {
            Ok(PurchaseTotal {
                currency: line.currency,
                count: line.count.try_into().unwrap_or(0),
                total_minor: line.total,
                last_at: maybe_time(line.last_at)?,
            })
        })
        .collect()
}
