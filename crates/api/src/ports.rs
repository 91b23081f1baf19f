//! The ports: one trait per part of the product, implemented by `app`, seen by `web`.

mod consents;
mod proofs;
mod retentions;
mod sides;
mod translations;

pub use consents::Consents;
pub use proofs::Proofs;
pub use retentions::Retentions;
pub use sides::Sides;
pub use translations::Translations;

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use model::{
    ApiTokenId, AttachmentId, BulkId, CaseId, CaseTieId, CategoryId, ChannelId, CustomerId,
    DeliveryId, DispositionId, HoursId, MergeId, MessageId, OfferId, ProcedureId, QueueId,
    SavedViewId, SignOnProviderId, SlaPolicyId, TemplateId, UserId, WebhookId,
};

use crate::account::{
    FactorCode, FactorRemoval, FactorSetup, FactorStart, FactorState, Me, MyChange, PasswordChange,
    RecoveryCodes, Session, SignIn,
};
use crate::admin as a;
use crate::board::Board;
use crate::caller::{Caller, Locale};
use crate::case as c;
use crate::case_work as k;
use crate::chat as w;
use crate::customer as u;
use crate::directory::{CategoryView, Directory, DispositionView, ResolveRule};
use crate::file::{Download, FileView, Upload};
use crate::form as f;
use crate::handover::{Handover, HandoverDoor, HandoverTaken, NewHandover};
use crate::hook as h;
use crate::page::{Page, PageQuery};
use crate::privacy as v;
use crate::problem::Answer;
use crate::promise as p;
use crate::repeat::{Claim, Given};
use crate::search::{SearchPage, SearchQuery};
use crate::sign_on as o;
use crate::stream::DeskLine;
use crate::template as t;
use crate::token as q;
use crate::webhook as e;
use crate::work::{AgentState, Offer, PresenceChange};

/// From where a request without a session comes.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Address.
    pub ip: Option<IpAddr>,
    /// `User-Agent`.
    pub agent: String,
    /// Language of texts.
    pub locale: Option<Locale>,
}

/// Sign-in and one's own account.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Checks address and password and begins a session.
    async fn sign_in(&self, origin: &Origin, input: SignIn) -> Answer<Session>;
    /// Ends the session.
    async fn sign_out(&self, by: &Caller) -> Answer<()>;
    /// Who a session token belongs to, with its CSRF token; `None` when it is no longer valid.
    async fn resolve(&self, token: &str, origin: &Origin) -> Answer<Option<(Caller, String)>>;
    /// Who a session token belongs to, without counting as use of the session: for what looks
    /// again by itself, such as an open stream.
    async fn peek(&self, token: &str, origin: &Origin) -> Answer<Option<Caller>>;
    /// The signed-in person.
    async fn me(&self, by: &Caller) -> Answer<Me>;
    /// Changes name or language.
    async fn change_me(&self, by: &Caller, change: MyChange) -> Answer<Me>;
    /// Changes one's password; ends the other sessions.
    async fn change_password(&self, by: &Caller, change: PasswordChange) -> Answer<()>;
    /// Whether one signs in with a second factor.
    async fn second_factor(&self, by: &Caller) -> Answer<FactorState>;
    /// Begins a second factor; it counts once a code has proved it.
    async fn begin_second_factor(&self, by: &Caller, start: FactorStart) -> Answer<FactorSetup>;
    /// Proves it by a code; answers the recovery codes and ends the other sessions.
    async fn confirm_second_factor(&self, by: &Caller, code: FactorCode) -> Answer<RecoveryCodes>;
    /// Ends it.
    async fn remove_second_factor(&self, by: &Caller, removal: FactorRemoval) -> Answer<()>;
}

