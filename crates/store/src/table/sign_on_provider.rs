//! Providers by which people sign in.

use std::fmt;

use model::{SignOnProviderId, TenantId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, Select,
};

use crate::convert::{from_json, to_json};
use crate::entity::sign_on_provider as row;
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::table::changed_one;
use crate::tx::Tx;

/// A provider as stored. Printed without its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SignOnProvider {
    /// Its id.
    pub id: SignOnProviderId,
    /// What stands on the button.
    pub name: String,
    /// Its issuer address.
    pub issuer: String,
    /// The name under which this server is known there; empty until it is.
    pub client_id: String,
    /// The secret that goes with it, sealed.
    pub secret: Option<Vec<u8>>,
    /// Domains of mail addresses that it speaks for, lower-cased; none for all.
    pub domains: Vec<String>,
    /// Whether an address counts as somebody's own when the provider does not say whether it is.
    pub trusts_emails: bool,
    /// Whether somebody without an account gets one.
    pub creates_people: bool,
    /// Whether who has a second factor here is asked for it.
    pub asks_code: bool,
    /// Whether the tenant's people sign in by providers only.
    pub passwords_off: bool,
    /// Whether it is in use.
    pub active: bool,
    /// Grows with every change.
    pub version: i64,
}

impl fmt::Debug for SignOnProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignOnProvider").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SignOnProvider {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            name: row.name,
            issuer: row.issuer,
            client_id: row.client_id,
            secret: row.secret,
            domains: from_json(row.domains)?,
            trusts_emails: row.trusts_emails,
            creates_people: row.creates_people,
            asks_code: row.asks_code,
            passwords_off: row.passwords_off,
            active: row.active,
            version: row.version,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> Result<row::Model, StoreError> {
        Ok(row::Model {
            tenant: scope.key(),
            id: self.id.0,
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            secret: self.secret.clone(),
            domains: to_json(&self.domains)?,
            trusts_emails: self.trusts_emails,
            creates_people: self.creates_people,
            asks_code: self.asks_code,
            passwords_off: self.passwords_off,
            active: self.active,
            version: self.version,
        })
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Every provider by its name.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<SignOnProvider>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(SignOnProvider::from_row).collect()
}

/// How many there are, those out of use among them.
pub async fn count(scope: &Scope<'_>) -> Result<u64, StoreError> {
    Ok(of(scope).count(scope.db()).await?)
}

/// Whether the tenant's people sign in by providers only.
pub async fn passwords_off(scope: &Scope<'_>) -> Result<bool, StoreError> {
    let found = of(scope)
        .filter(row::Column::Active.eq(true))
        .filter(row::Column::PasswordsOff.eq(true))
        .one(scope.db())
        .await?;
    Ok(found.is_some())
}

/// One provider.
pub async fn get(
    scope: &Scope<'_>,
    id: SignOnProviderId,
) -> Result<Option<SignOnProvider>, StoreError> {
    let found = of(scope).filter(row::Column::Id.eq(id.0)).one(scope.db()).await?;
    found.map(SignOnProvider::from_row).transpose()
}

/// The provider that a browser names, with whose it is. Crosses tenants: sign-in.
pub async fn named(
    system: &System<'_>,
    id: SignOnProviderId,
) -> Result<Option<(TenantId, SignOnProvider)>, StoreError> {
    let found = row::Entity::find().filter(row::Column::Id.eq(id.0)).one(system.db()).await?;
    found.map(|row| Ok((row.tenant.into(), SignOnProvider::from_row(row)?))).transpose()
}

/// Every provider in use, with whose it is. Crosses tenants: sign-in.
pub async fn in_use(system: &System<'_>) -> Result<Vec<(TenantId, SignOnProvider)>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::Active.eq(true))
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .all(system.db())
        .await?;
    rows.into_iter().map(|row| Ok((row.tenant.into(), SignOnProvider::from_row(row)?))).collect()
}

/// Stores a new provider.
pub async fn insert(tx: &Tx<'_>, provider: &SignOnProvider) -> Result<(), StoreError> {
    row::Entity::insert(provider.to_row(tx)?.into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a changed provider, if it is still at the version it was read at.
///
/// # Errors
/// [`StoreError::Version`]; those of the database.
pub async fn save(tx: &Tx<'_>, provider: &mut SignOnProvider) -> Result<(), StoreError> {
    let expected = provider.version;
    provider.version += 1;
    let changed = row::Entity::update_many()
        .set(provider.to_row(tx)?.into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(provider.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "sign-on provider", expected)
}
