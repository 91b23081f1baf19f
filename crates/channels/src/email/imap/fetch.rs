//! Fetching mail in batches of bounded size. One mail that the server cannot deliver never stops
//! the others.

use std::time::Duration;

use async_imap::Session;
use async_imap::types::{Fetch, Flag};
use futures_util::TryStreamExt;
use jiff::Timestamp;
use model::limits::MAIL_BYTES_MAX;
use tokio::time::timeout;

use super::super::net::AnyWire;
use super::super::server_error::ServerError;
use super::{command, imap_error};

/// Bytes after which a batch is full, and after which one call returns.
const BATCH_BYTES: usize = 16 * 1024 * 1024;
const CALL_BYTES: usize = 64 * 1024 * 1024;
/// Mails of one FETCH command.
const BATCH_MAILS: usize = 50;
/// Time for one batch; a slow line carries 16 MiB in it at 0.5 Mbit/s.
const BATCH_SECONDS: u64 = 300;

/// A mail as the server gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMail {
    /// Its number in the folder.
    pub uid: u32,
    /// When the server received it.
    pub internal_date: Option<Timestamp>,
    /// Whether it was already marked as read.
    pub seen: bool,
    /// What could be fetched.
    pub content: RawContent,
}

/// What could be fetched of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawContent {
    /// All of it.
    Whole(Vec<u8>),
    /// Only the header, because the mail is bigger than `model::limits::MAIL_BYTES_MAX`.
    HeaderOnly {
        /// The header.
        header: Vec<u8>,
        /// Bytes of the whole mail.
        bytes: usize,
    },
    /// The server lists the mail and fails to deliver it.
    Unreadable {
        /// What it says.
        detail: String,
    },
}

/// What a mail weighs, before it is fetched.
struct Listed {
    uid: u32,
    bytes: usize,
    internal_date: Option<Timestamp>,
    seen: bool,
}

pub(super) async fn after(
    session: &mut Session<AnyWire>,
    uid: u32,
    max: usize,
) -> Result<Vec<RawMail>, ServerError> {
    let Some(first) = uid.checked_add(1) else { return Ok(Vec::new()) };
    let found = command(session.uid_search(format!("UID {first}:*"))).await?;
    // "n:*" always names the last mail, even when its number is below n.
    let mut uids: Vec<u32> = found.into_iter().filter(|found| *found > uid).collect();
    uids.sort_unstable();
    uids.truncate(max);
    let mut mails = Vec::new();
    let mut total = 0;
    for chunk in uids.chunks(BATCH_MAILS) {
        for batch in batches(list(session, chunk).await?) {
            if total >= CALL_BYTES {
                return Ok(mails);
            }
            total += batch.iter().map(|mail| mail.bytes.min(MAIL_BYTES_MAX)).sum::<usize>();
            mails.extend(fetch(session, batch).await?);
        }
    }
    Ok(mails)
}

/// A UID set such as `3:5,8`.
pub(super) fn uid_set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &uid in uids {
        match ranges.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(uid) => *end = uid,
            _ => ranges.push((uid, uid)),
        }
    }
    let range = |(start, end): &(u32, u32)| {
        if start == end { start.to_string() } else { format!("{start}:{end}") }
    };
    ranges.iter().map(range).collect::<Vec<_>>().join(",")
}

async fn list(session: &mut Session<AnyWire>, uids: &[u32]) -> Result<Vec<Listed>, ServerError> {
    let query = "(UID RFC822.SIZE INTERNALDATE FLAGS)";
    let set = uid_set(uids);
    let answers =
        command(async { session.uid_fetch(&set, query).await?.try_collect::<Vec<Fetch>>().await })
            .await?;
    let mut listed: Vec<Listed> = answers
        .iter()
        .filter_map(|fetch| {
            Some(Listed {
                uid: fetch.uid.filter(|uid| uids.contains(uid))?,
                bytes: fetch.size.map_or(0, |size| size as usize),
                internal_date: fetch
                    .internal_date()
                    .and_then(|date| Timestamp::from_second(date.timestamp()).ok()),
                seen: fetch.flags().any(|flag| flag == Flag::Seen),
            })
        })
        .collect();
    listed.sort_unstable_by_key(|mail| mail.uid);
    listed.dedup_by_key(|mail| mail.uid);
    Ok(listed)
}

/// Cuts a list into batches; a mail that is too big stands alone.
fn batches(listed: Vec<Listed>) -> Vec<Vec<Listed>> {
    let mut batches: Vec<Vec<Listed>> = Vec::new();
    let mut bytes = usize::MAX;
    for mail in listed {
        let alone = mail.bytes > MAIL_BYTES_MAX;
        if alone || bytes.saturating_add(mail.bytes) > BATCH_BYTES {
            batches.push(Vec::new());
            bytes = 0;
        }
        bytes = if alone { usize::MAX } else { bytes + mail.bytes };
        if let Some(batch) = batches.last_mut() {
            batch.push(mail);
        }
    }
    batches
}