/// Signing in by a provider of OpenID Connect.
#[async_trait]
pub trait SignOn: Send + Sync {
    /// The buttons of the sign-in page. The tenants of an installation are not told: with several
    /// of them, the tenant or an address must be known.
    async fn sign_on_buttons(&self, query: o::SignOnQuery) -> Answer<Vec<o::SignOnButton>>;
    /// Sends a browser to a provider; `next` is the page it wants afterwards.
    async fn begin_sign_on(&self, provider: SignOnProviderId, next: &str)
    -> Answer<o::SignOnStart>;
    /// Signs in who comes back from a provider with the ticket that was given.
    async fn finish_sign_on(
        &self,
        origin: &Origin,
        provider: SignOnProviderId,
        ticket: &str,
        answer: o::SignOnAnswer,
    ) -> Answer<o::SignOnEnd>;
    /// Signs in who came back from a provider and has a code.
    async fn code_sign_on(
        &self,
        origin: &Origin,
        ticket: &str,
        code: o::SignOnCode,
    ) -> Answer<Session>;
    /// The tenant's providers by name.
    async fn sign_on_providers(&self, by: &Caller) -> Answer<Vec<o::SignOnProvider>>;
    /// Makes one.
    async fn create_sign_on_provider(
        &self,
        by: &Caller,
        input: o::NewSignOnProvider,
    ) -> Answer<o::SignOnProvider>;
    /// Changes one.
    async fn change_sign_on_provider(
        &self,
        by: &Caller,
        provider: SignOnProviderId,
        version: i64,
        change: o::SignOnProviderChange,
    ) -> Answer<o::SignOnProvider>;
    /// Looks whether one describes itself as it should.
    async fn test_sign_on_provider(
        &self,
        by: &Caller,
        provider: SignOnProviderId,
    ) -> Answer<o::SignOnCheck>;
    /// Forgets who somebody is to the providers: the next time the address tells it again.
    async fn forget_sign_on(&self, by: &Caller, user: UserId) -> Answer<()>;
}

/// Cases and their threads.
#[async_trait]
pub trait Cases: Send + Sync {
    /// One page of a list.
    async fn list(&self, by: &Caller, query: c::CaseQuery) -> Answer<Page<c::CaseRow>>;
    /// Numbers beside the lists.
    async fn counts(&self, by: &Caller) -> Answer<c::CaseCounts>;
    /// One case.
    async fn get(&self, by: &Caller, case: CaseId) -> Answer<c::CaseDetail>;
    /// Part of its thread.
    async fn thread(&self, by: &Caller, case: CaseId, q: c::ThreadQuery) -> Answer<c::Thread>;
    /// The HTML of a mail in it.
    async fn html(&self, by: &Caller, case: CaseId, m: MessageId) -> Answer<c::MessageHtml>;
    /// Begins a case with a mail to a customer.
    async fn open(&self, by: &Caller, input: c::NewCase) -> Answer<c::CaseRow>;
    /// Answers the customer.
    async fn reply(&self, by: &Caller, case: CaseId, input: c::Reply) -> Answer<c::Message>;
    /// Adds a note among colleagues.
    async fn note(&self, by: &Caller, case: CaseId, input: c::Note) -> Answer<c::Message>;
    /// Changes subject, priority, category.
    async fn change(
        &self,
        by: &Caller,
        case: CaseId,
        version: i64,
        change: c::CaseChange,
    ) -> Answer<c::CaseRow>;
    /// Takes it from its queue or from a colleague.
    async fn take(&self, by: &Caller, case: CaseId) -> Answer<c::CaseRow>;
    /// Hands it to a queue or a colleague.
    async fn transfer(&self, by: &Caller, case: CaseId, to: c::Transfer) -> Answer<c::CaseRow>;
    /// Resolves it.
    async fn resolve(&self, by: &Caller, case: CaseId) -> Answer<c::CaseRow>;
    /// Opens it again.
    async fn reopen(&self, by: &Caller, case: CaseId) -> Answer<c::CaseRow>;
    /// Marks it read up to a position.
    async fn read(&self, by: &Caller, case: CaseId, up_to: c::ReadUpTo) -> Answer<()>;
    /// Says whose it is.
    async fn identify(&self, by: &Caller, case: CaseId, who: c::Identify) -> Answer<c::CaseRow>;
    /// Who an anonymous customer might be, with reasons.
    async fn candidates(&self, by: &Caller, case: CaseId) -> Answer<Vec<u::Candidate>>;
}

