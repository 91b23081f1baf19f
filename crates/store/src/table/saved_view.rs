//! Lists of cases that people keep.

use model::{SavedViewId, UserId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde_json::Value;

use crate::entity::saved_view as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::Tx;

/// A kept list as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// Whose it is; everybody's when absent.
    pub owner: Option<UserId>,
    /// Name.
    pub name: String,
    /// What it shows.
    pub query: Value,
}

impl From<row::Model> for SavedView {
    fn from(row: row::Model) -> Self {
        Self {
            id: row.id.into(),
            owner: row.owner.map(Into::into),
            name: row.name,
            query: row.query,
        }
    }
}

fn seen_by(user: UserId) -> Condition {
    Condition::any().add(row::Column::Owner.is_null()).add(row::Column::Owner.eq(user.0))
}

/// The lists that somebody sees, by name.
pub async fn of_user(scope: &Scope<'_>, user: UserId) -> Result<Vec<SavedView>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(seen_by(user))
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How many lists somebody sees.
pub async fn count(scope: &Scope<'_>, user: UserId) -> Result<u64, StoreError> {
    let select = row::Entity::find().filter(row::Column::Tenant.eq(scope.key()));
    Ok(select.filter(seen_by(user)).count(scope.db()).await?)
}

/// One list that somebody sees.
pub async fn get(
    scope: &Scope<'_>,
    user: UserId,
    id: SavedViewId,
) -> Result<Option<SavedView>, StoreError> {
    let found = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Id.eq(id.0))
        .filter(seen_by(user))
        .one(scope.db())
        .await?;
    Ok(found.map(Into::into))
}

/// Stores a new list.
pub async fn insert(tx: &Tx<'_>, view: &SavedView) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        id: view.id.0,
        owner: view.owner.map(Into::into),
        name: view.name.clone(),
        query: view.query.clone(),
        version: 1,
    };
    row::Entity::insert(model.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Forgets a list.
pub async fn remove(tx: &Tx<'_>, id: SavedViewId) -> Result<(), StoreError> {
    row::Entity::delete_many()
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}
