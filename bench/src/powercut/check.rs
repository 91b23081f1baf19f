//! What a data folder holds after a power cut.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use jiff::Timestamp;
use model::event::{EventBody, NewEvent};
use model::{Actor, MessageId};
use sqlx::Connection as _;
use sqlx::sqlite::SqliteSynchronous;
use store::{BlobId, Store, StoreError, StoreOptions, log, message};

use super::acks::{Ack, Stored};
use super::writer::{SECRET, TENANT, WRITERS, case_id, message_id, open_raw, writer_of};

/// More events and messages than any image holds.
const ALL: u64 = 10_000_000;

/// Opens an image with the product's store and looks at all of it; says how many acknowledged
/// messages are not there. With `rows`, messages have rows and files besides their events.
///
/// # Errors
/// When anything is damaged, doubled, out of order, or would be given out twice.
pub(super) async fn image(data: &Path, acks: &[Ack], rows: bool) -> anyhow::Result<usize> {
    let store = Store::open(StoreOptions::new(data)).await.context("the store does not open")?;
    sound(data).await?;
    let events = events(&store).await?;
    let stored: Vec<&Stored> = acks
        .iter()
        .filter_map(|ack| match ack {
            Ack::Stored(stored) => Some(stored),
            Ack::Sealed(_) => None,
        })
        .collect();
    let mut lost = BTreeSet::new();
    for one in &stored {
        match events.get(&one.seq) {
            Some(message) if *message == one.message => {}
            Some(_) => bail!("position {} was given out twice", one.seq),
            None => drop(lost.insert(one.message)),
        }
    }
    if rows {
        lost.extend(without_row(&store, &stored).await?);
        lost.extend(without_file(&store, &stored).await?);
    }
    let sealed = acks.iter().find_map(|ack| match ack {
        Ack::Sealed(hex) => Some(hex),
        Ack::Stored(_) => None,
    });
    if let Some(hex) = sealed {
        let opened = store.sealer().unseal(TENANT, "test", &bytes(hex)?);
        ensure!(opened? == SECRET, "a sealed secret has changed");
    }
    next_is_new(&store, &events).await?;
    store.close().await?;
    Ok(lost.len())
}

/// SQLite's own checks.
async fn sound(data: &Path) -> anyhow::Result<()> {
    let mut connection = open_raw(data, SqliteSynchronous::Full).await?;
    let found: Vec<(String,)> =
        sqlx::query_as("PRAGMA integrity_check").fetch_all(&mut connection).await?;
    ensure!(found == [("ok".to_owned(),)], "integrity check: {found:?}");
    let orphans = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await?;
    ensure!(orphans.is_empty(), "{} rows refer to nothing", orphans.len());
    Ok(connection.close().await?)
}

/// The messages on the log by position; each stands there once.
async fn events(store: &Store) -> anyhow::Result<BTreeMap<i64, MessageId>> {
    let (mut found, mut seen, mut last) = (BTreeMap::new(), BTreeSet::new(), 0);
    for (_, event) in log::tail::events_after(&store.system(), 0, ALL).await? {
        ensure!(event.seq > last, "position {} after {last}", event.seq);
        last = event.seq;
        if let EventBody::MessageReceived { message, .. } = event.body {
            ensure!(seen.insert(message), "a message stands on the log twice");
            found.insert(event.seq, message);
        }
    }
    Ok(found)
}

/// Each writer's messages are there from its first one on without a gap, in order, no more than
/// one of them beyond what was acknowledged; returns the acknowledged ones without a row.
async fn without_row(store: &Store, acks: &[&Stored]) -> anyhow::Result<Vec<MessageId>> {
    let tenant = store.tenant(TENANT);
    let mut lost = Vec::new();
    for writer in 0..WRITERS {
        let mut rows = message::thread(&tenant, case_id(writer), i64::MAX, ALL).await?;
        rows.reverse();
        for (n, row) in rows.iter().enumerate() {
            ensure!(row.id == message_id(writer, n), "writer {writer}: number {n} is another");
            ensure!(row.text.starts_with(&format!("{n} of {writer}: ")), "a text has changed");
        }
        let own: Vec<MessageId> = acks.iter().map(|ack| ack.message).collect();
        let own: Vec<MessageId> =
            own.into_iter().filter(|id| writer_of(*id) == writer as u128).collect();
        ensure!(rows.len() <= own.len() + 1, "writer {writer}: more than it sent");
        lost.extend(own.into_iter().skip(rows.len()));
    }
    Ok(lost)
}

/// Acknowledged files are what they were; returns the messages whose file is not there.
async fn without_file(store: &Store, acks: &[&Stored]) -> anyhow::Result<Vec<MessageId>> {
    let mut lost = Vec::new();
    for ack in acks {
        let Some(hash) = &ack.blob else { continue };
        match store.blobs().get(&hash.parse::<BlobId>()?).await {
            // The store compares the bytes with their hash.
            Ok(_) => {}
            Err(StoreError::NotFound(_)) => lost.push(ack.message),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(lost)
}

/// The image takes a further event, at a position nobody had before.
async fn next_is_new(store: &Store, events: &BTreeMap<i64, MessageId>) -> anyhow::Result<()> {
    let event = NewEvent::bare(Actor::System, EventBody::CustomerCreated);
    let next = store.tenant(TENANT).write_events(Timestamp::UNIX_EPOCH, vec![event]).await?;
    let last = events.last_key_value().map_or(0, |(seq, _)| *seq);
    ensure!(next.last_seq > last, "position {} comes again", next.last_seq);
    Ok(())
}

fn bytes(hex: &str) -> anyhow::Result<Vec<u8>> {
    let pairs = (0..hex.len()).step_by(2);
    pairs
        .map(|at| Ok(u8::from_str_radix(hex.get(at..at + 2).context("half a byte")?, 16)?))
        .collect()
}
