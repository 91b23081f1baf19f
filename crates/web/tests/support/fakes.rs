//! Ports that note what was asked and answer what the test put in.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::account::{
    FactorCode, FactorRemoval, FactorSetup, FactorStart, FactorState, Me, MyChange, PasswordChange,
    RecoveryCodes, Session, SignIn,
};
use api::caller::UsedToken;
use api::chat::{self as w, ChatOut};
use api::file::{Download, FileView, Upload};
use api::form as f;
use api::hook as h;
use api::ports::{Accounts, Chat, Files, Forms, Hooks, Live, Origin, Ports, Repeats, Tokens};
use api::repeat::{Claim, Given};
use api::stream::{DeskFrame, DeskLine, Frame};
use api::token as k;
use api::{Answer, Caller, Code, Locale, Problem};
use async_trait::async_trait;
use model::permission::{Permission, Role};
use model::{ApiTokenId, AttachmentId, ChannelId, TenantId, UserId, VisitorId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::mpsc;

use super::samples;

/// What a port does instead of answering.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mischief {
    Hang,
    Panic,
    /// Answers after a while.
    Slow,
}

/// All ports in one. What was not given an answer says `conflict`, which no layer of the edge
/// ever says: seeing it means that the handler was reached.
#[derive(Default)]
pub(crate) struct Fake {
    calls: Mutex<Vec<String>>,
    answers: Mutex<HashMap<&'static str, Result<Value, Problem>>>,
    mischief: Mutex<HashMap<&'static str, Mischief>>,
    /// No session is valid any more.
    pub(crate) signed_out: AtomicBool,
    /// How often a session was used.
    pub(crate) resolved: AtomicU32,
    pub(crate) desks: Mutex<Vec<DeskEnd>>,
    pub(crate) chats: Mutex<Vec<mpsc::Sender<ChatOut>>>,
    pub(crate) file: Mutex<Option<Download>>,
    /// What comes after the next form that is checked.
    pub(crate) next: Mutex<Option<f::FormNext>>,
    /// Idempotency keys with their requests and answers.
    pub(crate) keys: Mutex<HashMap<String, Kept>>,
}

/// A request under an idempotency key, with its answer once there is one.
type Kept = (Vec<u8>, Option<Given>);

/// The app's end of a desk's line.
pub(crate) struct DeskEnd {
    pub(crate) frames: mpsc::Sender<Frame>,
    pub(crate) input: mpsc::Receiver<DeskFrame>,
}

pub(crate) fn ports(fake: &Arc<Fake>) -> Ports {
    Ports {
        accounts: Arc::clone(fake) as _,
        cases: Arc::clone(fake) as _,
        customers: Arc::clone(fake) as _,
        handovers: Arc::clone(fake) as _,
        search: Arc::clone(fake) as _,
        sign_on: Arc::clone(fake) as _,
        privacy: Arc::clone(fake) as _,
        proofs: Arc::clone(fake) as _,
        retentions: Arc::clone(fake) as _,
        sides: Arc::clone(fake) as _,
        translations: Arc::clone(fake) as _,
        consents: Arc::clone(fake) as _,
        templates: Arc::clone(fake) as _,
        case_work: Arc::clone(fake) as _,
        tokens: Arc::clone(fake) as _,
        webhooks: Arc::clone(fake) as _,
        work: Arc::clone(fake) as _,
        files: Arc::clone(fake) as _,
        admin: Arc::clone(fake) as _,
        chat: Arc::clone(fake) as _,
        forms: Arc::clone(fake) as _,
        hooks: Arc::clone(fake) as _,
        live: Arc::clone(fake) as _,
        repeats: Arc::clone(fake) as _,
    }
}

impl Fake {
    pub(crate) fn answers(&self, name: &'static str, answer: Value) {
        self.answers.lock().unwrap().insert(name, Ok(answer));
    }

