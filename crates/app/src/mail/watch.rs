//! Watching mailboxes by IMAP: everything after the durable cursor is fetched, journalled, and
//! only then marked as read. After an outage the cursor knows what was missed.

use std::collections::HashMap;
use std::time::Duration;

use channels::email::ServerError;
use channels::email::imap::{ImapSettings, Mailbox, MailboxCursor, RawContent, RawMail};
use model::{ChannelId, ChannelKind, TenantId};
use store::channel::{self, Channel};
use store::{StoreError, TenantStore};
use tokio::task::JoinSet;

use super::masked::without_numbers;
use super::settings::MailSettings;
use crate::App;
use crate::intake::journal;

/// How often settings are compared with what runs.
const SETTINGS_PAUSE: Duration = Duration::from_secs(5);
/// Mails of one batch: one transaction, one round of marking.
const BATCH: usize = 50;
/// Longest wait for news before the folder is looked at anyway.
const IDLE: Duration = Duration::from_secs(5 * 60);
/// First and longest pause after trouble.
const PAUSE_MIN: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// Keeps one watcher per active mail channel; a changed channel gets a new one.
pub(super) async fn all(app: App) {
    let mut running: HashMap<(TenantId, ChannelId), (i64, tokio::task::AbortHandle)> =
        HashMap::new();
    let mut tasks = JoinSet::new();
    loop {
        while tasks.try_join_next().is_some() {}
        match channel::active_of_kind(&app.store.system(), ChannelKind::Email).await {
            Ok(channels) => {
                running.retain(|(tenant, id), (version, task)| {
                    let same = channels
                        .iter()
                        .any(|(t, c)| t == tenant && c.id == *id && c.version == *version);
                    if !same {
                        task.abort();
                    }
                    same && !task.is_finished()
                });
                for (tenant, channel) in channels {
                    let key = (tenant, channel.id);
                    if running.contains_key(&key) {
                        continue;
                    }
                    let version = channel.version;
                    let task = tasks.spawn(one(app.clone(), tenant, channel));
                    running.insert(key, (version, task));
                }
            }
            Err(error) => tracing::warn!(%error, "mail channels could not be read"),
        }
        tokio::time::sleep(SETTINGS_PAUSE).await;
    }
}

/// Watches one mailbox for ever.
async fn one(app: App, tenant: TenantId, channel: Channel) {
    let store = app.of(tenant);
    let settings = match MailSettings::open(&app, tenant, &channel) {
        Ok(settings) => settings,
        Err(error) => return tracing::error!(%error, "a mail channel cannot be opened"),
    };
    let Some(imap) = settings.imap() else {
        // Nothing to fetch: mail comes by the SMTP receiver. Ends when the settings change.
        return std::future::pending().await;
    };
    let mut pause = PAUSE_MIN;
    loop {
        let trouble = match session(&app, &store, (channel.id, &imap)).await {
            Ok(never) => match never {},
            Err(trouble) => trouble,
        };
        // What the server said names people; it stands on the channel's page.
        tracing::warn!(channel = %channel.id, code = trouble.code, "a mailbox is in trouble");
        note(&app, &store, channel.id, Some(trouble.to_string())).await;
        if trouble.worked {
            pause = PAUSE_MIN;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Why a session with a mailbox ended.
#[derive(Debug)]
struct Trouble {
    /// For the channel's page.
    what: String,
    /// For the program's log.
    code: &'static str,
    /// Whether it had worked before.
    worked: bool,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}

impl From<ServerError> for Trouble {
    fn from(error: ServerError) -> Self {
        Self { what: error.to_string(), code: error.code(), worked: false }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self { what: error.to_string(), code: "store", worked: false }
    }
}

async fn session(
    app: &App,
    store: &TenantStore,
    (channel, imap): (ChannelId, &ImapSettings),
) -> Result<std::convert::Infallible, Trouble> {
    let mut mailbox = Mailbox::select(imap).await?;
    let uid_validity = mailbox.state().uid_validity;
    note(app, store, channel, None).await;
    let mut cursor = cursor_of(store, channel).await?.resume(&imap.place(), uid_validity);
    let worked = |mut trouble: Trouble| {
        trouble.worked = true;
        trouble
    };
    loop {
        loop {
            let mails =
                mailbox.fetch_after(cursor.last_uid, BATCH).await.map_err(|e| worked(e.into()))?;
            if mails.is_empty() {
                break;
            }
            let uids: Vec<u32> = mails.iter().map(|mail| mail.uid).collect();
            cursor = uids.iter().fold(cursor, |cursor, uid| cursor.advance(*uid));
            take_over(app, store, (channel, &cursor), mails).await.map_err(worked_store)?;
            // Only now is it ours: a full disk leaves the mail unread in its mailbox.
            mailbox.mark_seen(&uids).await.map_err(|e| worked(e.into()))?;
        }
        mailbox.idle(IDLE).await.map_err(|e| worked(e.into()))?;
    }
}

fn worked_store(error: StoreError) -> Trouble {
    Trouble { worked: true, ..error.into() }
}

async fn take_over(
    app: &App,
    store: &TenantStore,
    (channel, cursor): (ChannelId, &MailboxCursor),
    mails: Vec<RawMail>,
) -> Result<(), StoreError> {
    let mut arrivals = Vec::with_capacity(mails.len());
    for mail in mails {
        let raw = without_numbers(raw(mail, cursor.uid_validity)).await;
        arrivals.push(journal::keep(store, channel, raw).await?);
    }
    let cursor = serde_json::to_value(cursor).unwrap_or_default();
    journal::enter(app, store, arrivals, Some((channel, cursor))).await
}

/// The bytes of a mail. What could not be fetched whole is kept as far as it goes, so that it
/// becomes visible work instead of being forgotten.
fn raw(mail: RawMail, uid_validity: u32) -> Vec<u8> {
    match mail.content {
        RawContent::Whole(bytes) => bytes,
        RawContent::HeaderOnly { mut header, bytes } => {
            let note = format!("X-Madoguchi-Too-Large: {bytes}\r\n");
            header.splice(0..0, note.into_bytes());
            header
        }
        RawContent::Unreadable { detail } => format!(
            "X-Madoguchi-Unreadable: uid {} of {uid_validity}\r\n\r\n{detail}\r\n",
            mail.uid
        )
        .into_bytes(),
    }
}

async fn cursor_of(store: &TenantStore, id: ChannelId) -> Result<MailboxCursor, StoreError> {
    let channel = channel::get(store, id).await?.ok_or(StoreError::NotFound("channel"))?;
    Ok(serde_json::from_value(channel.cursor).unwrap_or_default())
}

/// Shows on the channel's page whether it works.
async fn note(app: &App, store: &TenantStore, id: ChannelId, trouble: Option<String>) {
    let noted = store
        .write(app.now(), move |tx| {
            Box::pin(async move { channel::set_health(tx, id, trouble).await })
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(%error, "a channel's health could not be noted");
    }
}
