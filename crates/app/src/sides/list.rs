//! Looking at conversations with people outside.

use api::case::MailAddress;
use api::side::{Side as View, SideThread};
use api::{Answer, Caller, Code, Problem};
use model::limits::SIDE_MESSAGES_MAX;
use model::{CaseId, SideId};
use store::side::{self, Side};
use store::{TenantStore, message};

use crate::App;
use crate::cases::{rows, thread};
use crate::failure::OrProblem;

pub(super) async fn list(app: &App, by: &Caller, case: CaseId) -> Answer<Vec<View>> {
    let store = app.of(by.tenant);
    thread::found(&store, case).await?;
    of_case(&store, case).await
}

/// The conversations about a case, oldest first.
pub(crate) async fn of_case(store: &TenantStore, case: CaseId) -> Answer<Vec<View>> {
    let sides = side::of_case(store, case).await.or_problem()?;
    Ok(sides.into_iter().map(view).collect())
}

pub(super) async fn get(app: &App, by: &Caller, case: CaseId, id: SideId) -> Answer<SideThread> {
    let store = app.of(by.tenant);
    let found = side::get(&store, id).await.or_problem()?.filter(|side| side.case == case);
    whole(&store, found.ok_or(Problem::new(Code::NotFound))?).await
}

/// A conversation with what was said in it.
pub(super) async fn whole(store: &TenantStore, side: Side) -> Answer<SideThread> {
    let mut said = message::of_sides(store, &[side.id], SIDE_MESSAGES_MAX).await.or_problem()?;
    said.reverse();
    let messages = said.into_iter().map(rows::message).collect();
    Ok(SideThread { side: view(side), messages })
}

pub(super) fn view(side: Side) -> View {
    View {
        to: people(&side),
        id: side.id,
        case: side.case,
        channel: side.channel,
        subject: side.subject,
        state: side.state,
        started_by: side.started_by,
        started_at: side.started_at,
        waiting_since: side.waiting_since,
        last_at: side.last_at,
        remind_at: side.remind_at,
        wakes: side.wakes,
        version: side.version,
    }
}

/// To whom a conversation goes.
pub(super) fn people(side: &Side) -> Vec<MailAddress> {
    serde_json::from_value(side.people.clone()).unwrap_or_default()
}
