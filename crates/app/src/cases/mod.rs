//! Cases: lists, threads, answers, and how they move. One file per use-case.

mod bulk;
pub(crate) mod change;
pub(crate) mod ending;
pub mod flow;
mod handover;
pub mod hold;
mod identify;
mod list;
mod note;
mod open;
mod procedure;
pub mod reply;
pub mod rows;
pub(crate) mod thread;
mod ties;
mod views;
pub(crate) mod written;

pub(crate) use written::system_line as written_line;

use api::admin::{DispositionChange, NewDisposition};
use api::case::{
    CaseChange, CaseCounts, CaseDetail, CaseQuery, CaseRow, GiveBack, Hold, Identify, Message,
    MessageHtml, NewCase, Note, ReadUpTo, Reply, Thread, ThreadQuery, Transfer,
};
use api::case_work as k;
use api::customer::Candidate;
use api::directory::{DispositionView, ResolveRule};
use api::ports::{CaseWork, Cases};
use api::{Answer, Caller, Page};
use async_trait::async_trait;
use model::{BulkId, CaseId, CaseTieId, DispositionId, MessageId, ProcedureId, SavedViewId};

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

#[async_trait]
impl CaseWork for App {
    async fn hold(&self, by: &Caller, case: CaseId, hold: Hold) -> Answer<CaseRow> {
        hold::hold(self, by, case, hold).await
    }
    async fn end_hold(&self, by: &Caller, case: CaseId) -> Answer<CaseRow> {
        hold::end(self, by, case).await
    }
    async fn give_back(&self, by: &Caller, case: CaseId, back: GiveBack) -> Answer<CaseRow> {
        handover::give_back(self, by, case, back).await
    }
    async fn create_disposition(
        &self,
        by: &Caller,
        input: NewDisposition,
    ) -> Answer<DispositionView> {
        ending::create(self, by, input).await
    }
    async fn change_disposition(
        &self,
        by: &Caller,
        disposition: DispositionId,
        version: i64,
        change: DispositionChange,
    ) -> Answer<DispositionView> {
        ending::change(self, by, (disposition, version), change).await
    }
    async fn relate(&self, by: &Caller, case: CaseId, other: CaseId) -> Answer<Vec<k::CaseTie>> {
        ties::relate(self, by, (case, other)).await
    }
    async fn untie(&self, by: &Caller, case: CaseId, tie: CaseTieId) -> Answer<Vec<k::CaseTie>> {
        ties::untie(self, by, (case, tie)).await
    }
    async fn join(&self, by: &Caller, case: CaseId, into: CaseId) -> Answer<CaseRow> {
        ties::join(self, by, (case, into)).await
    }
    async fn split(&self, by: &Caller, case: CaseId, part: k::Split) -> Answer<CaseRow> {
        ties::split(self, by, case, part).await
    }
    async fn mark_step(&self, by: &Caller, case: CaseId, mark: k::StepMark) -> Answer<k::Walk> {
        procedure::mark(self, by, case, mark).await
    }
    async fn procedures(&self, by: &Caller) -> Answer<Vec<k::Procedure>> {
        procedure::list(self, by).await
    }
    async fn create_procedure(&self, by: &Caller, input: k::NewProcedure) -> Answer<k::Procedure> {
        procedure::create(self, by, input).await
    }
    async fn change_procedure(
        &self,
        by: &Caller,
        procedure: ProcedureId,
        version: i64,
        change: k::ProcedureChange,
    ) -> Answer<k::Procedure> {
        procedure::change(self, by, (procedure, version), change).await
    }
    async fn views(&self, by: &Caller) -> Answer<Vec<k::SavedView>> {
        views::list(self, by).await
    }
    async fn save_view(&self, by: &Caller, input: k::NewSavedView) -> Answer<k::SavedView> {
        views::save(self, by, input).await
    }
    async fn remove_view(&self, by: &Caller, view: SavedViewId) -> Answer<()> {
        views::remove(self, by, view).await
    }
    async fn bulk(&self, by: &Caller, bulk: k::Bulk) -> Answer<k::BulkDone> {
        bulk::bulk(self, by, bulk).await
    }
    async fn undo_bulk(&self, by: &Caller, bulk: BulkId) -> Answer<k::BulkDone> {
        bulk::undo(self, by, bulk).await
    }
    async fn set_resolve_rule(&self, by: &Caller, rule: ResolveRule) -> Answer<()> {
        ending::set_rule(self, by, rule).await
    }
}