async fn fetch(
    session: &mut Session<AnyWire>,
    batch: Vec<Listed>,
) -> Result<Vec<RawMail>, ServerError> {
    let uids: Vec<u32> = batch.iter().map(|mail| mail.uid).collect();
    let whole = batch.iter().all(|mail| mail.bytes <= MAIL_BYTES_MAX);
    let bodies = match bodies(session, &uids, whole).await {
        // The server refuses the batch; below it is asked for each mail by itself.
        Err(ServerError::Protocol { .. }) => Vec::new(),
        fetched => fetched?,
    };
    let mut mails = Vec::with_capacity(batch.len());
    for listed in batch {
        let found = bodies.iter().position(|(uid, _)| *uid == listed.uid);
        let content = match found.and_then(|at| bodies.get(at)) {
            Some((_, bytes)) => content(bytes.clone(), listed.bytes),
            None => alone(session, &listed, whole).await?,
        };
        if let Some(content) = content_or_gone(content) {
            let Listed { uid, internal_date, seen, .. } = listed;
            mails.push(RawMail { uid, internal_date, seen, content });
        }
    }
    Ok(mails)
}

/// Fetches one mail that was missing in its batch.
async fn alone(
    session: &mut Session<AnyWire>,
    listed: &Listed,
    whole: bool,
) -> Result<RawContent, ServerError> {
    match bodies(session, &[listed.uid], whole).await {
        Ok(found) => Ok(found
            .into_iter()
            .next()
            .map_or(RawContent::Unreadable { detail: String::new() }, |(_, bytes)| {
                content(bytes, listed.bytes)
            })),
        Err(ServerError::Protocol { detail }) => Ok(RawContent::Unreadable { detail }),
        Err(error) => Err(error),
    }
}

/// A mail that the server answers nothing about has been deleted meanwhile.
fn content_or_gone(content: RawContent) -> Option<RawContent> {
    match content {
        RawContent::Unreadable { detail } if detail.is_empty() => None,
        content => Some(content),
    }
}

fn content(bytes: Vec<u8>, size: usize) -> RawContent {
    if size > MAIL_BYTES_MAX {
        RawContent::HeaderOnly { header: bytes, bytes: size }
    } else {
        RawContent::Whole(bytes)
    }
}

/// Fetches bodies, or headers of mails that are too big; PEEK leaves the flags alone.
async fn bodies(
    session: &mut Session<AnyWire>,
    uids: &[u32],
    whole: bool,
) -> Result<Vec<(u32, Vec<u8>)>, ServerError> {
    let query = if whole { "(UID BODY.PEEK[])" } else { "(UID BODY.PEEK[HEADER])" };
    let set = uid_set(uids);
    let work = async {
        let answers = session.uid_fetch(&set, query).await?;
        answers
            .try_filter_map(|fetch| async move {
                let bytes = if whole { fetch.body() } else { fetch.header() };
                Ok(fetch.uid.zip(bytes.map(<[u8]>::to_vec)))
            })
            .try_collect::<Vec<_>>()
            .await
    };
    match timeout(Duration::from_secs(BATCH_SECONDS), work).await {
        Err(_) => Err(ServerError::Timeout),
        Ok(done) => done.map_err(imap_error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uid_sets_are_short() {
        assert_eq!(uid_set(&[1, 2, 3, 5, 7, 8]), "1:3,5,7:8");
        assert_eq!(uid_set(&[9]), "9");
        assert_eq!(uid_set(&[u32::MAX]), u32::MAX.to_string());
        assert_eq!(uid_set(&[]), "");
    }

    #[test]
    fn batches_are_bounded_and_giants_stand_alone() {
        let listed = |bytes: &[usize]| {
            bytes
                .iter()
                .zip(1_u32..)
                .map(|(bytes, uid)| Listed { uid, bytes: *bytes, internal_date: None, seen: false })
                .collect::<Vec<_>>()
        };
        let shape =
            |bytes: &[usize]| batches(listed(bytes)).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(shape(&[10, 10, 10]), [3]);
        assert_eq!(shape(&[BATCH_BYTES - 5, 5, 1]), [2, 1]);
        assert_eq!(shape(&[10, MAIL_BYTES_MAX + 1, 10, 10]), [1, 1, 2]);
        assert_eq!(shape(&[]), Vec::<usize>::new());
    }
}
