//! How cases may end.

use model::DispositionId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select,
};

use crate::convert::count;
use crate::entity::disposition as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// A disposition as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disposition {
    /// Its id.
    pub id: DispositionId,
    /// Name.
    pub name: String,
    /// Its place in the list.
    pub position: i32,
    /// Whether it is out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

impl Disposition {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            name: row.name,
            position: count("position", row.position)?,
            archived: row.archived,
            version: row.version,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            name: self.name.clone(),
            position: self.position.into(),
            archived: self.archived,
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Every disposition in the order of the list.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<Disposition>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Position)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Disposition::from_row).collect()
}

/// One disposition.
pub async fn get(scope: &Scope<'_>, id: DispositionId) -> Result<Option<Disposition>, StoreError> {
    let found = of(scope).filter(row::Column::Id.eq(id.0)).one(scope.db()).await?;
    found.map(Disposition::from_row).transpose()
}

/// Stores a new disposition.
pub async fn insert(tx: &Tx<'_>, disposition: &Disposition) -> Result<(), StoreError> {
    row::Entity::insert(disposition.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a changed disposition, if it is still at the version it was read at.
pub async fn save(tx: &Tx<'_>, disposition: &mut Disposition) -> Result<(), StoreError> {
    let expected = disposition.version;
    disposition.version += 1;
    let changed = row::Entity::update_many()
        .set(disposition.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(disposition.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "disposition", expected)
}