/// What is done with a case beside answering it: putting it off, giving it back, ending it.
#[async_trait]
pub trait CaseWork: Send + Sync {
    /// Puts a case off until an instant.
    async fn hold(&self, by: &Caller, case: CaseId, hold: c::Hold) -> Answer<c::CaseRow>;
    /// Ends the hold before its time.
    async fn end_hold(&self, by: &Caller, case: CaseId) -> Answer<c::CaseRow>;
    /// Gives a case back to where it came from.
    async fn give_back(&self, by: &Caller, case: CaseId, back: c::GiveBack) -> Answer<c::CaseRow>;
    /// Makes a way in which cases end.
    async fn create_disposition(
        &self,
        by: &Caller,
        input: a::NewDisposition,
    ) -> Answer<DispositionView>;
    /// Changes one.
    async fn change_disposition(
        &self,
        by: &Caller,
        disposition: DispositionId,
        version: i64,
        change: a::DispositionChange,
    ) -> Answer<DispositionView>;
    /// Says that two cases have to do with each other.
    async fn relate(&self, by: &Caller, case: CaseId, other: CaseId) -> Answer<Vec<k::CaseTie>>;
    /// Takes back a tie: of a join, both are cases of their own again.
    async fn untie(&self, by: &Caller, case: CaseId, tie: CaseTieId) -> Answer<Vec<k::CaseTie>>;
    /// Lets a case go on in another one of the same customer.
    async fn join(&self, by: &Caller, case: CaseId, into: CaseId) -> Answer<c::CaseRow>;
    /// Makes a part of a case a case of its own.
    async fn split(&self, by: &Caller, case: CaseId, part: k::Split) -> Answer<c::CaseRow>;
    /// Marks a step of a case's procedure.
    async fn mark_step(&self, by: &Caller, case: CaseId, mark: k::StepMark) -> Answer<k::Walk>;
    /// Every procedure.
    async fn procedures(&self, by: &Caller) -> Answer<Vec<k::Procedure>>;
    /// Makes one.
    async fn create_procedure(&self, by: &Caller, input: k::NewProcedure) -> Answer<k::Procedure>;
    /// Changes one.
    async fn change_procedure(
        &self,
        by: &Caller,
        procedure: ProcedureId,
        version: i64,
        change: k::ProcedureChange,
    ) -> Answer<k::Procedure>;
    /// The lists that somebody keeps, and those that everybody sees.
    async fn views(&self, by: &Caller) -> Answer<Vec<k::SavedView>>;
    /// Keeps a list.
    async fn save_view(&self, by: &Caller, input: k::NewSavedView) -> Answer<k::SavedView>;
    /// Forgets a list.
    async fn remove_view(&self, by: &Caller, view: SavedViewId) -> Answer<()>;
    /// Does one thing with several cases.
    async fn bulk(&self, by: &Caller, bulk: k::Bulk) -> Answer<k::BulkDone>;
    /// Takes it back where nothing was changed since.
    async fn undo_bulk(&self, by: &Caller, bulk: BulkId) -> Answer<k::BulkDone>;
    /// Says what must be said before a case ends.
    async fn set_resolve_rule(&self, by: &Caller, rule: ResolveRule) -> Answer<()>;
}

/// Customers.
#[async_trait]
pub trait Customers: Send + Sync {
    /// One page of a search.
    async fn search(&self, by: &Caller, q: u::CustomerQuery) -> Answer<Page<u::CustomerRow>>;
    /// Makes one.
    async fn create(&self, by: &Caller, input: u::NewCustomer) -> Answer<u::Customer>;
    /// One customer.
    async fn get(&self, by: &Caller, customer: CustomerId) -> Answer<u::Customer>;
    /// Changes the profile.
    async fn change(
        &self,
        by: &Caller,
        customer: CustomerId,
        version: i64,
        change: u::CustomerChange,
    ) -> Answer<u::Customer>;
    /// Purchases, newest first.
    async fn orders(&self, by: &Caller, c: CustomerId, q: PageQuery) -> Answer<Page<u::Order>>;
    /// Everything that happened, newest first.
    async fn timeline(
        &self,
        by: &Caller,
        customer: CustomerId,
        page: PageQuery,
    ) -> Answer<Page<u::TimelineEntry>>;
    /// The ledger of this person's records, newest entry first.
    async fn merges(&self, by: &Caller, customer: CustomerId) -> Answer<Vec<u::MergeEntry>>;
    /// Says that another record is the same person.
    async fn merge(&self, by: &Caller, c: CustomerId, input: u::NewMerge) -> Answer<u::Customer>;
    /// Crosses an entry of the ledger out; everything goes back where it came from.
    async fn undo_merge(&self, by: &Caller, merge: MergeId) -> Answer<u::MergeEntry>;
    /// Customers who may be one.
    async fn lookalikes(&self, by: &Caller, q: u::LookalikeQuery) -> Answer<u::Lookalikes>;
    /// Says that two customers are two people, or takes that back.
    async fn tell_apart(&self, by: &Caller, decision: u::LookalikeDecision) -> Answer<()>;
    /// From which likeness on the centre looks at a pair.
    async fn set_lookalike_threshold(
        &self,
        by: &Caller,
        threshold: u::LookalikeThreshold,
    ) -> Answer<()>;
    /// Who belongs to this customer.
    async fn ties(&self, by: &Caller, customer: CustomerId) -> Answer<Vec<u::Tie>>;
    /// Ties another customer to this one, or unties them.
    async fn set_tie(&self, by: &Caller, c: CustomerId, tie: u::NewTie) -> Answer<Vec<u::Tie>>;
}

