//! Customers.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use model::{CustomerId, IdentityKind};
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, Query, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use serde_json::{Map, Value};

use crate::convert::{from_json, micros, time, to_json};
use crate::entity::customer::{Column, Entity, Model};
use crate::entity::identity;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::case::pattern;
use crate::table::changed_one;
use crate::table::one_of;
use crate::tx::Tx;

/// A person or organisation that is served.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Which.
    pub id: CustomerId,
    /// The number of the shop or another system; unique in the tenant.
    pub external_id: Option<String>,
    /// Empty while unknown.
    pub name: String,
    /// Reading of the name in katakana; may be empty.
    pub kana: String,
    /// May be empty.
    pub company: String,
    /// May be empty.
    pub phone: String,
    /// How the shop values the customer; may be empty.
    pub rank: String,
    /// A remark for every agent; may be empty.
    pub note: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Own attributes of the tenant.
    pub attributes: Map<String, Value>,
    /// Whether nobody knows who it is: a browser.
    pub anonymous: bool,
    /// The record that leads its group, when it is another one: they are one person.
    pub absorbed_into: Option<CustomerId>,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Counts changes.
    pub version: i64,
}

impl TryFrom<Model> for Customer {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: CustomerId(row.id),
            external_id: row.external_id,
            name: row.name,
            kana: row.kana,
            company: row.company,
            phone: row.phone,
            rank: row.rank,
            note: row.note,
            tags: from_json(row.tags)?,
            attributes: from_json(row.attributes)?,
            anonymous: row.anonymous,
            absorbed_into: row.absorbed_into.map(CustomerId),
            created_at: time(row.created_at)?,
            updated_at: time(row.updated_at)?,
            version: row.version,
        })
    }
}

fn row(tenant: uuid::Uuid, customer: &Customer) -> Result<Model, StoreError> {
    Ok(Model {
        tenant,
        id: customer.id.0,
        external_id: customer.external_id.clone(),
        name: customer.name.clone(),
        kana: customer.kana.clone(),
        company: customer.company.clone(),
        phone: customer.phone.clone(),
        rank: customer.rank.clone(),
        note: customer.note.clone(),
        tags: to_json(&customer.tags)?,
        attributes: Value::Object(customer.attributes.clone()),
        anonymous: customer.anonymous,
        absorbed_into: customer.absorbed_into.map(Into::into),
        created_at: micros(customer.created_at),
        updated_at: micros(customer.updated_at),
        version: customer.version,
    })
}

/// One customer.
///
/// # Errors
/// Those of the database.
pub async fn by_id(scope: &Scope<'_>, id: CustomerId) -> Result<Option<Customer>, StoreError> {
    let row = Entity::find_by_id((scope.key(), id.0)).one(scope.db()).await?;
    row.map(Customer::try_from).transpose()
}

/// The customer of a shop's number.
///
/// # Errors
/// Those of the database.
pub async fn by_external_id(
    scope: &Scope<'_>,
    external_id: &str,
) -> Result<Option<Customer>, StoreError> {
    let row = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::ExternalId.eq(external_id))
        .one(scope.db())
        .await?;
    row.map(Customer::try_from).transpose()
}

/// Known customers, last changed first, after a place in that order.
///
/// # Errors
/// Those of the database.
pub async fn recent(
    scope: &Scope<'_>,
    after: Option<(Timestamp, CustomerId)>,
    limit: u64,
) -> Result<Vec<Customer>, StoreError> {
    // The first half bounds the search in the index, the second decides among equal instants.
    let after = after.map(|(at, id)| {
        let at = micros(at);
        let later = Condition::any().add(Column::UpdatedAt.lt(at)).add(Column::Id.lt(id.0));
        Condition::all().add(Column::UpdatedAt.lte(at)).add(later)
    });
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Anonymous.eq(false))
        .filter(Column::AbsorbedInto.is_null())
        .filter(Condition::all().add_option(after))
        .order_by_desc(Column::UpdatedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Customer::try_from).collect()
}

/// Every record before one, newest first, whoever it is of.
///
/// # Errors
/// Those of the database.
pub async fn before(
    scope: &Scope<'_>,
    before: Option<CustomerId>,
    limit: u64,
) -> Result<Vec<Customer>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Condition::all().add_option(before.map(|id| Column::Id.lt(id.0))))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Customer::try_from).collect()
}

