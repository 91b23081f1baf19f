//! Tenants.

use jiff::Timestamp;
use model::TenantId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::convert::{micros, time};
use crate::entity::tenant::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::tx::{SystemTx, Tx};

/// A company whose customers are served.
#[derive(Clone, Debug, PartialEq)]
pub struct Tenant {
    /// Which.
    pub id: TenantId,
    /// Short name in addresses; unique.
    pub slug: String,
    /// Name shown to people.
    pub name: String,
    /// Whether its data is invented.
    pub demo: bool,
    /// Settings of the tenant.
    pub settings: Value,
    /// When it was made.
    pub created_at: Timestamp,
}

impl TryFrom<Model> for Tenant {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: TenantId(row.id),
            slug: row.slug,
            name: row.name,
            demo: row.demo,
            settings: row.settings,
            created_at: time(row.created_at)?,
        })
    }
}

/// All tenants by slug. Crosses tenants: administration and background work.
///
/// # Errors
/// Those of the database.
pub async fn list(system: &System<'_>) -> Result<Vec<Tenant>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Slug).all(system.db()).await?;
    rows.into_iter().map(Tenant::try_from).collect()
}

/// The tenant of a slug. Crosses tenants: sign-in.
///
/// # Errors
/// Those of the database.
pub async fn by_slug(system: &System<'_>, slug: &str) -> Result<Option<Tenant>, StoreError> {
    let row = Entity::find().filter(Column::Slug.eq(slug)).one(system.db()).await?;
    row.map(Tenant::try_from).transpose()
}

/// The scope's own tenant.
///
/// # Errors
/// [`StoreError::NotFound`]; those of the database.
pub async fn get(scope: &Scope<'_>) -> Result<Tenant, StoreError> {
    let row = Entity::find_by_id(scope.key()).one(scope.db()).await?;
    row.ok_or(StoreError::NotFound("tenant"))?.try_into()
}

/// Makes a tenant. Its cases count from 1.
///
/// # Errors
/// [`StoreError::Conflict`] when the slug is taken; those of the database.
pub async fn insert(tx: &SystemTx<'_>, tenant: &Tenant) -> Result<(), StoreError> {
    let row = Model {
        id: tenant.id.0,
        slug: tenant.slug.clone(),
        name: tenant.name.clone(),
        demo: tenant.demo,
        settings: tenant.settings.clone(),
        next_case_number: 1,
        created_at: micros(tenant.created_at),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Changes the tenant's name and settings.
///
/// # Errors
/// [`StoreError::NotFound`]; those of the database.
pub async fn update(tx: &Tx<'_>, name: &str, settings: Value) -> Result<(), StoreError> {
    let row = Entity::find_by_id(tx.key()).one(tx.db()).await?;
    let mut row = row.ok_or(StoreError::NotFound("tenant"))?.into_active_model();
    row.name = sea_orm::Set(name.to_owned());
    row.settings = sea_orm::Set(settings);
    row.update(tx.db()).await?;
    Ok(())
}

/// One of the tenant's settings; its default when it was never set.
///
/// # Errors
/// [`StoreError::Corrupt`] when it cannot be read; those of the database.
pub async fn setting<T: Default + DeserializeOwned>(
    scope: &Scope<'_>,
    key: &str,
) -> Result<T, StoreError> {
    match get(scope).await?.settings.get(key) {
        None => Ok(T::default()),
        Some(set) => serde_json::from_value(set.clone())
            .map_err(|error| StoreError::Corrupt(format!("the tenant's setting {key}: {error}"))),
    }
}

/// Sets one of the tenant's settings.
///
/// # Errors
/// As [`get`].
pub async fn set_setting<T: Serialize + Sync>(
    tx: &Tx<'_>,
    key: &str,
    set: &T,
) -> Result<(), StoreError> {
    let mut tenant = get(tx).await?;
    match tenant.settings.as_object_mut() {
        Some(settings) => {
            settings.insert(key.to_owned(), json!(set));
        }
        None => tenant.settings = json!({key: set}),
    }
    update(tx, &tenant.name, tenant.settings).await
}

/// Takes the next case number. A write that is rolled back gives it back.
///
/// # Errors
/// [`StoreError::NotFound`]; those of the database.
pub async fn next_case_number(tx: &Tx<'_>) -> Result<i64, StoreError> {
    next_case_numbers(tx, 1).await
}

/// Takes so many case numbers that follow each other, and answers the first.
///
/// # Errors
/// As [`next_case_number`].
pub async fn next_case_numbers(tx: &Tx<'_>, count: i64) -> Result<i64, StoreError> {
    let next = Expr::col(Column::NextCaseNumber).add(count);
    let rows = Entity::update_many()
        .col_expr(Column::NextCaseNumber, next)
        .filter(Column::Id.eq(tx.key()))
        .exec_with_returning(tx.db())
        .await?;
    let row = rows.into_iter().next().ok_or(StoreError::NotFound("tenant"))?;
    Ok(row.next_case_number - count)
}
