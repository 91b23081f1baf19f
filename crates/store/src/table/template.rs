//! Canned replies.

use model::{CategoryId, TemplateId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, Select,
};
use serde_json::Value;

use crate::entity::template as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// A canned reply as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Name.
    pub name: String,
    /// What is typed to find it; unique in the tenant.
    pub shortcut: Option<String>,
    /// The text in Japanese; empty when there is none.
    pub ja: String,
    /// The text in English; empty when there is none.
    pub en: String,
    /// The matters it is for.
    pub category: Option<CategoryId>,
    /// What becomes of the case.
    pub actions: Value,
    /// Whether it is out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

impl Template {
    fn from_row(row: row::Model) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            shortcut: row.shortcut,
            ja: row.ja,
            en: row.en,
            category: row.category.map(Into::into),
            actions: row.actions,
            archived: row.archived,
            version: row.version,
        }
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            name: self.name.clone(),
            shortcut: self.shortcut.clone(),
            ja: self.ja.clone(),
            en: self.en.clone(),
            category: self.category.map(Into::into),
            actions: self.actions.clone(),
            archived: self.archived,
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Every canned reply by its name.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<Template>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(Template::from_row).collect())
}

/// How many there are, those out of use among them.
pub async fn count(scope: &Scope<'_>) -> Result<u64, StoreError> {
    Ok(of(scope).count(scope.db()).await?)
}

/// One canned reply.
pub async fn get(scope: &Scope<'_>, id: TemplateId) -> Result<Option<Template>, StoreError> {
    let found = of(scope).filter(row::Column::Id.eq(id.0)).one(scope.db()).await?;
    Ok(found.map(Template::from_row))
}

/// Stores a new canned reply.
///
/// # Errors
/// [`StoreError::Conflict`] on `template(tenant,shortcut)`; those of the database.
pub async fn insert(tx: &Tx<'_>, template: &Template) -> Result<(), StoreError> {
    row::Entity::insert(template.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a changed canned reply, if it is still at the version it was read at.
///
/// # Errors
/// Those of [`insert`]; [`StoreError::Version`].
pub async fn save(tx: &Tx<'_>, template: &mut Template) -> Result<(), StoreError> {
    let expected = template.version;
    template.version += 1;
    let changed = row::Entity::update_many()
        .set(template.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(template.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "template", expected)
}