    pub(crate) fn refuses(&self, name: &'static str, problem: Problem) {
        self.answers.lock().unwrap().insert(name, Err(problem));
    }

    pub(crate) fn misbehaves(&self, name: &'static str, how: Mischief) {
        self.mischief.lock().unwrap().insert(name, how);
    }

    /// What was asked since the last look.
    pub(crate) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    pub(crate) async fn answer<T: DeserializeOwned>(
        &self,
        name: &'static str,
        what: String,
    ) -> Answer<T> {
        self.calls.lock().unwrap().push(format!("{name}{what}"));
        let mischief = self.mischief.lock().unwrap().get(name).copied();
        match mischief {
            Some(Mischief::Hang) => std::future::pending().await,
            Some(Mischief::Panic) => panic!("the secret is 42"),
            Some(Mischief::Slow) => tokio::time::sleep(Duration::from_millis(400)).await,
            None => {}
        }
        let answer = self.answers.lock().unwrap().get(name).cloned();
        let value = answer.unwrap_or_else(|| Err(Problem::new(Code::Conflict)))?;
        Ok(serde_json::from_value(value).unwrap())
    }
}

/// `session.<role>.<locale>` → that person.
pub(crate) fn caller(token: &str, origin: &Origin) -> Option<Caller> {
    let mut parts = token.strip_prefix("session.")?.split('.');
    Some(Caller {
        tenant: TenantId::from_u128(1),
        user: UserId::from_u128(2),
        roles: vec![Role::parse(parts.next()?)?],
        locale: Locale::parse(parts.next()?)?,
        ip: origin.ip,
        session: vec![],
        token: None,
    })
}

#[async_trait]
impl Accounts for Fake {
    async fn sign_in(&self, origin: &Origin, input: SignIn) -> Answer<Session> {
        let me: Me = self.answer("sign_in", format!(" {} {:?}", input.email, origin.ip)).await?;
        Ok(Session { token: "fresh-token".to_owned(), me })
    }
    async fn sign_out(&self, _: &Caller) -> Answer<()> {
        self.answer("sign_out", String::new()).await
    }
    async fn resolve(&self, token: &str, origin: &Origin) -> Answer<Option<(Caller, String)>> {
        self.resolved.fetch_add(1, Ordering::Relaxed);
        let known = self.peek(token, origin).await?;
        Ok(known.map(|caller| (caller, "csrf-1".to_owned())))
    }
    async fn peek(&self, token: &str, origin: &Origin) -> Answer<Option<Caller>> {
        if self.signed_out.load(Ordering::Relaxed) {
            return Ok(None);
        }
        Ok(caller(token, origin))
    }
    async fn me(&self, _: &Caller) -> Answer<Me> {
        self.answer("me", String::new()).await
    }
    async fn change_me(&self, _: &Caller, change: MyChange) -> Answer<Me> {
        self.answer("change_me", format!(" {change:?}")).await
    }
    async fn change_password(&self, _: &Caller, _: PasswordChange) -> Answer<()> {
        self.answer("change_password", String::new()).await
    }
    async fn second_factor(&self, _: &Caller) -> Answer<FactorState> {
        self.answer("second_factor", String::new()).await
    }
    async fn begin_second_factor(&self, _: &Caller, _: FactorStart) -> Answer<FactorSetup> {
        self.answer("begin_second_factor", String::new()).await
    }
    async fn confirm_second_factor(&self, _: &Caller, _: FactorCode) -> Answer<RecoveryCodes> {
        self.answer("confirm_second_factor", String::new()).await
    }
    async fn remove_second_factor(&self, _: &Caller, _: FactorRemoval) -> Answer<()> {
        self.answer("remove_second_factor", String::new()).await
    }
}