/// Going on by another channel.
#[async_trait]
pub trait Handovers: Send + Sync {
    /// Makes a link for the customer of a case.
    async fn offer_handover(
        &self,
        by: &Caller,
        case: CaseId,
        input: NewHandover,
    ) -> Answer<Handover>;
    /// What somebody with a code sees.
    async fn handover(&self, code: &str) -> Answer<HandoverDoor>;
    /// Lets a browser take a link.
    async fn take_handover(&self, code: &str) -> Answer<HandoverTaken>;
}

/// Finding anything.
#[async_trait]
pub trait Search: Send + Sync {
    /// What words and operators find, of the kinds that the caller may see.
    async fn find(&self, by: &Caller, query: SearchQuery) -> Answer<SearchPage>;
}

/// Offers, presence, the board.
#[async_trait]
pub trait Work: Send + Sync {
    /// The offers that stand for me.
    async fn offers(&self, by: &Caller) -> Answer<Vec<Offer>>;
    /// Takes an offer; answers with the case.
    async fn accept(&self, by: &Caller, offer: OfferId) -> Answer<c::CaseRow>;
    /// Refuses an offer.
    async fn decline(&self, by: &Caller, offer: OfferId) -> Answer<()>;
    /// My state.
    async fn presence(&self, by: &Caller) -> Answer<AgentState>;
    /// Changes my state.
    async fn set_presence(&self, by: &Caller, change: PresenceChange) -> Answer<AgentState>;
    /// The board.
    async fn board(&self, by: &Caller) -> Answer<Board>;
    /// Changes somebody's state from the board.
    async fn set_agent_presence(
        &self,
        by: &Caller,
        user: UserId,
        change: PresenceChange,
    ) -> Answer<AgentState>;
    /// The names of everything.
    async fn directory(&self, by: &Caller) -> Answer<Directory>;
}

/// Everything of one person.
#[async_trait]
pub trait Privacy: Send + Sync {
    /// Whether a person was erased.
    async fn privacy(&self, by: &Caller, customer: CustomerId) -> Answer<v::PrivacyState>;
    /// Everything that is known of a person, as a ZIP file.
    async fn export_person(&self, by: &Caller, customer: CustomerId) -> Answer<Download>;
    /// Erases a person.
    async fn erase_person(
        &self,
        by: &Caller,
        customer: CustomerId,
        input: v::NewErasure,
    ) -> Answer<v::Erasure>;
}

/// Canned replies.
#[async_trait]
pub trait Templates: Send + Sync {
    /// Every canned reply by its name, those out of use among them.
    async fn templates(&self, by: &Caller) -> Answer<Vec<t::TemplateRow>>;
    /// One with its texts.
    async fn template(&self, by: &Caller, template: TemplateId) -> Answer<t::Template>;
    /// Makes one.
    async fn create_template(&self, by: &Caller, input: t::NewTemplate) -> Answer<t::Template>;
    /// Changes one.
    async fn change_template(
        &self,
        by: &Caller,
        template: TemplateId,
        version: i64,
        change: t::TemplateChange,
    ) -> Answer<t::Template>;
    /// What may stand in gaps.
    async fn template_variables(&self, by: &Caller) -> Answer<Vec<t::TemplateVariable>>;
    /// A text as it would be filled for an invented customer.
    async fn preview_template(
        &self,
        by: &Caller,
        draft: t::TemplateDraft,
    ) -> Answer<t::TemplateText>;
    /// Fills one for a case and does to the case what it says.
    async fn use_template(
        &self,
        by: &Caller,
        case: CaseId,
        input: t::TemplateUse,
    ) -> Answer<t::TemplateUsed>;
}

