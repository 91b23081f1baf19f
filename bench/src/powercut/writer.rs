//! The recorded program: messages with files through the store, or rows by raw SQL for comparison.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use model::event::{EventBody, NewEvent};
use model::{
    Actor, AttachmentId, CaseId, CaseStatus, ChannelId, CustomerId, InteractionId,
    InteractionState, Medium, MessageId, MessageKind, Priority, QueueId, TenantId,
};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use store::attachment::{self, Attachment, Scan};
use store::case::{self, Case};
use store::customer::{self, Customer};
use store::interaction::{self, Interaction};
use store::message::{self, Message};
use store::tenant::{self, Tenant};
use store::{Store, StoreError, StoreOptions, TenantStore, Tx};
use uuid::Uuid;

use super::acks::{Ack, Acks, Stored};

/// The tenant that is written to.
pub(super) const TENANT: TenantId = TenantId::from_u128(0xa);
/// What is sealed with the folder's key.
pub(super) const SECRET: &[u8] = b"the mailbox's password";
/// Writers at the same time.
pub(super) const WRITERS: usize = 16;
/// Every so many messages one has a file.
const FILE_EVERY: usize = 4;
/// Characters of a message: enough that the write-ahead log is checkpointed several times.
const TEXT_CHARS: usize = 1_500;
/// Rows of one raw transaction.
const RAW_ROWS: usize = 8;

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The product's store.
    Store,
    /// Raw SQL with `synchronous=FULL`, as the store's connections have it.
    RawFull,
    /// Raw SQL with `synchronous=NORMAL`, the usual advice for WAL.
    RawNormal,
}

impl Way {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::RawFull => "raw_full",
            Self::RawNormal => "raw_normal",
        }
    }
}

/// One life of the recorded program.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) way: Way,
    /// Which life; their messages have different ids.
    pub(super) life: usize,
    pub(super) messages: usize,
    /// Whether it closes the store in the end, as a polite stop does.
    pub(super) close: bool,
    pub(super) data: PathBuf,
    pub(super) acks: PathBuf,
}

impl Job {
    /// As text for the command line.
    pub(super) fn text(&self) -> String {
        let (way, data, acks) = (self.way.name(), self.data.display(), self.acks.display());
        format!("{way}|{}|{}|{}|{data}|{acks}", self.life, self.messages, self.close)
    }
}

impl FromStr for Job {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let parts: Vec<&str> = text.split('|').collect();
        let [way, life, messages, close, data, acks] = parts.as_slice() else {
            bail!("not a job: {text}");
        };
        let ways = [Way::Store, Way::RawFull, Way::RawNormal];
        Ok(Self {
            way: ways.into_iter().find(|one| one.name() == *way).context("no such way")?,
            life: life.parse()?,
            messages: messages.parse()?,
            close: close.parse()?,
            data: data.into(),
            acks: acks.into(),
        })
    }
}

/// Does a job; then the process should end.
pub(super) async fn work(job: Job) -> anyhow::Result<()> {
    let acks = Arc::new(Acks::open(&job.acks)?);
    let store = Store::open(StoreOptions::new(&job.data)).await?;
    if job.life == 0 {
        let sealed = store.sealer().seal(TENANT, "test", SECRET)?;
        acks.say(&Ack::Sealed(sealed.iter().map(|byte| format!("{byte:02x}")).collect()))?;
        prepare(&store).await?;
    }
    if job.way != Way::Store {
        store.close().await?;
        return raw(&job, &acks).await;
    }
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let (tenant, acks, job) = (store.tenant(TENANT), Arc::clone(&acks), job.clone());
        writers.spawn(async move { talk(&tenant, &acks, (&job, writer)).await });
    }
    while let Some(ended) = writers.join_next().await {
        ended??;
    }
    if job.close {
        store.close().await?;
    }
    Ok(())
}

