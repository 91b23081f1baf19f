//! Files that came with messages or wait for one.

use jiff::Timestamp;
use model::{AttachmentId, MessageId, TenantId, UserId, VisitorId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait as _, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait as _, Select,
};

use crate::convert::{count, micros, time};
use crate::entity::{attachment as row, intake};
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::table::intake::IntakeState;
use crate::table::one_of;
use crate::tx::{SystemTx, Tx};

/// What a virus scanner said of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scan {
    /// Nothing: it was not asked yet, or there is none.
    #[default]
    Unasked,
    /// Nothing was found in it.
    Clean,
    /// What was found in it.
    Infected(String),
    /// Why it could not be looked at.
    Unreadable(String),
}

impl Scan {
    fn from_row(scan: Option<&str>, said: Option<String>) -> Result<Self, StoreError> {
        let said = said.unwrap_or_default();
        match scan {
            None => Ok(Self::Unasked),
            Some("clean") => Ok(Self::Clean),
            Some("infected") => Ok(Self::Infected(said)),
            Some("unreadable") => Ok(Self::Unreadable(said)),
            Some(other) => Err(StoreError::Corrupt(format!("a file's check says {other:?}"))),
        }
    }

    fn to_row(&self) -> (Option<&'static str>, Option<String>) {
        match self {
            Self::Unasked => (None, None),
            Self::Clean => (Some("clean"), None),
            Self::Infected(what) => (Some("infected"), Some(what.clone())),
            Self::Unreadable(why) => (Some("unreadable"), Some(why.clone())),
        }
    }
}

/// A file as stored; its bytes are the blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// SHA-256 of its bytes, hex.
    pub blob: String,
    /// Name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Size.
    pub bytes: u64,
    /// The browser that uploaded it.
    pub visitor: Option<VisitorId>,
    /// The colleague who uploaded it.
    pub user: Option<UserId>,
    /// The message that took it.
    pub message: Option<MessageId>,
    /// When it came.
    pub created_at: Timestamp,
    /// What a virus scanner said of it.
    pub scan: Scan,
}

