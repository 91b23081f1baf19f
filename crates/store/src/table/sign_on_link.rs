//! Who somebody is to a provider: known by its own id of them after the first time.

use jiff::Timestamp;
use model::{SignOnProviderId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Select};

use crate::convert::{micros, time};
use crate::entity::sign_on_link as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::Tx;

/// That a provider's person is an account here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOnLink {
    /// Which provider.
    pub provider: SignOnProviderId,
    /// Its id of the person.
    pub subject: String,
    /// Whose account.
    pub user: UserId,
    /// When they signed in so for the first time.
    pub created_at: Timestamp,
    /// When they did for the last time.
    pub used_at: Timestamp,
}

impl SignOnLink {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            provider: row.provider.into(),
            subject: row.subject,
            user: row.user_id.into(),
            created_at: time(row.created_at)?,
            used_at: time(row.used_at)?,
        })
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Who a provider's person is.
pub async fn by_subject(
    scope: &Scope<'_>,
    provider: SignOnProviderId,
    subject: &str,
) -> Result<Option<SignOnLink>, StoreError> {
    let found = of(scope)
        .filter(row::Column::Provider.eq(provider.0))
        .filter(row::Column::Subject.eq(subject))
        .one(scope.db())
        .await?;
    found.map(SignOnLink::from_row).transpose()
}

/// Who somebody is to a provider.
pub async fn of_user(
    scope: &Scope<'_>,
    provider: SignOnProviderId,
    user: UserId,
) -> Result<Option<SignOnLink>, StoreError> {
    let found = of(scope)
        .filter(row::Column::Provider.eq(provider.0))
        .filter(row::Column::UserId.eq(user.0))
        .one(scope.db())
        .await?;
    found.map(SignOnLink::from_row).transpose()
}

/// Stores that a provider's person is an account here.
///
/// # Errors
/// [`StoreError::Conflict`] when either is another's already; those of the database.
pub async fn insert(tx: &Tx<'_>, link: &SignOnLink) -> Result<(), StoreError> {
    let row = row::Model {
        tenant: tx.key(),
        provider: link.provider.0,
        subject: link.subject.clone(),
        user_id: link.user.0,
        created_at: micros(link.created_at),
        used_at: micros(link.used_at),
    };
    row::Entity::insert(row.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Notes that somebody signed in so.
pub async fn touch(tx: &Tx<'_>, link: &SignOnLink) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::UsedAt, micros(tx.now()).into())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Provider.eq(link.provider.0))
        .filter(row::Column::Subject.eq(link.subject.as_str()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Forgets who somebody is to every provider; answers of how many.
pub async fn forget_user(tx: &Tx<'_>, user: UserId) -> Result<u64, StoreError> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::UserId.eq(user.0))
        .exec(tx.db())
        .await?;
    Ok(gone.rows_affected)
}

/// Forgets everybody whom a provider knows: it has become another.
pub async fn forget_all(tx: &Tx<'_>, provider: SignOnProviderId) -> Result<u64, StoreError> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Provider.eq(provider.0))
        .exec(tx.db())
        .await?;
    Ok(gone.rows_affected)
}
