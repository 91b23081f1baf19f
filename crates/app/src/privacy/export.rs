//! Everything that is known of a person, as a ZIP file: `person.json` and the files of the messages.

use std::io::{Seek as _, SeekFrom, Write as _};

use api::file::Download;
use api::{Answer, Caller, Code, Problem};
use jiff::Timestamp;
use model::limits::CONSENTS_PER_CUSTOMER_MAX;
use model::{CustomerId, MessageId};
use serde_json::{Value, json};
use store::attachment::{self, Attachment, Scan};
use store::case::{self, Case, CaseFilter, CaseOrder};
use store::message::Message;
use store::purchase::Purchase;
use store::{
    Scope, StoreError, TenantStore, Tx, address_proof, consent, consent_purpose, customer_merge,
    customer_tie, identity, interaction, log, message, purchase, retention,
};
use tokio::task::spawn_blocking;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::App;
use crate::audit::{Who, record};
use crate::customers::get::{Person, present};
use crate::failure::{Failure, OrProblem};

/// Rows that are read at a time.
const PAGE: u64 = 200;
/// Entries of the ledger and ties of one person.
const TIES_MAX: u64 = 10_000;

type Archive = ZipWriter<std::fs::File>;

/// A file of the archive: where it stands in it, the blob that holds it, and what was found in it.
struct Enclosed {
    path: String,
    blob: String,
    virus: Option<String>,
}

pub(super) async fn export(app: &App, by: &Caller, id: CustomerId) -> Answer<Download> {
    let store = app.of(by.tenant);
    let found = present(&store, id).await?;
    let mut files = Vec::new();
    let whole = person(&store, &found, &mut files, app.now()).await.or_problem()?;
    let archive = written(app, &whole, files).await.map_err(|error| {
        tracing::error!(%error, "a person's data cannot be written into a file");
        Problem::new(Code::Internal)
    })?;
    noted(app, by, found.leader.id).await?;
    let name = found.leader.external_id.unwrap_or_else(|| found.leader.id.to_string());
    Ok(Download {
        name: format!("{}.zip", name.replace(|c: char| !c.is_ascii_alphanumeric(), "-")),
        mime: "application/zip".to_owned(),
        bytes: archive.1,
        content: Box::new(tokio::fs::File::from_std(archive.0)),
        inline: false,
    })
}

async fn noted(app: &App, by: &Caller, customer: CustomerId) -> Answer<()> {
    let caller = by.clone();
    let write = app.of(by.tenant).write(app.now(), move |tx: &mut Tx<'_>| {
        Box::pin(async move {
            let who = Who::from(&caller);
            record(tx, &who, "customer.exported", &customer.to_string(), json!({})).await?;
            Ok::<_, Failure>(())
        })
    });
    write.await.map(drop).or_problem()
}

/// What is told of a person; `files` gets the files of the messages.
async fn person(
    store: &TenantStore,
    found: &Person,
    files: &mut Vec<Enclosed>,
    now: Timestamp,
) -> Result<Value, StoreError> {
    let ids = found.ids();
    let identities = identity::of_records(store, &ids).await?;
    let merges = customer_merge::history(store, &ids, TIES_MAX).await?;
    let ties = customer_tie::of_records(store, &ids, TIES_MAX).await?;
    Ok(json!({
        "format": 1,
        "exported_at": now,
        "records": found.records.iter().map(|one| json!({
            "id": one.id, "number": one.external_id, "name": one.name, "kana": one.kana,
            "company": one.company, "phone": one.phone, "rank": one.rank, "note": one.note,
            "tags": one.tags, "attributes": one.attributes, "anonymous": one.anonymous,
            "created_at": one.created_at, "updated_at": one.updated_at,
        })).collect::<Vec<_>>(),
        "identities": identities.iter().map(|one| json!({
            "record": one.customer, "kind": one.kind, "value": one.value,
            "strength": one.strength, "since": one.created_at, "last_seen_at": one.last_seen_at,
        })).collect::<Vec<_>>(),
        "merges": merges.iter().map(|one| json!({
            "absorbed": one.absorbed, "survivor": one.survivor, "reason": one.reason,
            "at": one.at, "undone": one.undone.as_ref().map(|(at, _)| at),
        })).collect::<Vec<_>>(),
        "ties": ties.iter().map(|one| json!({
            "a": one.a, "b": one.b, "kind": one.kind, "at": one.at,
        })).collect::<Vec<_>>(),
        "proofs": address_proof::of_records(store, &ids, TIES_MAX).await?.iter().map(|one| json!({
            "address": one.address, "asked_at": one.made_at, "proven_at": one.proven_at,
        })).collect::<Vec<_>>(),
        "holds": retention::ever_on(store, &ids).await?.iter().map(|one| json!({
            "case": one.case, "reason": one.reason, "placed_at": one.placed.1,
            "ended_at": one.ended.map(|(_, at)| at),
        })).collect::<Vec<_>>(),
        "orders": orders(store, &ids).await?,
        "consents": consents(store, &ids).await?,
        "cases": cases(store, &ids, files).await?,
        "timeline": events(store, &ids).await?,
    }))
}