impl Attachment {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            blob: row.blob,
            name: row.name,
            mime: row.mime,
            bytes: count("bytes", row.bytes)?,
            visitor: row.visitor.map(Into::into),
            user: row.user_id.map(Into::into),
            message: row.message.map(Into::into),
            created_at: time(row.created_at)?,
            scan: Scan::from_row(row.scan.as_deref(), row.scan_said)?,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        let (scan, scan_said) = self.scan.to_row();
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            blob: self.blob.clone(),
            name: self.name.clone(),
            mime: self.mime.clone(),
            bytes: self.bytes.try_into().unwrap_or(i64::MAX),
            visitor: self.visitor.map(Into::into),
            user_id: self.user.map(Into::into),
            message: self.message.map(Into::into),
            created_at: micros(self.created_at),
            scan: scan.map(str::to_owned),
            scan_said,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Stores new files.
pub async fn insert(tx: &Tx<'_>, files: &[Attachment]) -> Result<(), StoreError> {
    for part in files.chunks(100) {
        row::Entity::insert_many(part.iter().map(|file| file.to_row(tx).into_active_model()))
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

/// One file.
pub async fn get(scope: &Scope<'_>, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
    of(scope)
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?
        .map(Attachment::from_row)
        .transpose()
}

/// Several files, in no order.
pub async fn many(scope: &Scope<'_>, ids: &[AttachmentId]) -> Result<Vec<Attachment>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = of(scope)
        .filter(row::Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
        .all(scope.db())
        .await?;
    rows.into_iter().map(Attachment::from_row).collect()
}

/// The files that came under one visitor's id, taken by a message or not, oldest first.
pub async fn of_visitor(
    scope: &Scope<'_>,
    visitor: VisitorId,
) -> Result<Vec<Attachment>, StoreError> {
    let rows = of(scope)
        .filter(row::Column::Visitor.eq(visitor.0))
        // Ordered by the key alone, SQLite goes through all files of the tenant.
        .order_by_asc(row::Column::CreatedAt)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Attachment::from_row).collect()
}

/// The files of some messages, in the order in which they came.
pub async fn of_messages(
    scope: &Scope<'_>,
    messages: &[MessageId],
) -> Result<Vec<Attachment>, StoreError> {
    let mut found = Vec::new();
    for part in messages.chunks(500) {
        let rows = of(scope)
            .filter(row::Column::Message.is_in(one_of(part.iter().map(|id| id.0))))
            .order_by_asc(row::Column::CreatedAt)
            .order_by_asc(row::Column::Id)
            .all(scope.db())
            .await?;
        found.extend(rows);
    }
    found.into_iter().map(Attachment::from_row).collect()
}

/// Gives files to the message that took them.
pub async fn take(tx: &Tx<'_>, ids: &[AttachmentId], message: MessageId) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    row::Entity::update_many()
        .col_expr(row::Column::Message, Expr::value(Some(message.0)))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Files of which no scanner has said anything, the oldest first. Crosses tenants: all wait equally
/// long.
pub async fn unscanned(
    scope: &System<'_>,
    limit: u64,
) -> Result<Vec<(TenantId, Attachment)>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::Scan.is_null())
        .order_by_asc(row::Column::CreatedAt)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(|row| Ok((TenantId(row.tenant), Attachment::from_row(row)?))).collect()
}

/// Notes what a scanner said; answers whether that was not known. What was found in a file stays.
pub async fn set_scan(tx: &Tx<'_>, id: AttachmentId, scan: &Scan) -> Result<bool, StoreError> {
    let (state, said) = scan.to_row();
    let known = row::Column::Scan.is_null().or(row::Column::Scan.eq("unreadable"));
    let other = row::Column::Scan.is_null().or(row::Column::Scan.ne(state));
    let changed = row::Entity::update_many()
        .col_expr(row::Column::Scan, Expr::value(state))
        .col_expr(row::Column::ScanSaid, Expr::value(said))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .filter(known)
        .filter(other)
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Removes at most `limit` files that came before an instant and that no message took; returns how
/// many. Files that came with an input of the journal, under its id, stay until that is filed.
/// Crosses tenants: all wait equally long.
pub async fn delete_untaken(
    tx: &SystemTx<'_>,
    (visitors, colleagues): (Timestamp, Timestamp),
    limit: u64,
) -> Result<u64, StoreError> {
    let untaken = || {
        let visitors =
            row::Column::CreatedAt.lt(micros(visitors)).and(row::Column::UserId.is_null());
        let came = visitors.or(row::Column::CreatedAt.lt(micros(colleagues)));
        let journalled = intake::Entity::find()
            .select_only()
            .column(intake::Column::Id)
            .filter(intake::Column::State.eq(IntakeState::Received.as_str()))
            .into_query();
        let free =
            row::Column::Visitor.is_null().or(row::Column::Visitor.not_in_subquery(journalled));
        row::Column::Message.is_null().and(came).and(free)
    };
    let ids: Vec<uuid::Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(untaken())
        .limit(limit)
        .into_tuple()
        .all(tx.db())
        .await?;
    let old = row::Entity::delete_many().filter(row::Column::Id.is_in(ids)).filter(untaken());
    Ok(old.exec(tx.db()).await?.rows_affected)
}

/// Bytes a browser has uploaded since an instant.
pub async fn bytes_of_visitor(
    scope: &Scope<'_>,
    visitor: VisitorId,
    since: Timestamp,
) -> Result<u64, StoreError> {
    #[derive(FromQueryResult)]
    struct Line {
        bytes: i64,
    }
    let lines = of(scope)
        .select_only()
        .column(row::Column::Bytes)
        .filter(row::Column::Visitor.eq(visitor.0))
        .filter(row::Column::CreatedAt.gte(micros(since)))
        .into_model::<Line>()
        .all(scope.db())
        .await?;
    Ok(lines.iter().map(|line| u64::try_from(line.bytes).unwrap_or(0)).sum())
}