#[async_trait]
impl Tokens for Fake {
    /// `mdg_<role>.<scope>` → a program of that person with that scope.
    async fn resolve_token(&self, token: &str, origin: &Origin) -> Answer<Caller> {
        let wrong = || Problem::new(Code::TokenWrong);
        let (role, scope) =
            token.strip_prefix("mdg_").and_then(|rest| rest.split_once('.')).ok_or_else(wrong)?;
        let owner = caller(&format!("session.{role}.en"), origin).ok_or_else(wrong)?;
        let scopes = vec![Permission::parse(scope).ok_or_else(wrong)?];
        let used = UsedToken { id: ApiTokenId::from_u128(5), name: "crm".to_owned(), scopes };
        Ok(Caller { token: Some(used), ..owner })
    }
    async fn tokens(&self, _: &Caller) -> Answer<Vec<k::ApiToken>> {
        self.answer("tokens.tokens", String::new()).await
    }
    async fn create_token(&self, _: &Caller, input: k::NewApiToken) -> Answer<k::MadeApiToken> {
        self.answer("tokens.create_token", format!(" {input:?}")).await
    }
    async fn revoke_token(&self, _: &Caller, token: ApiTokenId) -> Answer<()> {
        self.answer("tokens.revoke_token", format!(" {token}")).await
    }
}

#[async_trait]
impl Files for Fake {
    async fn upload(&self, _: &Caller, file: Upload) -> Answer<FileView> {
        let what = format!(" {} {} {}", file.name, file.mime, file.content.len());
        self.answer("files.upload", what).await
    }
    async fn download(&self, _: &Caller, file: AttachmentId) -> Answer<Download> {
        self.answer::<()>("files.download", format!(" {file}")).await?;
        Ok(self.file.lock().unwrap().take().unwrap())
    }
}

#[async_trait]
impl Live for Fake {
    async fn desk(&self, _: &Caller, since: Option<i64>) -> Answer<DeskLine> {
        self.answer::<()>("live.desk", format!(" {since:?}")).await?;
        let (frames, line) = mpsc::channel(8);
        let (input, taken) = mpsc::channel(8);
        self.desks.lock().unwrap().push(DeskEnd { frames, input: taken });
        Ok(DeskLine { frames: line, input })
    }
}

#[async_trait]
impl Forms for Fake {
    async fn page(&self, key: &str, locale: Locale) -> Answer<f::FormOpened> {
        self.answer::<()>("forms.page", format!(" {key} {locale}")).await?;
        Ok(f::FormOpened { view: samples::form(key, locale), token: "page-token".to_owned() })
    }
    async fn check(&self, key: &str, locale: Locale, post: f::FormPost) -> Answer<f::FormChecked> {
        let what = format!(" {key} {locale} {:?} {:?}", post.button, post.answers);
        self.answer::<()>("forms.check", what).await?;
        let next = self.next.lock().unwrap().take();
        let wrong = |key: &String| (key.clone(), samples::detail("だめ", "wrong"));
        let bad = post.answers.iter().filter(|(_, answer)| answer.contains("bad"));
        Ok(f::FormChecked {
            view: samples::form(key, locale),
            token: post.token,
            proof: Some(post.proof).filter(|proof| proof == "proven"),
            wrong: bad.map(|(key, _)| wrong(key)).collect(),
            answers: post.answers,
            files: Vec::new(),
            notice: None,
            next: next.unwrap_or(f::FormNext::Fields),
        })
    }
    async fn keep(&self, inquiry: f::FormInquiry) -> Answer<f::FormSent> {
        self.answer::<()>("forms.keep", format!(" {}", inquiry.id)).await?;
        Ok(f::FormSent::Kept("receipt-token".to_owned()))
    }
    async fn receipt(&self, key: &str, locale: Locale, token: &str) -> Answer<f::FormReceipt> {
        self.answer::<()>("forms.receipt", format!(" {key} {locale} {token}")).await?;
        Ok(f::FormReceipt { view: samples::form(key, locale), number: "AB12-CD34".to_owned() })
    }
}

