//! The web chat's public side: visitors, their messages, their live line.

mod line;
pub(crate) mod send;
pub(crate) mod start;
pub mod view;

pub use start::Pages;

use api::chat::{
    ChatHistory, ChatLine, ChatMessage, ChatSend, ChatSession, ChatStart, DemoIdentity, Visitor,
};
use api::file::{Download, FileView, Upload};
use api::ports::{Chat, Origin};
use api::{Answer, Code, Problem};
use async_trait::async_trait;
use model::AttachmentId;
use store::channel;

use crate::failure::OrProblem;
use crate::{App, files, tokens};

/// Sessions of one browser that its history reaches back to.
const SESSIONS_MAX: u64 = 50;
/// Messages of one page of history.
const PAGE: u64 = 50;

#[async_trait]
impl Chat for App {
    async fn start(&self, origin: &Origin, input: ChatStart) -> Answer<ChatSession> {
        start::start(self, origin, input).await
    }

    async fn visitor(&self, token: &str, origin: &Origin) -> Answer<Visitor> {
        let claim = tokens::read_visitor_token(self.store.sealer(), token)
            .ok_or(Problem::new(Code::SignInNeeded))?;
        let found = channel::get(&self.of(claim.tenant), claim.channel).await.or_problem()?;
        if found.is_none_or(|channel| !channel.active) {
            return Err(Problem::new(Code::ChannelOff));
        }
        Ok(Visitor {
            tenant: claim.tenant,
            id: claim.visitor,
            channel: claim.channel,
            locale: origin.locale.unwrap_or(api::Locale::Ja),
        })
    }

    async fn history(&self, by: &Visitor, before: i64) -> Answer<ChatHistory> {
        let (messages, more) = view::page(self, by, before, PAGE).await?;
        Ok(ChatHistory { messages, more })
    }

    async fn send(&self, by: &Visitor, input: ChatSend) -> Answer<ChatMessage> {
        send::send(self, by, input).await
    }

    async fn read(&self, by: &Visitor, n: i64) -> Answer<()> {
        send::read(self, by, n).await
    }

    async fn typing(&self, by: &Visitor) {
        send::typing(self, by).await;
    }

    async fn end(&self, by: &Visitor) -> Answer<()> {
        send::end(self, by).await
    }

    async fn upload(&self, by: &Visitor, file: Upload) -> Answer<FileView> {
        let kept = files::keep(self, by.tenant, file, files::Owner::Visitor(by.id)).await?;
        Ok(files::chat_view(self.store.sealer(), by.tenant, &kept))
    }

    async fn download(&self, file: AttachmentId, signature: &str) -> Answer<Download> {
        let tenant = tokens::read_file_signature(self.store.sealer(), file, signature)
            .ok_or(Problem::new(Code::NotFound))?;
        files::download(self, tenant, file).await
    }

    async fn line(&self, by: &Visitor, since: i64) -> Answer<ChatLine> {
        line::line(self, by, since).await
    }

    async fn demo_identity(&self, member: &str) -> Answer<DemoIdentity> {
        start::demo_identity(self, member).await
    }
}