async fn orders(scope: &Scope<'_>, ids: &[CustomerId]) -> Result<Vec<Value>, StoreError> {
    let mut all: Vec<Purchase> = Vec::new();
    loop {
        let after = all.last().map(|last| (last.ordered_at, last.id));
        let page = purchase::of_customer(scope, ids, after, PAGE).await?;
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    Ok(all
        .iter()
        .map(|one| {
            json!({
                "number": one.external_id, "ordered_at": one.ordered_at,
                "total_minor": one.total_minor, "currency": one.currency, "status": one.status,
                "items": one.items, "source": one.source,
            })
        })
        .collect())
}

/// The whole ledger of consents, with its proof.
async fn consents(scope: &Scope<'_>, ids: &[CustomerId]) -> Result<Vec<Value>, StoreError> {
    let entries = consent::of_records(scope, ids, CONSENTS_PER_CUSTOMER_MAX).await?;
    let purposes = consent_purpose::all(scope).await?;
    let name = |id| purposes.iter().find(|one| one.id == id).map(|one| one.name_ja.as_str());
    Ok(entries
        .iter()
        .map(|one| {
            json!({
                "record": one.customer, "purpose": name(one.said.purpose),
                "channels": one.said.channels, "decision": one.said.decision, "at": one.said.at,
                "source": one.source, "case": one.case, "wording": one.wording,
                "wording_version": one.wording_version, "wording_hash": one.wording_hash,
                "language": one.language, "note": one.note, "recorded_at": one.recorded_at,
            })
        })
        .collect())
}

async fn cases(
    scope: &Scope<'_>,
    ids: &[CustomerId],
    files: &mut Vec<Enclosed>,
) -> Result<Vec<Value>, StoreError> {
    let mut filter = CaseFilter { customers: ids.to_vec(), ..CaseFilter::default() };
    let mut told = Vec::new();
    loop {
        let page = case::list(scope, &filter, PAGE).await?;
        let Some(last) = page.last() else { return Ok(told) };
        filter.after = Some(last.place(CaseOrder::Changed));
        for one in &page {
            told.push(one_case(scope, one, files).await?);
        }
    }
}

async fn one_case(
    scope: &Scope<'_>,
    case: &Case,
    files: &mut Vec<Enclosed>,
) -> Result<Value, StoreError> {
    let sessions = interaction::of_case(scope, case.id).await?;
    let mut messages: Vec<Message> = Vec::new();
    loop {
        let before = messages.last().map_or(i64::MAX, |last| last.seq);
        let page = message::thread(scope, case.id, before, PAGE).await?;
        if page.is_empty() {
            break;
        }
        messages.extend(page);
    }
    messages.reverse();
    let ids: Vec<MessageId> = messages.iter().map(|one| one.id).collect();
    let of_case = attachment::of_messages(scope, &ids).await?;
    let named = |id: MessageId| {
        let theirs = of_case.iter().filter(move |file| file.message == Some(id));
        theirs.map(|file| json!({"name": file.name, "file": path(file)})).collect::<Vec<_>>()
    };
    let told = json!({
        "number": case.number, "subject": case.subject, "status": case.status,
        "created_at": case.created_at, "resolved_at": case.resolved_at,
        "sessions": sessions.iter().map(|one| json!({
            "medium": one.medium, "started_at": one.started_at, "ended_at": one.ended_at,
            "thread": one.thread,
        })).collect::<Vec<_>>(),
        "messages": messages.iter().map(|one| json!({
            "kind": one.kind, "at": one.at, "subject": one.subject, "text": one.text,
            "envelope": one.envelope, "html": html_path(one), "files": named(one.id),
        })).collect::<Vec<_>>(),
    });
    let html = messages.iter().filter_map(|one| Some((html_path(one)?, one.html_blob.clone()?)));
    files.extend(html.map(|(path, blob)| Enclosed { path, blob, virus: None }));
    files.extend(of_case.iter().map(|file| Enclosed {
        path: path(file),
        blob: file.blob.clone(),
        virus: match &file.scan {
            Scan::Infected(what) => Some(what.clone()),
            _ => None,
        },
    }));
    Ok(told)
}

async fn events(scope: &Scope<'_>, ids: &[CustomerId]) -> Result<Vec<Value>, StoreError> {
    let mut told = Vec::new();
    for id in ids {
        let mut before = None;
        loop {
            let page = log::timeline::everything(scope, *id, before, PAGE).await?;
            let Some(last) = page.last() else { break };
            before = Some(log::timeline::TimelinePlace { at: last.at, seq: last.seq });
            told.extend(page.iter().map(|event| json!({"at": event.at, "event": event.body})));
        }
    }
    Ok(told)
}

/// Where a file stands in the archive: names may come twice, ids do not.
fn path(file: &Attachment) -> String {
    format!("files/{}-{}", file.id, file.name.replace(['/', '\\'], "_"))
}

/// Where the HTML of a mail stands in the archive.
fn html_path(message: &Message) -> Option<String> {
    message.html_blob.as_ref().map(|_| format!("html/{}.html", message.id))
}

async fn written(
    app: &App,
    whole: &Value,
    files: Vec<Enclosed>,
) -> Result<(std::fs::File, u64), StoreError> {
    let text = serde_json::to_vec_pretty(whole)
        .map_err(|error| StoreError::Other(format!("a person as JSON: {error}")))?;
    let mut archive = blocking(move || {
        let archive = ZipWriter::new(tempfile::tempfile()?);
        put(archive, "person.json", &text)
    })
    .await?;
    for file in files {
        let (path, bytes) = content(app, file).await?;
        archive = blocking(move || put(archive, &path, &bytes)).await?;
    }
    blocking(move || {
        let mut file = archive.finish().map_err(std::io::Error::other)?;
        let bytes = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        Ok((file, bytes))
    })
    .await
}

/// What stands in the archive for a file: its bytes, or why they are not there. What is told of a
/// person is not held up by one file.
async fn content(app: &App, file: Enclosed) -> Result<(String, Vec<u8>), StoreError> {
    let why = match (file.virus, app.store.blobs().get(&file.blob.parse()?).await) {
        (Some(what), _) => format!(
            "ウイルスが見つかったため、含めていません({what})。\nLeft out: a virus was found in it ({what}).\n"
        ),
        (None, Ok(bytes)) => return Ok((file.path, bytes)),
        (None, Err(StoreError::NotFound(_) | StoreError::Corrupt(_))) => {
            tracing::error!(blob = file.blob, "a file is missing in a person's data");
            "保管されているファイルを読み取れないため、含めていません。\nLeft out: the stored file cannot be read.\n"
                .to_owned()
        }
        (None, Err(error)) => return Err(error),
    };
    Ok((format!("{}.txt", file.path), why.into_bytes()))
}

/// Puts a file into the archive: as it is, since pictures do not get smaller.
fn put(mut archive: Archive, name: &str, bytes: &[u8]) -> std::io::Result<Archive> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file(name, options).map_err(std::io::Error::other)?;
    archive.write_all(bytes)?;
    Ok(archive)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    let done = spawn_blocking(work).await.map_err(|error| StoreError::Other(error.to_string()))?;
    done.map_err(|error| StoreError::Other(error.to_string()))
}