#[async_trait]
impl Hooks for Fake {
    async fn receive(&self, key: &str, request: h::HookRequest) -> Answer<h::HookTaken> {
        let what = format!(" {key} {} {}", request.id, request.body.len());
        self.answer("hooks.receive", what).await
    }
}

#[async_trait]
impl Repeats for Fake {
    async fn claim(&self, _: &Caller, key: &str, request: &[u8]) -> Answer<Claim> {
        let mut keys = self.keys.lock().unwrap();
        Ok(match keys.get(key) {
            None => {
                keys.insert(key.to_owned(), (request.to_vec(), None));
                Claim::Free
            }
            Some((other, _)) if other != request => Claim::OtherRequest,
            Some((_, None)) => Claim::UnderWay,
            Some((_, Some(given))) => Claim::Given(given.clone()),
        })
    }
    async fn keep(&self, _: &Caller, key: &str, given: Given) -> Answer<()> {
        self.keys.lock().unwrap().get_mut(key).unwrap().1 = Some(given);
        Ok(())
    }
    async fn release(&self, _: &Caller, key: &str) -> Answer<()> {
        self.keys.lock().unwrap().remove(key);
        Ok(())
    }
}

#[async_trait]
impl Chat for Fake {
    async fn start(&self, origin: &Origin, input: w::ChatStart) -> Answer<w::ChatSession> {
        self.answer("chat.start", format!(" {} {:?}", input.channel, origin.ip)).await
    }
    async fn visitor(&self, token: &str, _: &Origin) -> Answer<w::Visitor> {
        let number = token.strip_prefix("visitor-").and_then(|number| number.parse().ok());
        let id = VisitorId::from_u128(number.ok_or(Problem::new(Code::SignInNeeded))?);
        let (tenant, channel) = (TenantId::from_u128(1), ChannelId::from_u128(3));
        Ok(w::Visitor { tenant, id, channel, locale: Locale::En })
    }
    async fn history(&self, _: &w::Visitor, before: i64) -> Answer<w::ChatHistory> {
        self.answer("chat.history", format!(" {before}")).await
    }
    async fn send(&self, _: &w::Visitor, input: w::ChatSend) -> Answer<w::ChatMessage> {
        self.answer("chat.send", format!(" {} {}", input.text, input.files.len())).await
    }
    async fn read(&self, _: &w::Visitor, n: i64) -> Answer<()> {
        self.answer("chat.read", format!(" {n}")).await
    }
    async fn typing(&self, _: &w::Visitor) {
        self.answer::<()>("chat.typing", String::new()).await.ok();
    }
    async fn end(&self, _: &w::Visitor) -> Answer<()> {
        self.answer("chat.end", String::new()).await
    }
    async fn upload(&self, _: &w::Visitor, file: Upload) -> Answer<FileView> {
        self.answer("chat.upload", format!(" {} {}", file.name, file.content.len())).await
    }
    async fn download(&self, file: AttachmentId, signature: &str) -> Answer<Download> {
        self.answer::<()>("chat.download", format!(" {file} {signature}")).await?;
        Ok(self.file.lock().unwrap().take().unwrap())
    }
    async fn line(&self, by: &w::Visitor, since: i64) -> Answer<w::ChatLine> {
        self.answer::<()>("chat.line", format!(" {} {since}", by.id)).await?;
        let (frames, line) = mpsc::channel(8);
        self.chats.lock().unwrap().push(frames);
        Ok(w::ChatLine { frames: line, interaction: None })
    }
    async fn demo_identity(&self, member: &str) -> Answer<w::DemoIdentity> {
        self.answer::<()>("chat.demo_identity", format!(" {member}")).await?;
        Ok(w::DemoIdentity { identity: "signed".to_owned() })
    }
}

/// A file as a port hands it out.
pub(crate) fn download(name: &str, mime: &str, inline: bool) -> Download {
    let (name, mime, content) = (name.to_owned(), mime.to_owned(), &b"content"[..]);
    Download { name, mime, bytes: content.len() as u64, content: Box::new(content), inline }
}
