//! Files and the virus scanner: asked before an upload is kept, before a file is handed out or sent
//! that it has not seen, and in the background for all that came another way (mails) or before there was one.
//! What it finds something in stays where it is, and nobody gets it.

use std::str::FromStr as _;
use std::time::Duration;

use api::{Answer, Code, Problem};
use channels::scanner::{ScannerError, Verdict};
use model::{AttachmentId, TenantId};
use store::attachment::{self, Attachment, Scan};
use store::{BlobId, StoreError, Tx, interaction, message, reading};
use tokio::task::JoinSet;

use super::desk_view;
use crate::App;
use crate::cases::flow::Moving;
use crate::cases::{rows, written};
use crate::failure::{Failure, OrProblem};

/// How often it is looked whether files came.
const PACE: Duration = Duration::from_secs(2);
/// How long it rests while the scanner does not answer.
const REST: Duration = Duration::from_secs(30);
/// Files that are looked at in a row.
const AT_ONCE: u64 = 16;

/// What the scanner says of an upload, before it is kept. An upload is not refused because the
/// scanner is away: it is kept unseen, and handed out when it was seen.
///
/// # Errors
/// `infected`.
pub(super) async fn upload(app: &App, content: &[u8]) -> Answer<Scan> {
    match asked(app, content).await {
        Ok(Scan::Infected(what)) => Err(infected(&what)),
        Ok(scan) => Ok(scan),
        Err(error) => {
            tracing::warn!(%error, "an upload is kept unseen");
            Ok(Scan::Unasked)
        }
    }
}

/// Whether a file may be handed out.
///
/// # Errors
/// `infected`; `unscanned` when the scanner cannot say; the store's.
pub(crate) async fn handing_out(app: &App, tenant: TenantId, file: &Attachment) -> Answer<()> {
    let scan = match &file.scan {
        Scan::Clean | Scan::Infected(_) => file.scan.clone(),
        Scan::Unasked | Scan::Unreadable(_) if app.scanner.is_none() => return Ok(()),
        Scan::Unasked | Scan::Unreadable(_) => look(app, tenant, file).await?,
    };
    match scan {
        Scan::Clean => Ok(()),
        Scan::Infected(what) => Err(infected(&what)),
        Scan::Unreadable(why) => Err(Problem::new(Code::Unscanned).with(
            format!("ウイルス検査ができないため、開けません({why})。管理者に連絡してください。"),
            format!("The virus scanner cannot look into it ({why}). Tell an administrator."),
        )),
        Scan::Unasked => Err(Problem::new(Code::Unscanned)),
    }
}

pub(crate) fn infected(what: &str) -> Problem {
    Problem::new(Code::Infected).with(
        format!("ウイルスが見つかったため、このファイルは使えません({what})。"),
        format!("A virus was found in this file ({what})."),
    )
}

/// What the scanner says; `Unasked` without one.
async fn asked(app: &App, content: &[u8]) -> Result<Scan, ScannerError> {
    let Some(scanner) = &app.scanner else { return Ok(Scan::Unasked) };
    Ok(match scanner.scan(content).await? {
        Verdict::Clean => Scan::Clean,
        Verdict::Infected(what) => Scan::Infected(what),
        Verdict::Unreadable(why) => Scan::Unreadable(why),
    })
}

/// Asks now, and notes what was said.
async fn look(app: &App, tenant: TenantId, file: &Attachment) -> Answer<Scan> {
    let blob = BlobId::from_str(&file.blob).or_problem()?;
    let content = app.store.blobs().get(&blob).await.or_problem()?;
    let scan = match asked(app, &content).await {
        Ok(scan) => scan,
        Err(error) => {
            tracing::warn!(%error, "a file cannot be handed out");
            return Ok(Scan::Unasked);
        }
    };
    note(app, tenant, file.id, scan.clone()).await?;
    Ok(scan)
}

/// Notes what was said of a file; what was found in one is told in its case.
async fn note(app: &App, tenant: TenantId, file: AttachmentId, scan: Scan) -> Answer<()> {
    let write = app.of(tenant).write(app.now(), move |tx: &mut Tx<'_>| {
        Box::pin(async move {
            let news = attachment::set_scan(tx, file, &scan).await?;
            if let (true, Scan::Infected(what)) = (news, &scan) {
                tell(tx, file, what).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    write.await.map(drop).or_problem()
}

/// The thread shows it at the file, and says it in a line of its own.
async fn tell(tx: &mut Tx<'_>, file: AttachmentId, what: &str) -> Result<(), Failure> {
    let Some(file) = attachment::get(tx, file).await? else { return Ok(()) };
    let Some(id) = file.message else { return Ok(()) };
    let Some(message) = message::find(tx, id).await? else { return Ok(()) };
    let mut shown = rows::files(message.attachments.clone());
    for one in &mut shown {
        if one.id == file.id {
            *one = desk_view(&file);
        }
    }
    let shown = serde_json::to_value(shown).map_err(|e| StoreError::Other(e.to_string()))?;
    message::set_files(tx, id, shown).await?;
    let Some(session) = interaction::get(tx, message.interaction).await? else { return Ok(()) };
    let moving = Moving::read(tx, message.case).await?;
    let text =
        format!("添付ファイル「{}」からウイルスが見つかりました({what})。開けません。", file.name);
    written::inner_line(tx, &moving, session.id, ("file_infected", text)).await?;
    if let Some(owner) = moving.case.owner {
        reading::call(tx, owner, message.case, moving.case.last_seq).await?;
    }
    Ok(())
}

/// Starts the loop that looks at what came; without a scanner there is none.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    if app.scanner.is_none() {
        return;
    }
    let app = app.clone();
    jobs.spawn(async move {
        loop {
            match look_around(&app).await {
                Ok(0) => tokio::time::sleep(PACE).await,
                Ok(_) => {}
                Err(()) => tokio::time::sleep(REST).await,
            }
        }
    });
}

/// Looks at the next files that nobody looked at; returns how many it was.
///
/// # Errors
/// When the scanner or the database is away.
pub async fn look_around(app: &App) -> Result<usize, ()> {
    let files = attachment::unscanned(&app.store.system(), AT_ONCE).await.map_err(|error| {
        tracing::warn!(%error, "files wait for the virus scanner");
    })?;
    for (tenant, file) in &files {
        match look(app, *tenant, file).await {
            Ok(Scan::Unasked) => return Err(()),
            Ok(_) => {}
            // The others do not wait for one whose bytes are gone.
            Err(problem) => lost(app, *tenant, file, &problem).await?,
        }
    }
    Ok(files.len())
}

async fn lost(app: &App, tenant: TenantId, file: &Attachment, why: &Problem) -> Result<(), ()> {
    if matches!(why.code, Code::Unavailable | Code::StorageFull) {
        return Err(());
    }
    tracing::error!(file = %file.id, "a file cannot be read for the virus scanner");
    let unreadable = Scan::Unreadable("the file cannot be read".to_owned());
    note(app, tenant, file.id, unreadable).await.map_err(drop)
}
