//! The desk's live line: what it follows, what it sends, when it is gone.

use std::time::Duration;

use api::Answer;
use api::caller::Caller;
use api::chat::ChatOut;
use api::ports::Live;
use api::stream::{DeskFrame, DeskLine};
use async_trait::async_trait;
use model::CaseId;
use model::limits::DESK_GONE_SECONDS;
use model::permission::Permission;
use serde_json::json;
use store::{case, interaction, user_account};
use tokio::sync::mpsc;

use super::{Lane, LiveEvent, Topic};
use crate::App;
use crate::work::state;

/// Frames of one desk that wait to be dealt with.
const INPUT_FRAMES_MAX: usize = 64;

#[async_trait]
impl Live for App {
    async fn desk(&self, by: &Caller, since: Option<i64>) -> Answer<DeskLine> {
        let (desk, frames) = self.hub.open_desk(by.tenant, by.user);
        let (input, mut inputs) = mpsc::channel::<DeskFrame>(INPUT_FRAMES_MAX);
        let (app, by) = (self.clone(), by.clone());
        tokio::spawn(async move {
            while let Some(frame) = inputs.recv().await {
                app.desk_frame(&by, desk, since, frame).await;
            }
            let left = app.hub.close_desk(by.tenant, desk);
            if left.open == 0 {
                tokio::time::sleep(Duration::from_secs(DESK_GONE_SECONDS.into())).await;
                app.go_offline_if_gone(&by).await;
            }
        });
        Ok(DeskLine { frames, input })
    }
}

impl App {
    async fn desk_frame(&self, by: &Caller, desk: u64, since: Option<i64>, frame: DeskFrame) {
        for name in &frame.subscribe {
            let allowed = match Topic::parse(name) {
                Some(topic) if self.may_follow(by, topic).await => {
                    self.hub.follow(by.tenant, desk, topic, since)
                }
                _ => false,
            };
            if !allowed {
                let refused = json!({"refused": name}).to_string();
                self.hub.tell_desk(by.tenant, desk, &refused);
            }
        }
        for name in &frame.unsubscribe {
            if let Some(topic) = Topic::parse(name) {
                self.hub.leave(by.tenant, desk, topic);
            }
        }
        if let Some(typing) = frame.typing
            && by.may(Permission::CaseWrite)
        {
            self.typing(by, typing.case).await;
        }
        if let Some(ping) = frame.ping {
            self.hub.tell_desk(by.tenant, desk, &json!({"pong": ping}).to_string());
        }
    }

    /// A topic carries only what the person may read, and only of the own tenant.
    async fn may_follow(&self, by: &Caller, topic: Topic) -> bool {
        match topic {
            Topic::Inbox => by.may(Permission::CaseRead),
            Topic::Board => by.may(Permission::BoardRead),
            Topic::Me(user) => user == by.user,
            Topic::Case(id) => {
                by.may(Permission::CaseRead)
                    && case::get(&self.of(by.tenant), id).await.ok().flatten().is_some()
            }
        }
    }

    /// Tells the visitor and the colleagues who look at the case; nothing is stored.
    async fn typing(&self, by: &Caller, id: CaseId) {
        let store = self.of(by.tenant);
        let Ok(Some(found)) = case::get(&store, id).await else { return };
        let Ok(sessions) = interaction::of_case(&store, found.id).await else { return };
        let Ok(Some(user)) = user_account::by_id(&store, by.user).await else { return };
        let frame = ChatOut::Typing { name: user.name };
        self.hub.tell_case_visitors(by.tenant, &sessions, &frame);
        let data = json!({"case": id, "who": by.user}).to_string();
        let event = LiveEvent {
            topic: Topic::Case(id),
            kind: "typing",
            id: by.user.to_string(),
            data,
            lane: Lane::Passing,
        };
        self.hub.publish(by.tenant, 0, vec![event]);
    }

    /// Who has closed the last desk and not come back takes no offers and has no chats any more.
    async fn go_offline_if_gone(&self, by: &Caller) {
        if self.hub.desks_of(by.tenant, by.user) > 0 {
            return;
        }
        if let Err(problem) = state::gone(self, by.tenant, by.user).await {
            tracing::warn!(%problem, "somebody gone could not be set offline");
        }
    }
}
