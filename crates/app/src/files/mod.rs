//! Files: taken in, shown, handed out. What a file is, its content says, not its sender.

mod kind;
mod name;
pub mod scan;
pub mod tidy;

use std::str::FromStr as _;

use api::file::{Download, FileView, Upload};
use api::ports::Files;
use api::{Answer, Caller, Code, Problem};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use model::limits::{ATTACHMENT_BYTES_MAX, UPLOAD_BYTES_PER_VISITOR_DAY};
use model::{AttachmentId, TenantId, UserId, VisitorId};
use store::attachment::{self, Attachment, Scan};
use store::{BlobId, Sealer, StoreError, Tx};

use crate::App;
use crate::failure::{Failure, OrProblem};
use crate::tokens::file_url;

pub use kind::VISITOR_TYPES;

/// Seconds after which a visitor whose quota is used up may look again.
const QUOTA_RETRY_SECONDS: u32 = 3_600;

/// Who brings a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A browser of the web chat.
    Visitor(VisitorId),
    /// A colleague.
    User(UserId),
}

/// A file as the desk sees it.
#[must_use]
pub fn desk_view(file: &Attachment) -> FileView {
    FileView {
        id: file.id,
        name: file.name.clone(),
        mime: file.mime.clone(),
        bytes: file.bytes,
        url: format!("/api/v1/files/{}", file.id),
        infected: match &file.scan {
            Scan::Infected(what) => Some(what.clone()),
            _ => None,
        },
        program: kind::may_run(&file.name),
    }
}

/// A file as its visitor sees it: its address carries a signature.
#[must_use]
pub fn chat_view(sealer: &Sealer, tenant: TenantId, file: &Attachment) -> FileView {
    FileView { url: file_url(sealer, tenant, file.id), ..desk_view(file) }
}

/// Keeps a file until a message takes it.
///
/// # Errors
/// `too_large`, `file_type`, `infected`, `too_many` when a visitor's quota is used up, and the
/// store's.
pub async fn keep(app: &App, tenant: TenantId, upload: Upload, owner: Owner) -> Answer<Attachment> {
    let (store, now) = (&app.of(tenant), app.now());
    if upload.content.len() > ATTACHMENT_BYTES_MAX {
        return Err(too_large());
    }
    if upload.content.is_empty() {
        return Err(Problem::invalid("file", "ファイルが空です。", "The file is empty."));
    }
    let known = kind::detect(&upload.name, &upload.content);
    let (mime, extension) = match (known, owner) {
        (Some(kind), _) => (kind.mime, kind.extension),
        (None, Owner::User(_)) => (kind::UNKNOWN, None),
        (None, Owner::Visitor(_)) => return Err(Problem::new(Code::FileType)),
    };
    let bytes = upload.content.len() as u64;
    if let Owner::Visitor(visitor) = owner {
        check_quota(store, now, visitor, bytes).await.or_problem()?;
    }
    let scan = scan::upload(app, &upload.content).await?;
    let blob = store.blobs().put(upload.content).await.or_problem()?;
    let (visitor, user) = match owner {
        Owner::Visitor(id) => (Some(id), None),
        Owner::User(id) => (None, Some(id)),
    };
    let kept = Attachment {
        id: store.id(now),
        blob: blob.as_str().to_owned(),
        name: name::clean(&upload.name, extension),
        mime: mime.to_owned(),
        bytes,
        visitor,
        user,
        message: None,
        created_at: now,
        scan,
    };
    let row = kept.clone();
    store
        .write(now, move |tx| Box::pin(async move { write(tx, &row).await }))
        .await
        .or_problem()?;
    Ok(kept)
}

fn too_large() -> Problem {
    let megabytes = ATTACHMENT_BYTES_MAX / (1024 * 1024);
    Problem::new(Code::TooLarge).with(
        format!("ファイルは1件{megabytes}MBまでです。"),
        format!("A file may have at most {megabytes} MB."),
    )
}

/// Uploads at the same time are counted here, one after the other.
async fn write(tx: &Tx<'_>, file: &Attachment) -> Result<(), Failure> {
    if let Some(visitor) = file.visitor {
        check_quota(tx, file.created_at, visitor, file.bytes).await?;
    }
    attachment::insert(tx, std::slice::from_ref(file)).await?;
    Ok(())
}

async fn check_quota(
    scope: &store::Scope<'_>,
    now: Timestamp,
    visitor: VisitorId,
    more: u64,
) -> Result<(), Failure> {
    let since = now - SignedDuration::from_hours(24);
    let used = attachment::bytes_of_visitor(scope, visitor, since).await?;
    if used.saturating_add(more) <= UPLOAD_BYTES_PER_VISITOR_DAY {
        return Ok(());
    }
    let megabytes = UPLOAD_BYTES_PER_VISITOR_DAY / (1024 * 1024);
    Err(Problem::new(Code::TooMany)
        .with(
            format!("送信できるファイルは1日{megabytes}MBまでです。"),
            format!("At most {megabytes} MB of files per day."),
        )
        .retry_after(QUOTA_RETRY_SECONDS)
        .into())
}

/// A file of the tenant with its content.
///
/// # Errors
/// `not_found`, `infected`, `unscanned`, and the store's.
pub async fn download(app: &App, tenant: TenantId, id: AttachmentId) -> Answer<Download> {
    let found = attachment::get(&app.of(tenant), id).await.or_problem()?;
    content(app, tenant, found.ok_or(Problem::new(Code::NotFound))?).await
}

async fn content(app: &App, tenant: TenantId, file: Attachment) -> Answer<Download> {
    scan::handing_out(app, tenant, &file).await?;
    let store = app.of(tenant);
    let blob = BlobId::from_str(&file.blob).or_problem()?;
    let (content, bytes) = store.blobs().open_blob(&blob).await.or_problem()?;
    if bytes != file.bytes {
        let broken = format!("blob {blob} has {bytes} bytes instead of {}", file.bytes);
        return Err(StoreError::Corrupt(broken)).or_problem();
    }
    Ok(Download {
        inline: kind::may_be_shown(&file.mime),
        name: file.name,
        mime: file.mime,
        bytes,
        content: Box::new(content),
    })
}

#[async_trait]
impl Files for App {
    async fn upload(&self, by: &Caller, file: Upload) -> Answer<FileView> {
        let kept = keep(self, by.tenant, file, Owner::User(by.user)).await?;
        Ok(desk_view(&kept))
    }

    async fn download(&self, by: &Caller, file: AttachmentId) -> Answer<Download> {
        let store = self.of(by.tenant);
        let found = attachment::get(&store, file).await.or_problem()?;
        let found = found
            .filter(|file| file.message.is_some() || file.user == Some(by.user))
            .ok_or(Problem::new(Code::NotFound))?;
        content(self, by.tenant, found).await
    }
}
