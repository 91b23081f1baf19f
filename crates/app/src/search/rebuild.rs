//! Making the index from the rows: for a new installation's past, after damage, and when a new
//! version makes other documents.
//!
//! The position of the log is taken first, then the rows are read as they are; what changes meanwhile
//! is on the log behind that position and is followed afterwards. The newest comes first and can be
//! found while the rest is still being read.

use ::search::{Document, Writer};
use model::TenantId;
use store::{StoreError, TenantStore, case, customer, log, message, purchase, tenant};

use super::changes::MESSAGES_AT_ONCE;
use super::documents;
use super::mark::Mark;
use super::reader::Trouble;
use crate::App;

/// Rows read at once.
const ROWS: u64 = 500;
/// Documents after which what is there so far can be found.
const COMMIT_AFTER: usize = 50_000;

/// Puts everything that there is into an empty index; answers where to follow the log from.
pub(super) async fn rebuild(app: &App, writer: Writer) -> Result<(Writer, i64), Trouble> {
    let system = app.store.system();
    let seq = log::tail::settled(&system).await?;
    let begun = Mark::at(&system, seq, false).await?;
    let mut filling = Filling { app: app.clone(), writer: Some(writer), begun, since: 0, all: 0 };
    filling.commit(begun).await?;
    for tenant in tenant::list(&system).await? {
        filling.tenant(tenant.id).await?;
    }
    filling.commit(Mark::at(&system, seq, true).await?).await?;
    tracing::info!(documents = filling.all, "the search index is made");
    let writer = filling.writer.take().ok_or(Trouble::Writer)?;
    Ok((writer, seq))
}

struct Filling {
    app: App,
    writer: Option<Writer>,
    begun: Mark,
    /// Documents since the last commit, and in all.
    since: usize,
    all: usize,
}

impl Filling {
    async fn tenant(&mut self, tenant: TenantId) -> Result<(), Trouble> {
        let store = self.app.of(tenant);
        self.cases(&store).await?;
        let mut before = None;
        loop {
            let page = customer::before(&store, before, ROWS).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            self.add(documents::customers(&store, &page).await?).await?;
        }
        let mut before = None;
        loop {
            let page = purchase::before(&store, before, ROWS).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            self.add(page.iter().map(|order| documents::order(tenant, order)).collect()).await?;
        }
        Ok(())
    }

    /// Cases with their messages.
    async fn cases(&mut self, store: &TenantStore) -> Result<(), Trouble> {
        let tenant = store.tenant();
        let mut before = None;
        loop {
            let page = case::before(store, before, ROWS).await?;
            let Some(last) = page.last() else { return Ok(()) };
            before = Some(last.id);
            let ids: Vec<_> = page.iter().map(|case| case.id).collect();
            self.add(page.iter().map(|case| documents::case(tenant, case)).collect()).await?;
            let cases = documents::by_id(page);
            let mut after = None;
            loop {
                let page = message::of_cases(store, &ids, after, MESSAGES_AT_ONCE).await?;
                let Some(last) = page.last() else { break };
                after = Some((last.case, last.seq));
                let documents = page.iter().filter_map(|message| {
                    documents::message(tenant, cases.get(&message.case)?, message)
                });
                self.add(documents.collect()).await?;
            }
        }
    }

    async fn add(&mut self, documents: Vec<Document>) -> Result<(), Trouble> {
        self.since += documents.len();
        self.all += documents.len();
        let writer = self.writer.take().ok_or(Trouble::Writer)?;
        let done = tokio::task::spawn_blocking(move || {
            documents.iter().try_for_each(|document| writer.add(document))?;
            Ok::<_, Trouble>(writer)
        });
        self.writer = Some(done.await.map_err(|_| Trouble::Writer)??);
        if self.since >= COMMIT_AFTER {
            self.commit(self.begun).await?;
        }
        Ok(())
    }

    async fn commit(&mut self, mark: Mark) -> Result<(), Trouble> {
        self.since = 0;
        let mut writer = self.writer.take().ok_or(Trouble::Writer)?;
        let done = tokio::task::spawn_blocking(move || {
            writer.commit(&mark.text())?;
            Ok::<_, Trouble>(writer)
        });
        self.writer = Some(done.await.map_err(|_| Trouble::Writer)??);
        Ok(())
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