/// Tokens with which programs act for people.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// For whom a token acts, and with which scopes. A problem says why it is not good.
    async fn resolve_token(&self, token: &str, origin: &Origin) -> Answer<Caller>;
    /// Every token of the tenant, the newest first.
    async fn tokens(&self, by: &Caller) -> Answer<Vec<q::ApiToken>>;
    /// Makes one; the answer is the only place where it is ever shown.
    async fn create_token(&self, by: &Caller, input: q::NewApiToken) -> Answer<q::MadeApiToken>;
    /// Revokes one, for ever.
    async fn revoke_token(&self, by: &Caller, token: ApiTokenId) -> Answer<()>;
}

/// Addresses of other systems that are told what happens.
#[async_trait]
pub trait Webhooks: Send + Sync {
    /// Every address by its name.
    async fn webhooks(&self, by: &Caller) -> Answer<Vec<e::Webhook>>;
    /// Makes one; the answer is the only place where its secret is ever shown.
    async fn create_webhook(&self, by: &Caller, input: e::NewWebhook) -> Answer<e::MadeWebhook>;
    /// Changes one.
    async fn change_webhook(
        &self,
        by: &Caller,
        webhook: WebhookId,
        version: i64,
        change: e::WebhookChange,
    ) -> Answer<e::Webhook>;
    /// Issues a new secret; the one before stays good for a while.
    async fn issue_webhook_secret(&self, by: &Caller, webhook: WebhookId) -> Answer<h::HookSecret>;
    /// Sends a signed `ping` now.
    async fn test_webhook(&self, by: &Caller, webhook: WebhookId) -> Answer<e::WebhookTest>;
    /// What one was told, newest first.
    async fn webhook_deliveries(
        &self,
        by: &Caller,
        webhook: WebhookId,
        query: e::DeliveryQuery,
    ) -> Answer<Page<e::WebhookDelivery>>;
    /// Sends one event again.
    async fn replay_delivery(
        &self,
        by: &Caller,
        delivery: DeliveryId,
    ) -> Answer<e::WebhookDelivery>;
    /// Sends again what happened from an instant on.
    async fn replay_webhook(
        &self,
        by: &Caller,
        webhook: WebhookId,
        from: e::ReplaySince,
    ) -> Answer<e::Replayed>;
}

/// Files of the desk.
#[async_trait]
pub trait Files: Send + Sync {
    /// Keeps a file until a message takes it.
    async fn upload(&self, by: &Caller, file: Upload) -> Answer<FileView>;
    /// A file of a message or an upload of one's own.
    async fn download(&self, by: &Caller, file: AttachmentId) -> Answer<Download>;
}

