//! The address book of people and departments outside.

use model::PartnerId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, Select,
};

use crate::entity::partner as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Name.
    pub name: String,
    /// Mail address, lower-cased; unique in the tenant.
    pub address: String,
    /// What they are asked about.
    pub note: String,
    /// Whether it is out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

impl Partner {
    fn from_row(row: row::Model) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            address: row.address,
            note: row.note,
            archived: row.archived,
            version: row.version,
        }
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            name: self.name.clone(),
            address: self.address.clone(),
            note: self.note.clone(),
            archived: self.archived,
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// The whole address book by name.
///
/// # Errors
/// Those of the database.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<Partner>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(Partner::from_row).collect())
}

/// How many entries there are, those out of use among them.
///
/// # Errors
/// Those of the database.
pub async fn count(scope: &Scope<'_>) -> Result<u64, StoreError> {
    Ok(of(scope).count(scope.db()).await?)
}

/// One entry.
///
/// # Errors
/// Those of the database.
pub async fn get(scope: &Scope<'_>, id: PartnerId) -> Result<Option<Partner>, StoreError> {
    let found = of(scope).filter(row::Column::Id.eq(id.0)).one(scope.db()).await?;
    Ok(found.map(Partner::from_row))
}

/// Stores a new entry.
///
/// # Errors
/// [`StoreError::Conflict`] on `partner(tenant,address)`; those of the database.
pub async fn insert(tx: &Tx<'_>, partner: &Partner) -> Result<(), StoreError> {
    row::Entity::insert(partner.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a changed entry, if it is still at the version it was read at.
///
/// # Errors
/// Those of [`insert`]; [`StoreError::Version`].
pub async fn save(tx: &Tx<'_>, partner: &mut Partner) -> Result<(), StoreError> {
    let expected = partner.version;
    partner.version += 1;
    let changed = row::Entity::update_many()
        .set(partner.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(partner.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "partner", expected)
}