/// Makes a customer.
///
/// # Errors
/// [`StoreError::Conflict`] on `customer(tenant,external_id)`; those of the database.
pub async fn insert(tx: &Tx<'_>, customer: &Customer) -> Result<(), StoreError> {
    let row = row(tx.key(), customer)?.into_active_model();
    Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Changes a customer that still is at `customer.version`; it is one higher afterwards, and
/// `updated_at` is the instant of the write.
///
/// # Errors
/// [`StoreError::Version`]; [`StoreError::Conflict`]; those of the database.
pub async fn update(tx: &Tx<'_>, customer: &Customer) -> Result<(), StoreError> {
    let row = Model {
        version: customer.version + 1,
        updated_at: micros(tx.now()),
        ..row(tx.key(), customer)?
    };
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(customer.id.0))
        .filter(Column::Version.eq(customer.version))
        .exec(tx.db())
        .await?;
    changed_one(done.rows_affected, "customer", customer.version)
}

/// Several customers, in no order.
///
/// # Errors
/// Those of the database.
pub async fn many(scope: &Scope<'_>, ids: &[CustomerId]) -> Result<Vec<Customer>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
        .all(scope.db())
        .await?;
    rows.into_iter().map(Customer::try_from).collect()
}

/// The records of the person a record belongs to, oldest first.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such record; those of the database.
pub async fn group(scope: &Scope<'_>, record: CustomerId) -> Result<Vec<Customer>, StoreError> {
    let asked = by_id(scope, record).await?.ok_or(StoreError::NotFound("customer"))?;
    let leader = asked.absorbed_into.unwrap_or(record);
    let rows = group_query(scope, leader).all(scope.db()).await?;
    rows.into_iter().map(Customer::try_from).collect()
}

/// The ids of [`group`].
///
/// # Errors
/// As [`group`].
pub async fn group_ids(
    scope: &Scope<'_>,
    record: CustomerId,
) -> Result<Vec<CustomerId>, StoreError> {
    Ok(group(scope, record).await?.into_iter().map(|one| one.id).collect())
}

/// As [`group`], and nobody else joins or parts these records before the write ends.
///
/// # Errors
/// As [`group`].
pub async fn group_to_change(
    tx: &Tx<'_>,
    record: CustomerId,
) -> Result<Vec<CustomerId>, StoreError> {
    let before = group(tx, record).await?;
    let leader = before.iter().find(|one| one.absorbed_into.is_none());
    let leader = leader.ok_or(StoreError::NotFound("customer"))?.id;
    let locked = group_query(tx, leader).lock_exclusive().all(tx.db()).await?;
    if locked.len() != before.len()
        || locked.iter().any(|one| one.id == leader.0 && one.absorbed_into.is_some())
    {
        // Another node was faster.
        return Err(StoreError::Busy);
    }
    Ok(locked.into_iter().map(|one| one.id.into()).collect())
}

fn group_query(scope: &Scope<'_>, leader: CustomerId) -> Select<Entity> {
    Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(
            Condition::any().add(Column::Id.eq(leader.0)).add(Column::AbsorbedInto.eq(leader.0)),
        )
        .order_by_asc(Column::Id)
}

/// Whom several records belong to: the leading record of each.
///
/// # Errors
/// Those of the database.
pub async fn leaders(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<HashMap<CustomerId, Customer>, StoreError> {
    let found = many(scope, records).await?;
    let led: Vec<CustomerId> = found.iter().filter_map(|record| record.absorbed_into).collect();
    let leading = many(scope, &led).await?;
    let leading: HashMap<CustomerId, Customer> =
        leading.into_iter().map(|leader| (leader.id, leader)).collect();
    let leader = |record: Customer| {
        let known = record.absorbed_into.and_then(|id| leading.get(&id)).cloned();
        (record.id, known.unwrap_or(record))
    };
    Ok(found.into_iter().map(leader).collect())
}

/// All records of the people whom several records belong to, in no order.
///
/// # Errors
/// Those of the database.
pub async fn companions(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<Vec<CustomerId>, StoreError> {
    let found = many(scope, records).await?;
    let leaders = found.into_iter().map(|record| record.absorbed_into.unwrap_or(record.id));
    let mut people: HashSet<CustomerId> = leaders.collect();
    people.extend(led_by(scope, &people).await?);
    Ok(people.into_iter().collect())
}

/// The records that some lead.
async fn led_by(
    scope: &Scope<'_>,
    leaders: &HashSet<CustomerId>,
) -> Result<Vec<CustomerId>, StoreError> {
    if leaders.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<uuid::Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::AbsorbedInto.is_in(one_of(leaders.iter().map(|leader| leader.0))))
        .into_tuple()
        .all(scope.db())
        .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// Sets who leads some records; the leader itself is led by nobody. What stays the same is left
/// alone.
///
/// # Errors
/// Those of the database.
pub async fn set_leader(
    tx: &Tx<'_>,
    records: &[CustomerId],
    leader: CustomerId,
) -> Result<(), StoreError> {
    let set = |to: Option<uuid::Uuid>| {
        Entity::update_many()
            .col_expr(Column::AbsorbedInto, Expr::value(to))
            .col_expr(Column::UpdatedAt, Expr::value(micros(tx.now())))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Tenant.eq(tx.key()))
    };
    let led = records.iter().filter(|record| **record != leader).map(|record| record.0);
    let other =
        Condition::any().add(Column::AbsorbedInto.is_null()).add(Column::AbsorbedInto.ne(leader.0));
    let led = set(Some(leader.0)).filter(Column::Id.is_in(one_of(led))).filter(other);
    led.exec(tx.db()).await?;
    let leads = set(None).filter(Column::Id.eq(leader.0));
    leads.filter(Column::AbsorbedInto.is_not_null()).exec(tx.db()).await?;
    Ok(())
}

/// Known customers of exactly this name, last changed first.
///
/// # Errors
/// Those of the database.
pub async fn by_name(
    scope: &Scope<'_>,
    name: &str,
    limit: u64,
) -> Result<Vec<Customer>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Anonymous.eq(false))
        .filter(Column::AbsorbedInto.is_null())
        .filter(Column::Name.eq(name))
        .order_by_desc(Column::UpdatedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Customer::try_from).collect()
}

