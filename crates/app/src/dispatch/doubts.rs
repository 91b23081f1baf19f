//! What an engine may be wrong about. A decision that a row refused, or news that the engine
//! refused, mostly means that an event is on its way that puts it right. Once the engine has heard
//! everything up to that moment, it must agree with the rows; if it does not, it is built anew.

use std::collections::HashSet;

use model::{TenantId, UserId, WorkItemId, WorkState};
use routing::{Input, Place, Work};
use store::presence::{self, AgentPresence};
use store::work_item::{self, WorkItem};
use store::{StoreError, TenantStore};

use super::desk::{self, TenantDesk};
use crate::App;

/// Work and people about whom an engine may believe something untrue.
#[derive(Default)]
pub(super) struct Doubtful {
    pub(super) works: HashSet<WorkItemId>,
    pub(super) agents: HashSet<UserId>,
}

impl Doubtful {
    fn is_empty(&self) -> bool {
        self.works.is_empty() && self.agents.is_empty()
    }
}

/// What is to be compared with the rows, and when.
#[derive(Default)]
pub(super) struct Doubts {
    about: Doubtful,
    /// The position on the log that has to be heard first.
    after: i64,
}

impl Doubts {
    /// Notes what is doubtful until the log is heard up to `after`.
    pub(super) fn add(&mut self, about: Doubtful, after: i64) {
        if !about.is_empty() {
            self.about.works.extend(about.works);
            self.about.agents.extend(about.agents);
            self.after = self.after.max(after);
        }
    }

    /// Notes one doubtful work item.
    pub(super) fn add_work(&mut self, work: WorkItemId, after: i64) {
        self.about.works.insert(work);
        self.after = self.after.max(after);
    }
}

/// Whether anything is doubtful still.
pub(super) fn any(app: &App) -> bool {
    app.dispatch.lock().values().any(|desk| !desk.doubts.about.is_empty())
}

/// Compares what is doubtful with the rows, in the engines that have heard enough.
pub(super) async fn settle(app: &App, heard: i64) -> Result<(), StoreError> {
    let due: Vec<(TenantId, Doubtful)> = app
        .dispatch
        .lock()
        .iter_mut()
        .filter(|(_, desk)| desk.doubts.after <= heard)
        .map(|(tenant, desk)| (*tenant, std::mem::take(&mut desk.doubts).about))
        .filter(|(_, about)| !about.is_empty())
        .collect();
    for (tenant, about) in due {
        let rows = Rows::read(&app.of(tenant), &about).await?;
        let agrees = app.dispatch.lock().get_mut(&tenant).is_none_or(|desk| {
            let agrees = rows.agree(desk);
            if agrees {
                rows.correct_agents(app, desk);
            }
            agrees
        });
        if !agrees {
            tracing::warn!(%tenant, "routing disagreed with the rows and is built anew");
            desk::load(app, tenant).await?;
        }
    }
    Ok(())
}

struct Rows {
    works: Vec<(WorkItemId, Option<WorkItem>)>,
    agents: Vec<AgentPresence>,
}

impl Rows {
    async fn read(store: &TenantStore, about: &Doubtful) -> Result<Self, StoreError> {
        let ids: Vec<WorkItemId> = about.works.iter().copied().collect();
        let mut found = work_item::many(store, &ids).await?;
        found.retain(|item| item.state != WorkState::Done);
        let works = ids.into_iter().map(|id| {
            let at = found.iter().position(|item| item.id == id);
            (id, at.map(|at| found.swap_remove(at)))
        });
        let works = works.collect();
        let mut agents = Vec::new();
        for agent in &about.agents {
            agents.extend(presence::get(store, *agent).await?);
        }
        Ok(Self { works, agents })
    }

    fn correct_agents(&self, app: &App, desk: &mut TenantDesk) {
        for row in &self.agents {
            let input = Input::Presence { agent: row.user, presence: row.state };
            if let Err(refusal) = desk.hear(app.now(), input) {
                tracing::debug!(%refusal, "an agent whom routing does not know");
            }
        }
    }

    fn agree(&self, desk: &TenantDesk) -> bool {
        self.works.iter().all(|(id, row)| match (desk.engine.work(*id), row) {
            (None, None) => true,
            (Some(known), Some(row)) => same(known, &desk::work(row.clone())),
            _ => false,
        })
    }
}

fn same(known: &Work, stored: &Work) -> bool {
    known.item.queue == stored.item.queue
        && match (&known.place, &stored.place) {
            (Place::Waiting { .. }, Place::Waiting { .. }) => true,
            (Place::Offered(known), Place::Offered(stored)) => known.id == stored.id,
            (Place::Assigned { agent: known, .. }, Place::Assigned { agent: stored, .. }) => {
                known == stored
            }
            _ => false,
        }
}