/// Administration.
#[async_trait]
pub trait Admin: Send + Sync {
    /// One page of people.
    async fn users(&self, by: &Caller, page: PageQuery) -> Answer<Page<a::User>>;
    /// Makes an account.
    async fn create_user(&self, by: &Caller, input: a::NewUser) -> Answer<a::User>;
    /// Changes an account.
    async fn change_user(
        &self,
        by: &Caller,
        user: UserId,
        version: i64,
        change: a::UserChange,
    ) -> Answer<a::User>;
    /// Sets somebody's password.
    async fn reset_password(&self, by: &Caller, user: UserId, r: a::PasswordReset) -> Answer<()>;
    /// Ends somebody's second factor, for who lost device and recovery codes.
    async fn reset_second_factor(&self, by: &Caller, user: UserId) -> Answer<()>;
    /// Queues.
    async fn queues(&self, by: &Caller) -> Answer<Vec<a::Queue>>;
    /// Makes a queue.
    async fn create_queue(&self, by: &Caller, input: a::NewQueue) -> Answer<a::Queue>;
    /// Changes a queue.
    async fn change_queue(
        &self,
        by: &Caller,
        queue: QueueId,
        version: i64,
        change: a::QueueChange,
    ) -> Answer<a::Queue>;
    /// Business hours.
    async fn hours(&self, by: &Caller) -> Answer<Vec<p::BusinessHours>>;
    /// Makes business hours.
    async fn create_hours(
        &self,
        by: &Caller,
        input: p::NewBusinessHours,
    ) -> Answer<p::BusinessHours>;
    /// Changes business hours.
    async fn change_hours(
        &self,
        by: &Caller,
        hours: HoursId,
        version: i64,
        change: p::BusinessHoursChange,
    ) -> Answer<p::BusinessHours>;
    /// Policies in their order.
    async fn sla_policies(&self, by: &Caller) -> Answer<Vec<p::SlaPolicy>>;
    /// Makes a policy.
    async fn create_sla_policy(&self, by: &Caller, input: p::NewSlaPolicy) -> Answer<p::SlaPolicy>;
    /// Changes a policy.
    async fn change_sla_policy(
        &self,
        by: &Caller,
        policy: SlaPolicyId,
        version: i64,
        change: p::SlaPolicyChange,
    ) -> Answer<p::SlaPolicy>;
    /// Makes a category.
    async fn create_category(&self, by: &Caller, input: a::NewCategory) -> Answer<CategoryView>;
    /// Changes a category.
    async fn change_category(
        &self,
        by: &Caller,
        category: CategoryId,
        version: i64,
        change: a::CategoryChange,
    ) -> Answer<CategoryView>;
    /// The kinds of channels with their forms.
    async fn channel_kinds(&self, by: &Caller) -> Answer<Vec<a::ChannelKindView>>;
    /// Channels.
    async fn channels(&self, by: &Caller) -> Answer<Vec<a::Channel>>;
    /// Makes a channel.
    async fn create_channel(&self, by: &Caller, input: a::NewChannel) -> Answer<a::Channel>;
    /// Changes a channel.
    async fn change_channel(
        &self,
        by: &Caller,
        channel: ChannelId,
        version: i64,
        change: a::ChannelChange,
    ) -> Answer<a::Channel>;
    /// Tries a channel out.
    async fn test_channel(&self, by: &Caller, channel: ChannelId) -> Answer<a::ChannelTest>;
    /// What an inquiry form with these settings would look like.
    async fn preview_form(&self, by: &Caller, draft: f::FormDraft) -> Answer<f::FormView>;
    /// Issues a new secret of an API channel.
    async fn issue_hook_secret(
        &self,
        by: &Caller,
        channel: ChannelId,
        direction: h::HookDirection,
    ) -> Answer<h::HookSecret>;
    /// One page of the audit log, newest first.
    async fn audit(&self, by: &Caller, query: a::AuditQuery) -> Answer<Page<a::AuditEntry>>;
    /// Tenants of this installation.
    async fn tenants(&self, by: &Caller) -> Answer<Vec<a::Tenant>>;
    /// Makes a tenant with its first administrator.
    async fn create_tenant(&self, by: &Caller, input: a::NewTenant) -> Answer<a::Tenant>;
}

/// The web chat's public side.
#[async_trait]
pub trait Chat: Send + Sync {
    /// Begins or resumes a session.
    async fn start(&self, origin: &Origin, input: w::ChatStart) -> Answer<w::ChatSession>;
    /// Who a visitor token belongs to.
    async fn visitor(&self, token: &str, origin: &Origin) -> Answer<w::Visitor>;
    /// Older messages.
    async fn history(&self, by: &w::Visitor, before: i64) -> Answer<w::ChatHistory>;
    /// Stores a message; answered only when it is durable. The same `cid` twice gives the same
    /// message.
    async fn send(&self, by: &w::Visitor, input: w::ChatSend) -> Answer<w::ChatMessage>;
    /// The visitor has read up to a number.
    async fn read(&self, by: &w::Visitor, n: i64) -> Answer<()>;
    /// The visitor types; forgotten at once.
    async fn typing(&self, by: &w::Visitor);
    /// The visitor ends the conversation.
    async fn end(&self, by: &w::Visitor) -> Answer<()>;
    /// Keeps a file until a message takes it.
    async fn upload(&self, by: &w::Visitor, file: Upload) -> Answer<FileView>;
    /// A file, by the signature in its address.
    async fn download(&self, file: AttachmentId, signature: &str) -> Answer<Download>;
    /// The live line of a visitor.
    async fn line(&self, by: &w::Visitor, since: i64) -> Answer<w::ChatLine>;
    /// A demo member's signed identity; only in a demo.
    async fn demo_identity(&self, member: &str) -> Answer<w::DemoIdentity>;
}