/// One writer: the next message only after the one before was acknowledged.
async fn talk(
    tenant: &TenantStore,
    acks: &Acks,
    (job, writer): (&Job, usize),
) -> anyhow::Result<()> {
    let each = job.messages / WRITERS;
    for n in job.life * each..(job.life + 1) * each {
        let blob = if n % FILE_EVERY == 0 {
            Some(tenant.blobs().put(file(writer, n)).await?.to_string())
        } else {
            None
        };
        let (id, named) = (message_id(writer, n), blob.clone());
        let done = tenant
            .write(at(n), move |tx| Box::pin(async move { write(tx, (writer, n), named).await }))
            .await?;
        acks.say(&Ack::Stored(Stored { seq: done.value, message: id, blob }))?;
    }
    Ok(())
}

async fn write(
    tx: &mut Tx<'_>,
    (writer, n): (usize, usize),
    blob: Option<String>,
) -> Result<i64, StoreError> {
    let id = message_id(writer, n);
    let event = NewEvent {
        customer: Some(CustomerId(place(writer))),
        case: Some(case_id(writer)),
        interaction: Some(InteractionId(place(writer))),
        actor: Actor::Customer,
        body: EventBody::MessageReceived { message: id, automatic: false },
    };
    let seq = tx.append(event).await?;
    message::insert(tx, &a_message((writer, n), seq, tx.now())).await?;
    if let Some(blob) = blob {
        let file = Attachment {
            id: AttachmentId(id.0),
            blob,
            name: "file.bin".to_owned(),
            mime: "application/octet-stream".to_owned(),
            bytes: file(writer, n).len() as u64,
            visitor: None,
            user: None,
            message: Some(id),
            created_at: tx.now(),
            scan: Scan::Unasked,
        };
        attachment::insert(tx, &[file]).await?;
    }
    Ok(seq)
}

fn a_message((writer, n): (usize, usize), seq: i64, at: Timestamp) -> Message {
    let head = format!("{n} of {writer}: ");
    let filling = char::from(b'a' + u8::try_from(n % 26).unwrap_or_default());
    Message {
        id: message_id(writer, n),
        case: case_id(writer),
        interaction: InteractionId(place(writer)),
        customer: CustomerId(place(writer)),
        kind: MessageKind::Inbound,
        author: None,
        at,
        seq,
        text: head + &filling.to_string().repeat(TEXT_CHARS),
        html_blob: None,
        subject: None,
        envelope: json!({}),
        attachments: json!([]),
        client_id: Some(format!("v:{writer}:{n}")),
        delivery: None,
        side: None,
    }
}

/// The bytes of a message's file; every size from nothing much to a few pages.
fn file(writer: usize, n: usize) -> Vec<u8> {
    let seed = u8::try_from((writer * 31 + n) % 251).unwrap_or_default();
    let mut bytes = format!("{writer}/{n}\n").into_bytes();
    bytes.resize(bytes.len() + (n * 977 + writer * 131) % 20_000, seed);
    bytes
}

fn place(writer: usize) -> Uuid {
    Uuid::from_u128(0x1000 + writer as u128)
}

/// The case of a writer.
pub(super) fn case_id(writer: usize) -> CaseId {
    CaseId(place(writer))
}

/// The id of a writer's message: number and writer.
pub(super) const fn message_id(writer: usize, n: usize) -> MessageId {
    MessageId::from_u128((n as u128 + 1) << 64 | writer as u128)
}

/// Whose message it is.
pub(super) const fn writer_of(message: MessageId) -> u128 {
    message.0.as_u128() & u64::MAX as u128
}

fn at(n: usize) -> Timestamp {
    let begin = Timestamp::from_second(1_795_417_200).unwrap_or(Timestamp::UNIX_EPOCH);
    begin + jiff::SignedDuration::from_millis(i64::try_from(n).unwrap_or_default())
}

async fn prepare(store: &Store) -> anyhow::Result<()> {
    let tenant = Tenant {
        id: TENANT,
        slug: "power".to_owned(),
        name: "power".to_owned(),
        demo: false,
        settings: json!({}),
        created_at: at(0),
    };
    store
        .system()
        .write(at(0), |tx| {
            Box::pin(async move {
                tenant::insert(tx, &tenant).await?;
                let mut tx = tx.tenant(TENANT);
                for writer in 0..WRITERS {
                    customer::insert(&tx, &a_customer(writer)).await?;
                    case::insert(&tx, &a_case(writer)).await?;
                    interaction::insert(&tx, &a_session(writer)).await?;
                }
                tx.append(NewEvent::bare(Actor::System, EventBody::CustomerCreated)).await?;
                Ok::<_, StoreError>(())
            })
        })
        .await?;
    Ok(())
}

