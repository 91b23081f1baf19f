//! The category tree.

use model::CategoryId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select,
};

use crate::convert::count;
use crate::entity::category as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::Tx;

/// A category as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its parent.
    pub parent: Option<CategoryId>,
    /// Name.
    pub name: String,
    /// Order among its siblings.
    pub position: i32,
    /// Whether it is out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

impl Category {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            parent: row.parent.map(Into::into),
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
            parent: self.parent.map(Into::into),
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

/// Every category, in the order of the tree's levels.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<Category>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Position)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Category::from_row).collect()
}

/// One category.
pub async fn get(scope: &Scope<'_>, id: CategoryId) -> Result<Option<Category>, StoreError> {
    of(scope)
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?
        .map(Category::from_row)
        .transpose()
}

/// Stores a new category.
pub async fn insert(tx: &Tx<'_>, category: &Category) -> Result<(), StoreError> {
    row::Entity::insert(category.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a changed category, if it is still at the version it was read at.
pub async fn save(tx: &Tx<'_>, category: &mut Category) -> Result<(), StoreError> {
    let expected = category.version;
    category.version += 1;
    let changed = row::Entity::update_many()
        .set(category.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(category.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(StoreError::Version { what: "category", expected })
    }
}
