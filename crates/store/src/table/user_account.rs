//! People who sign in.

use std::collections::{HashMap, HashSet};
use std::fmt;

use jiff::Timestamp;
use model::permission::Role;
use model::{TenantId, UserId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::convert::{count, from_json, micros, time, to_json};
use crate::entity::user_account::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::table::changed_one;
use crate::table::one_of;
use crate::tx::Tx;

/// A password hash (PHC string). Never printed, never serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// Which.
    pub id: UserId,
    /// Lower-cased; unique in the tenant.
    pub email: String,
    /// Name shown to colleagues.
    pub name: String,
    /// What the password is checked against.
    pub password_hash: PasswordHash,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// `ja` or `en`.
    pub locale: String,
    /// Whether the person may sign in.
    pub active: bool,
    /// Chats at once.
    pub chat_capacity: u32,
    /// Mails at once.
    pub mail_capacity: u32,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Counts changes.
    pub version: i64,
}

impl TryFrom<Model> for User {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId(row.id),
            email: row.email,
            name: row.name,
            password_hash: PasswordHash(row.password_hash),
            roles: from_json(row.roles)?,
            locale: row.locale,
            active: row.active,
            chat_capacity: count("chat_capacity", row.chat_capacity)?,
            mail_capacity: count("mail_capacity", row.mail_capacity)?,
            created_at: time(row.created_at)?,
            version: row.version,
        })
    }
}

fn row(tenant: uuid::Uuid, user: &User) -> Result<Model, StoreError> {
    Ok(Model {
        tenant,
        id: user.id.0,
        email: user.email.clone(),
        name: user.name.clone(),
        password_hash: user.password_hash.0.clone(),
        roles: to_json(&user.roles)?,
        locale: user.locale.clone(),
        active: user.active,
        chat_capacity: user.chat_capacity.into(),
        mail_capacity: user.mail_capacity.into(),
        created_at: micros(user.created_at),
        version: user.version,
    })
}

/// The accounts of an address, one per tenant at most. Crosses tenants: sign-in.
///
/// # Errors
/// Those of the database.
pub async fn by_email(
    system: &System<'_>,
    email: &str,
) -> Result<Vec<(TenantId, User)>, StoreError> {
    let rows = Entity::find().filter(Column::Email.eq(email)).all(system.db()).await?;
    rows.into_iter().map(|row| Ok((TenantId(row.tenant), row.try_into()?))).collect()
}

/// One person.
///
/// # Errors
/// Those of the database.
pub async fn by_id(scope: &Scope<'_>, id: UserId) -> Result<Option<User>, StoreError> {
    let row = Entity::find_by_id((scope.key(), id.0)).one(scope.db()).await?;
    row.map(User::try_from).transpose()
}

/// Whoever has an address.
///
/// # Errors
/// Those of the database.
pub async fn of_email(scope: &Scope<'_>, email: &str) -> Result<Option<User>, StoreError> {
    let own = Entity::find().filter(Column::Tenant.eq(scope.key()));
    let row = own.filter(Column::Email.eq(email)).one(scope.db()).await?;
    row.map(User::try_from).transpose()
}

/// Everybody, by name.
///
/// # Errors
/// Those of the database.
pub async fn list(scope: &Scope<'_>) -> Result<Vec<User>, StoreError> {
    let query = Entity::find().filter(Column::Tenant.eq(scope.key()));
    let rows = query.order_by_asc(Column::Name).order_by_asc(Column::Id).all(scope.db()).await?;
    rows.into_iter().map(User::try_from).collect()
}

/// The names of some people; nothing else of their accounts is read.
///
/// # Errors
/// Those of the database.
pub async fn names(
    scope: &Scope<'_>,
    ids: impl IntoIterator<Item = UserId>,
) -> Result<HashMap<UserId, String>, StoreError> {
    let ids: HashSet<UserId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(uuid::Uuid, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name])
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
        .into_tuple()
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}

/// Makes an account.
///
/// # Errors
/// [`StoreError::Conflict`] on `user_account(tenant,email)`; those of the database.
pub async fn insert(tx: &Tx<'_>, user: &User) -> Result<(), StoreError> {
    let row = row(tx.key(), user)?.into_active_model();
    Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Changes an account that still is at `user.version`; it is one higher afterwards.
///
/// # Errors
/// [`StoreError::Version`]; [`StoreError::Conflict`]; those of the database.
pub async fn update(tx: &Tx<'_>, user: &User) -> Result<(), StoreError> {
    let row = Model { version: user.version + 1, ..row(tx.key(), user)? };
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(user.id.0))
        .filter(Column::Version.eq(user.version))
        .exec(tx.db())
        .await?;
    changed_one(done.rows_affected, "user", user.version)
}

/// One page of everybody, by name, after a place in that order.
///
/// # Errors
/// Those of the database.
pub async fn page(
    scope: &Scope<'_>,
    after: Option<(String, UserId)>,
    limit: u64,
) -> Result<Vec<User>, StoreError> {
    let after = after.map(|(name, id)| {
        let same = Condition::all().add(Column::Name.eq(name.as_str())).add(Column::Id.gt(id.0));
        Condition::any().add(Column::Name.gt(name.as_str())).add(same)
    });
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Condition::all().add_option(after))
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(User::try_from).collect()
}

/// Whether there is any account. Crosses tenants: a new installation.
///
/// # Errors
/// Those of the database.
pub async fn any(system: &System<'_>) -> Result<bool, StoreError> {
    Ok(Entity::find().limit(1).one(system.db()).await?.is_some())
}
