//! Offers, one's own state, the board, the names of everything.

pub mod offers;
pub(crate) mod release;
pub mod state;

use api::board::Board;
use api::case::CaseRow;
use api::directory::{CategoryView, ChannelBrief, Directory, QueueBrief, UserBrief};
use api::ports::Work;
use api::work::{AgentState, Offer, PresenceChange};
use api::{Answer, Caller, Code, Problem};
use async_trait::async_trait;
use model::permission::{Permission, granted};
use model::{OfferId, UserId};
use serde_json::json;
use store::user_account::User;
use store::{StoreError, TenantStore, category, channel, disposition, queue, user_account};

use crate::App;
use crate::audit::{Who, record};
use crate::cases::ending;
use crate::failure::OrProblem;

/// Whether a person may have work: routing knows these and nobody else.
pub(crate) fn takes_work(user: &User) -> bool {
    user.active && granted(&user.roles, Permission::WorkTake)
}

#[async_trait]
impl Work for App {
    async fn offers(&self, by: &Caller) -> Answer<Vec<Offer>> {
        offers::mine(self, by).await
    }

    async fn accept(&self, by: &Caller, offer: OfferId) -> Answer<CaseRow> {
        offers::accept(self, by, offer).await
    }

    async fn decline(&self, by: &Caller, offer: OfferId) -> Answer<()> {
        offers::decline(self, by, offer).await
    }

    async fn presence(&self, by: &Caller) -> Answer<AgentState> {
        state::of(self, by.tenant, by.user).await
    }

    async fn set_presence(&self, by: &Caller, change: PresenceChange) -> Answer<AgentState> {
        let actor = by.actor();
        state::change(self, by.tenant, by.user, actor, change.state).await?;
        state::of(self, by.tenant, by.user).await
    }

    async fn board(&self, by: &Caller) -> Answer<Board> {
        self.dispatch.board(by.tenant, self.now()).ok_or(Problem::new(Code::Unavailable))
    }

    async fn set_agent_presence(
        &self,
        by: &Caller,
        user: UserId,
        change: PresenceChange,
    ) -> Answer<AgentState> {
        let store = self.of(by.tenant);
        user_account::by_id(&store, user)
            .await
            .or_problem()?
            .ok_or(Problem::new(Code::NotFound))?;
        let actor = by.actor();
        state::change(self, by.tenant, user, actor, change.state).await?;
        let (who, target) = (Who::from(by), user.to_string());
        store
            .write(self.now(), move |tx| {
                let detail = json!({"state": change.state});
                Box::pin(async move { record(tx, &who, "presence.changed", &target, detail).await })
            })
            .await
            .or_problem()?;
        state::of(self, by.tenant, user).await
    }

    async fn directory(&self, by: &Caller) -> Answer<Directory> {
        directory(&self.of(by.tenant)).await.or_problem()
    }
}

async fn directory(store: &TenantStore) -> Result<Directory, StoreError> {
    let users = user_account::list(store).await?.into_iter().map(|user| UserBrief {
        id: user.id,
        name: user.name,
        roles: user.roles,
        active: user.active,
    });
    let queues = queue::all(store).await?.into_iter().map(|queue| QueueBrief {
        id: queue.id,
        name: queue.name,
        archived: queue.archived,
    });
    let categories = category::all(store).await?.into_iter().map(|found| CategoryView {
        id: found.id,
        parent: found.parent,
        name: found.name,
        position: found.position,
        archived: found.archived,
        version: found.version,
    });
    let channels = channel::all(store).await?.into_iter().map(|found| ChannelBrief {
        id: found.id,
        kind: found.kind,
        name: found.name,
        active: found.active,
    });
    let dispositions = disposition::all(store).await?.into_iter().map(ending::view);
    Ok(Directory {
        dispositions: dispositions.collect(),
        resolve_rule: ending::rule(store).await?,
        translates_to: crate::translation::languages(store).await?,
        users: users.collect(),
        queues: queues.collect(),
        categories: categories.collect(),
        channels: channels.collect(),
    })
}