/// The inquiry form's public side.
#[async_trait]
pub trait Forms: Send + Sync {
    /// A form for somebody who opens it.
    async fn page(&self, key: &str, locale: Locale) -> Answer<f::FormOpened>;
    /// Checks what came back from a page and keeps its files. Nothing is sent yet.
    async fn check(&self, key: &str, locale: Locale, post: f::FormPost) -> Answer<f::FormChecked>;
    /// Keeps an inquiry; answered only when it is durable. The same one twice is one.
    async fn keep(&self, inquiry: f::FormInquiry) -> Answer<f::FormSent>;
    /// The receipt of an inquiry that was kept.
    async fn receipt(&self, key: &str, locale: Locale, token: &str) -> Answer<f::FormReceipt>;
}

/// The API channel's public side.
#[async_trait]
pub trait Hooks: Send + Sync {
    /// Keeps a signed request; answered only when it is durable. The same one twice is one.
    async fn receive(&self, key: &str, request: h::HookRequest) -> Answer<h::HookTaken>;
}

/// The desk's live side.
#[async_trait]
pub trait Live: Send + Sync {
    /// The live line of a desk, from a log position on.
    async fn desk(&self, by: &Caller, since: Option<i64>) -> Answer<DeskLine>;
}

/// Requests with an `Idempotency-Key`. Keys are a person's own.
#[async_trait]
pub trait Repeats: Send + Sync {
    /// Claims a key before its request is carried out. `request` is all that makes it the same one.
    async fn claim(&self, by: &Caller, key: &str, request: &[u8]) -> Answer<Claim>;
    /// Keeps the answer, to be given again.
    async fn keep(&self, by: &Caller, key: &str, given: Given) -> Answer<()>;
    /// Gives a claimed key back: the request was refused, and nothing was done.
    async fn release(&self, by: &Caller, key: &str) -> Answer<()>;
}

/// Everything `web` may ask for.
#[derive(Clone)]
pub struct Ports {
    /// Sign-in and one's own account.
    pub accounts: Arc<dyn Accounts>,
    /// Cases and their threads.
    pub cases: Arc<dyn Cases>,
    /// What is done with cases beside answering them.
    pub case_work: Arc<dyn CaseWork>,
    /// Customers.
    pub customers: Arc<dyn Customers>,
    /// Going on by another channel.
    pub handovers: Arc<dyn Handovers>,
    /// Finding anything.
    pub search: Arc<dyn Search>,
    /// Signing in by a provider.
    pub sign_on: Arc<dyn SignOn>,
    /// Offers, presence, the board.
    pub work: Arc<dyn Work>,
    /// Everything of one person.
    pub privacy: Arc<dyn Privacy>,
    /// Proving an address.
    pub proofs: Arc<dyn Proofs>,
    /// How long things are kept.
    pub retentions: Arc<dyn Retentions>,
    /// Machine translation.
    pub translations: Arc<dyn Translations>,
    /// Conversations with people outside.
    pub sides: Arc<dyn Sides>,
    /// Consent by purpose and way.
    pub consents: Arc<dyn Consents>,
    /// Canned replies.
    pub templates: Arc<dyn Templates>,
    /// Tokens with which programs act for people.
    pub tokens: Arc<dyn Tokens>,
    /// Addresses of other systems that are told what happens.
    pub webhooks: Arc<dyn Webhooks>,
    /// Files of the desk.
    pub files: Arc<dyn Files>,
    /// Administration.
    pub admin: Arc<dyn Admin>,
    /// The web chat's public side.
    pub chat: Arc<dyn Chat>,
    /// The inquiry form's public side.
    pub forms: Arc<dyn Forms>,
    /// The API channel's public side.
    pub hooks: Arc<dyn Hooks>,
    /// The desk's live side.
    pub live: Arc<dyn Live>,
    /// Requests that may come twice.
    pub repeats: Arc<dyn Repeats>,
}
