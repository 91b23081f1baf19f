//! Cases: lists, threads, answers, and how they move. One file per use-case.

pub(crate) mod change;
pub mod flow;
mod handover;
mod identify;
mod list;
mod note;
mod open;
pub mod reply;
pub mod rows;
mod thread;
mod written;

pub(crate) use written::system_line as written_line;

use api::case::{
    CaseChange, CaseCounts, CaseDetail, CaseQuery, CaseRow, Identify, Message, MessageHtml,
    NewCase, Note, ReadUpTo, Reply, Thread, ThreadQuery, Transfer,
};
use api::customer::Candidate;
use api::ports::Cases;
use api::{Answer, Caller, Page};
use async_trait::async_trait;
use model::{CaseId, MessageId};

use crate::App;

#[async_trait]
impl Cases for App {
    async fn list(&self, by: &Caller, query: CaseQuery) -> Answer<Page<CaseRow>> {
        list::list(self, by, query).await
    }
    async fn counts(&self, by: &Caller) -> Answer<CaseCounts> {
        list::counts(self, by).await
    }
    async fn get(&self, by: &Caller, case: CaseId) -> Answer<CaseDetail> {
        thread::detail(self, by, case).await
    }
    async fn thread(&self, by: &Caller, case: CaseId, q: ThreadQuery) -> Answer<Thread> {
        thread::thread(self, by, case, q).await
    }
    async fn html(&self, by: &Caller, case: CaseId, m: MessageId) -> Answer<MessageHtml> {
        thread::html(self, by, case, m).await
    }
    async fn open(&self, by: &Caller, input: NewCase) -> Answer<CaseRow> {
        open::open(self, by, input).await
    }
    async fn reply(&self, by: &Caller, case: CaseId, input: Reply) -> Answer<Message> {
        reply::reply(self, by, case, input).await
    }
    async fn note(&self, by: &Caller, case: CaseId, input: Note) -> Answer<Message> {
        note::note(self, by, case, input).await
    }
    async fn change(
        &self,
        by: &Caller,
        case: CaseId,
        version: i64,
        change: CaseChange,
    ) -> Answer<CaseRow> {
        change::change(self, by, (case, version), change).await
    }
    async fn take(&self, by: &Caller, case: CaseId) -> Answer<CaseRow> {
        handover::take(self, by, case).await
    }
    async fn transfer(&self, by: &Caller, case: CaseId, to: Transfer) -> Answer<CaseRow> {
        handover::transfer(self, by, case, to).await
    }
    async fn resolve(&self, by: &Caller, case: CaseId) -> Answer<CaseRow> {
        handover::resolve(self, by, case).await
    }
    async fn reopen(&self, by: &Caller, case: CaseId) -> Answer<CaseRow> {
        handover::reopen(self, by, case).await
    }
    async fn read(&self, by: &Caller, case: CaseId, up_to: ReadUpTo) -> Answer<()> {
        thread::read(self, by, case, up_to).await
    }
    async fn identify(&self, by: &Caller, case: CaseId, who: Identify) -> Answer<CaseRow> {
        identify::identify(self, by, case, who).await
    }
    async fn candidates(&self, by: &Caller, case: CaseId) -> Answer<Vec<Candidate>> {
        identify::candidates(self, by, case).await
    }
}
