//! How customers are recognised. One identity belongs to one customer.

use jiff::Timestamp;
use model::{CustomerId, IdentityKind, IdentityStrength};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::convert::{micros, text, time};
use crate::entity::identity::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// One way to recognise a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// What kind.
    pub kind: IdentityKind,
    /// In the normal form of its kind.
    pub value: String,
    /// The record it belongs to; whom it names is who leads that record's group.
    pub customer: CustomerId,
    /// How strongly it is proven.
    pub strength: IdentityStrength,
    /// When it was attached.
    pub created_at: Timestamp,
    /// When the customer last used it.
    pub last_seen_at: Timestamp,
}

impl TryFrom<Model> for Identity {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            kind: text("kind", &row.kind, IdentityKind::parse)?,
            value: row.value,
            customer: CustomerId(row.customer),
            strength: text("strength", &row.strength, IdentityStrength::parse)?,
            created_at: time(row.created_at)?,
            last_seen_at: time(row.last_seen_at)?,
        })
    }
}

fn row(tenant: uuid::Uuid, identity: &Identity) -> Model {
    Model {
        tenant,
        kind: identity.kind.as_str().to_owned(),
        value: identity.value.clone(),
        customer: identity.customer.0,
        strength: identity.strength.as_str().to_owned(),
        created_at: micros(identity.created_at),
        last_seen_at: micros(identity.last_seen_at),
    }
}

/// The identity of a value, and with it its customer.
///
/// # Errors
/// Those of the database.
pub async fn find(
    scope: &Scope<'_>,
    kind: IdentityKind,
    value: &str,
) -> Result<Option<Identity>, StoreError> {
    let key = (scope.key(), kind.as_str().to_owned(), value.to_owned());
    let row = Entity::find_by_id(key).one(scope.db()).await?;
    row.map(Identity::try_from).transpose()
}

/// The identities of a person's records, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_records(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<Vec<Identity>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Customer.is_in(one_of(records.iter().map(|record| record.0))))
        .order_by_asc(Column::CreatedAt)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Identity::try_from).collect()
}

/// Attaches an identity unless its value is taken; returns whether it was free.
///
/// # Errors
/// [`StoreError::Conflict`] when the customer is not of this tenant; those of the database.
pub async fn insert(tx: &Tx<'_>, identity: &Identity) -> Result<bool, StoreError> {
    let row = row(tx.key(), identity);
    let key = [Column::Tenant, Column::Kind, Column::Value];
    let rows = Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(rows == 1)
}

/// Attaches many identities whose values are free (imports, the demonstration's history).
///
/// # Errors
/// [`StoreError::Conflict`] when a value is taken; those of the database.
pub async fn insert_many(tx: &Tx<'_>, identities: &[Identity]) -> Result<(), StoreError> {
    for part in identities.chunks(100) {
        let rows = part.iter().map(|identity| row(tx.key(), identity).into_active_model());
        Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// Notes that an identity was used, and how strongly it is proven now.
///
/// # Errors
/// Those of the database.
pub async fn seen(
    tx: &Tx<'_>,
    kind: IdentityKind,
    value: &str,
    strength: IdentityStrength,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, micros(tx.now()).into())
        .col_expr(Column::Strength, strength.as_str().into())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::Value.eq(value))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The identities of one kind of several customers, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_customers(
    scope: &Scope<'_>,
    kind: IdentityKind,
    customers: &[CustomerId],
) -> Result<Vec<Identity>, StoreError> {
    if customers.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::Customer.is_in(one_of(customers.iter().map(|id| id.0))))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Value)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Identity::try_from).collect()
}

/// The identities of several values of one kind, in no order.
///
/// # Errors
/// Those of the database.
pub async fn find_many(
    scope: &Scope<'_>,
    kind: IdentityKind,
    values: &[String],
) -> Result<Vec<Identity>, StoreError> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::Value.is_in(values.iter().map(String::as_str)))
        .all(scope.db())
        .await?;
    rows.into_iter().map(Identity::try_from).collect()
}