fn a_customer(writer: usize) -> Customer {
    Customer {
        id: CustomerId(place(writer)),
        external_id: None,
        name: format!("顧客 {writer}"),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        rank: String::new(),
        note: String::new(),
        tags: Vec::new(),
        attributes: serde_json::Map::new(),
        anonymous: true,
        absorbed_into: None,
        created_at: at(0),
        updated_at: at(0),
        version: 1,
    }
}

fn a_case(writer: usize) -> Case {
    Case {
        id: case_id(writer),
        number: i64::try_from(writer).unwrap_or_default() + 1,
        customer: CustomerId(place(writer)),
        subject: "停電".to_owned(),
        status: CaseStatus::Waiting,
        priority: Priority::Normal,
        category: None,
        queue: QueueId(place(0)),
        owner: None,
        channel: ChannelId(place(0)),
        created_at: at(0),
        updated_at: at(0),
        resolved_at: None,
        first_response_at: None,
        waiting_since: None,
        queued_at: None,
        last_message_at: None,
        snippet: String::new(),
        last_seq: 0,
        disposition: None,
        held_until: None,
        returns: None,
        joined_into: None,
        cleared: None,
        version: 1,
    }
}

fn a_session(writer: usize) -> Interaction {
    Interaction {
        id: InteractionId(place(writer)),
        case: case_id(writer),
        customer: CustomerId(place(writer)),
        channel: ChannelId(place(0)),
        medium: Medium::Chat,
        state: InteractionState::Open,
        started_at: at(0),
        ended_at: None,
        visitor: None,
        thread: Value::Null,
    }
}

/// The same log table written by plain SQL, `synchronous` being the only difference.
async fn raw(job: &Job, acks: &Acks) -> anyhow::Result<()> {
    const INSERT: &str = "INSERT INTO event \
        (seq, id, tenant, customer, case_id, interaction, kind, at, actor, payload) \
        VALUES ($1, $2, $3, NULL, NULL, NULL, $4, $5, $6, $7)";
    let synchronous = match job.way {
        Way::RawNormal => SqliteSynchronous::Normal,
        _ => SqliteSynchronous::Full,
    };
    let mut connection = open_raw(&job.data, synchronous).await?;
    let (mut seq,): (i64,) = sqlx::query_as("SELECT coalesce(max(seq), 0) FROM event")
        .fetch_one(&mut connection)
        .await?;
    let first = job.life * job.messages;
    for begin in (first..first + job.messages).step_by(RAW_ROWS) {
        let mut stored = Vec::with_capacity(RAW_ROWS);
        let mut transaction = connection.begin().await?;
        for n in begin..begin + RAW_ROWS {
            seq += 1;
            let message = message_id(0, n);
            let body = EventBody::MessageReceived { message, automatic: false };
            sqlx::query(INSERT)
                .bind(seq)
                .bind(message.0)
                .bind(TENANT.0)
                .bind(body.kind())
                .bind(at(n).as_microsecond())
                .bind(serde_json::to_string(&Actor::Customer)?)
                .bind(serde_json::to_string(&body)?)
                .execute(&mut *transaction)
                .await?;
            stored.push(Stored { seq, message, blob: None });
        }
        transaction.commit().await?;
        stored.into_iter().try_for_each(|one| acks.say(&Ack::Stored(one)))?;
    }
    if job.close {
        connection.close().await?;
    }
    Ok(())
}

/// A plain connection to the database of a data folder.
pub(super) async fn open_raw(
    data: &Path,
    synchronous: SqliteSynchronous,
) -> anyhow::Result<sqlx::SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(data.join("madoguchi.db"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .pragma("mmap_size", "0");
    Ok(options.connect().await?)
}
