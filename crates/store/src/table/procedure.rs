//! What is done step by step in a kind of matter.

use model::{CategoryId, ProcedureId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select,
};
use serde_json::Value;

use crate::entity::procedure as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// A procedure as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Procedure {
    /// Its id.
    pub id: ProcedureId,
    /// Name.
    pub name: String,
    /// The kind of matter, with all below it that have none of their own.
    pub category: CategoryId,
    /// Its steps.
    pub steps: Value,
    /// Whether it is out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

impl From<row::Model> for Procedure {
    fn from(row: row::Model) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            category: row.category.into(),
            steps: row.steps,
            archived: row.archived,
            version: row.version,
        }
    }
}

impl Procedure {
    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            name: self.name.clone(),
            category: self.category.0,
            steps: self.steps.clone(),
            archived: self.archived,
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Every procedure by its name.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<Procedure>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Stores a new procedure.
pub async fn insert(tx: &Tx<'_>, procedure: &Procedure) -> Result<(), StoreError> {
    let model = procedure.to_row(tx).into_active_model();
    row::Entity::insert(model).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Stores a changed procedure, if it is still at the version it was read at.
pub async fn save(tx: &Tx<'_>, procedure: &mut Procedure) -> Result<(), StoreError> {
    let expected = procedure.version;
    procedure.version += 1;
    let changed = row::Entity::update_many()
        .set(procedure.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(procedure.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "procedure", expected)
}