/// Which customers of a list.
#[derive(Clone, Debug, Default)]
pub struct CustomerSearch {
    /// Each word must be found in one of the fields, in one of its spellings.
    pub words: Vec<Vec<String>>,
    /// Also people nobody knows.
    pub anonymous: bool,
    /// Customers after this place in the order.
    pub after: Option<(Timestamp, CustomerId)>,
}

/// Customers that match, last changed first. Records folded into another one are left out.
///
/// # Errors
/// Those of the database.
pub async fn search(
    scope: &Scope<'_>,
    search: &CustomerSearch,
    limit: u64,
) -> Result<Vec<Customer>, StoreError> {
    let mut all = Condition::all()
        .add(Column::Tenant.eq(scope.key()))
        .add(Column::AbsorbedInto.is_null())
        .add_option((!search.anonymous).then(|| Column::Anonymous.eq(false)));
    for spellings in &search.words {
        let mut any = Condition::any();
        for word in spellings {
            any = any.add(containing(scope, word));
        }
        all = all.add(any);
    }
    if let Some((at, id)) = search.after {
        let at = micros(at);
        let same = Condition::all().add(Column::UpdatedAt.eq(at)).add(Column::Id.lt(id.0));
        all = all.add(Condition::any().add(Column::UpdatedAt.lt(at)).add(same));
    }
    let rows = Entity::find()
        .filter(all)
        .order_by_desc(Column::UpdatedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Customer::try_from).collect()
}

/// One of the searched fields contains the word.
fn containing(scope: &Scope<'_>, word: &str) -> Condition {
    let like = pattern(word);
    let field = |column: Column| Expr::expr(Func::lower(Expr::col(column))).like(like.clone());
    // A name may be typed without the space between its parts, a number without its hyphens.
    let closed = |column: Column, gap: &str| {
        let without = Func::cust("replace").args([
            SimpleExpr::from(Func::lower(Expr::col(column))),
            gap.into(),
            "".into(),
        ]);
        Expr::expr(without).like(like.clone())
    };
    let addresses = Query::select()
        .column(identity::Column::Customer)
        .from(identity::Entity)
        .cond_where(
            Condition::all()
                .add(identity::Column::Tenant.eq(scope.key()))
                .add(identity::Column::Kind.eq(IdentityKind::Email.as_str()))
                .add(Expr::col(identity::Column::Value).like(like.clone())),
        )
        .to_owned();
    let mut any = Condition::any();
    for column in [Column::Name, Column::Kana, Column::Company, Column::Phone, Column::ExternalId] {
        any = any.add(field(column));
    }
    any.add(closed(Column::Name, " "))
        .add(closed(Column::Name, "\u{3000}"))
        .add(closed(Column::Kana, " "))
        .add(closed(Column::Phone, "-"))
        .add(Column::Id.in_subquery(addresses))
}

/// Makes customers.
///
/// # Errors
/// [`StoreError::Conflict`] on `customer(tenant,external_id)`; those of the database.
pub async fn insert_many(tx: &Tx<'_>, customers: &[Customer]) -> Result<(), StoreError> {
    for part in customers.chunks(100) {
        let rows: Vec<_> = part
            .iter()
            .map(|customer| Ok(row(tx.key(), customer)?.into_active_model()))
            .collect::<Result<_, StoreError>>()?;
        Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// The customers of several of a shop's numbers, in no order.
///
/// # Errors
/// Those of the database.
pub async fn by_external_ids(
    scope: &Scope<'_>,
    numbers: &[String],
) -> Result<Vec<Customer>, StoreError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::ExternalId.is_in(numbers.iter().map(String::as_str)))
        .all(scope.db())
        .await?;
    rows.into_iter().map(Customer::try_from).collect()
}
