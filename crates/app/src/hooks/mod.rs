//! The API channel: a messenger of one's own. What it tells is journalled and then handled as a chat
//! is: each person at its other end is a visitor, whose id follows from the messenger's. Answers go
//! back by the outbox.

mod file_away;
mod receive;
pub(crate) mod secret;
pub(crate) mod send;

pub(crate) use file_away::file;

use api::Answer;
use api::hook::{HookRequest, HookTaken};
use api::ports::Hooks;
use async_trait::async_trait;

use crate::App;

#[async_trait]
impl Hooks for App {
    async fn receive(&self, key: &str, request: HookRequest) -> Answer<HookTaken> {
        receive::receive(self, key, request).await
    }
}
