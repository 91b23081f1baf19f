//! What customers may consent to (利用目的).

use model::{ConsentBasis, ConsentPurposeId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select,
};

use crate::convert::{count, text};
use crate::entity::consent_purpose as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// A purpose as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentPurpose {
    /// Its id.
    pub id: ConsentPurposeId,
    /// Why it may be followed.
    pub basis: ConsentBasis,
    /// Name in Japanese.
    pub name_ja: String,
    /// Name in English; empty when there is none.
    pub name_en: String,
    /// What is shown before somebody consents, in Japanese.
    pub wording_ja: String,
    /// In English; empty when there is none.
    pub wording_en: String,
    /// Grows when the wording changes.
    pub wording_version: i64,
    /// Its place in the list.
    pub position: i32,
    /// Whether it is out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

impl ConsentPurpose {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            basis: text("basis", &row.basis, ConsentBasis::parse)?,
            name_ja: row.name_ja,
            name_en: row.name_en,
            wording_ja: row.wording_ja,
            wording_en: row.wording_en,
            wording_version: row.wording_version,
            position: count("position", row.position)?,
            archived: row.archived,
            version: row.version,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            basis: self.basis.as_str().to_owned(),
            name_ja: self.name_ja.clone(),
            name_en: self.name_en.clone(),
            wording_ja: self.wording_ja.clone(),
            wording_en: self.wording_en.clone(),
            wording_version: self.wording_version,
            position: self.position.into(),
            archived: self.archived,
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Every purpose in the order of the list.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<ConsentPurpose>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Position)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(ConsentPurpose::from_row).collect()
}

/// One purpose.
pub async fn get(
    scope: &Scope<'_>,
    id: ConsentPurposeId,
) -> Result<Option<ConsentPurpose>, StoreError> {
    let found = of(scope).filter(row::Column::Id.eq(id.0)).one(scope.db()).await?;
    found.map(ConsentPurpose::from_row).transpose()
}

/// Stores a new purpose.
pub async fn insert(tx: &Tx<'_>, purpose: &ConsentPurpose) -> Result<(), StoreError> {
    row::Entity::insert(purpose.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a changed purpose, if it is still at the version it was read at.
pub async fn save(tx: &Tx<'_>, purpose: &mut ConsentPurpose) -> Result<(), StoreError> {
    let expected = purpose.version;
    purpose.version += 1;
    let changed = row::Entity::update_many()
        .set(purpose.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(purpose.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "consent_purpose", expected)
}
