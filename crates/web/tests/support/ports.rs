//! The ports whose every method asks a person's permission and answers with data.

use api::admin as a;
use api::board::Board;
use api::case as c;
use api::customer as u;
use api::directory::{CategoryView, Directory};
use api::file::Download;
use api::form as f;
use api::handover::{Handover, HandoverDoor, HandoverTaken, NewHandover};
use api::hook as h;
use api::ports::{Admin, Cases, Customers, Handovers, Privacy, Search, Templates, Work};
use api::privacy as v;
use api::promise as p;
use api::search::{SearchPage, SearchQuery};
use api::template as t;
use api::work::{AgentState, Offer, PresenceChange};
use api::{Answer, Caller, Code, Page, PageQuery, Problem};
use async_trait::async_trait;
use model::{
    CaseId, CategoryId, ChannelId, CustomerId, HoursId, MergeId, MessageId, OfferId, QueueId,
    SlaPolicyId, TemplateId, UserId,
};

use super::Fake;

/// Implements a port: each method notes its name and arguments and gives the test's answer.
macro_rules! port {
    ($port:ident, $label:literal {
        $($name:ident($($arg:ident: $kind:ty),*) -> $answer:ty;)*
    }) => {
        #[async_trait]
        impl $port for Fake {
            $(async fn $name(&self, _: &Caller, $($arg: $kind),*) -> Answer<$answer> {
                let what: &[String] = &[$(format!(" {:?}", $arg)),*];
                self.answer(concat!($label, ".", stringify!($name)), what.concat()).await
            })*
        }
    };
}

port!(Cases, "cases" {
    list(query: c::CaseQuery) -> Page<c::CaseRow>;
    counts() -> c::CaseCounts;
    get(case: CaseId) -> c::CaseDetail;
    thread(case: CaseId, q: c::ThreadQuery) -> c::Thread;
    html(case: CaseId, m: MessageId) -> c::MessageHtml;
    open(input: c::NewCase) -> c::CaseRow;
    reply(case: CaseId, input: c::Reply) -> c::Message;
    note(case: CaseId, input: c::Note) -> c::Message;
    change(case: CaseId, version: i64, change: c::CaseChange) -> c::CaseRow;
    take(case: CaseId) -> c::CaseRow;
    transfer(case: CaseId, to: c::Transfer) -> c::CaseRow;
    resolve(case: CaseId) -> c::CaseRow;
    reopen(case: CaseId) -> c::CaseRow;
    read(case: CaseId, up_to: c::ReadUpTo) -> ();
    identify(case: CaseId, who: c::Identify) -> c::CaseRow;
    candidates(case: CaseId) -> Vec<u::Candidate>;
});

port!(Customers, "customers" {
    search(q: u::CustomerQuery) -> Page<u::CustomerRow>;
    create(input: u::NewCustomer) -> u::Customer;
    get(customer: CustomerId) -> u::Customer;
    change(customer: CustomerId, version: i64, change: u::CustomerChange) -> u::Customer;
    orders(c: CustomerId, q: PageQuery) -> Page<u::Order>;
    timeline(customer: CustomerId, page: PageQuery) -> Page<u::TimelineEntry>;
    merges(customer: CustomerId) -> Vec<u::MergeEntry>;
    merge(c: CustomerId, input: u::NewMerge) -> u::Customer;
    undo_merge(merge: MergeId) -> u::MergeEntry;
    lookalikes(q: u::LookalikeQuery) -> u::Lookalikes;
    tell_apart(decision: u::LookalikeDecision) -> ();
    set_lookalike_threshold(threshold: u::LookalikeThreshold) -> ();
    ties(customer: CustomerId) -> Vec<u::Tie>;
    set_tie(c: CustomerId, tie: u::NewTie) -> Vec<u::Tie>;
});

#[async_trait]
impl Handovers for Fake {
    async fn offer_handover(
        &self,
        _: &Caller,
        case: CaseId,
        input: NewHandover,
    ) -> Answer<Handover> {
        self.answer("handovers.offer", format!(" {case:?} {input:?}")).await
    }
    async fn handover(&self, code: &str) -> Answer<HandoverDoor> {
        self.answer("handovers.door", format!(" {code}")).await
    }
    async fn take_handover(&self, code: &str) -> Answer<HandoverTaken> {
        self.answer("handovers.take", format!(" {code}")).await
    }
}

port!(Search, "search" {
    find(query: SearchQuery) -> SearchPage;
});

#[async_trait]
impl Privacy for Fake {
    async fn privacy(&self, _: &Caller, customer: CustomerId) -> Answer<v::PrivacyState> {
        self.answer("privacy.privacy", format!(" {customer:?}")).await
    }
    async fn export_person(&self, _: &Caller, customer: CustomerId) -> Answer<Download> {
        self.answer::<()>("privacy.export", format!(" {customer:?}")).await?;
        Err(Problem::new(Code::NotFound))
    }
    async fn erase_person(
        &self,
        _: &Caller,
        customer: CustomerId,
        input: v::NewErasure,
    ) -> Answer<v::Erasure> {
        self.answer("privacy.erase", format!(" {customer:?} {input:?}")).await
    }
}

port!(Templates, "templates" {
    templates() -> Vec<t::TemplateRow>;
    template(template: TemplateId) -> t::Template;
    create_template(input: t::NewTemplate) -> t::Template;
    change_template(template: TemplateId, version: i64, change: t::TemplateChange) -> t::Template;
    template_variables() -> Vec<t::TemplateVariable>;
    preview_template(draft: t::TemplateDraft) -> t::TemplateText;
    use_template(case: CaseId, input: t::TemplateUse) -> t::TemplateUsed;
});

port!(Work, "work" {
    offers() -> Vec<Offer>;
    accept(offer: OfferId) -> c::CaseRow;
    decline(offer: OfferId) -> ();
    presence() -> AgentState;
    set_presence(change: PresenceChange) -> AgentState;
    board() -> Board;
    set_agent_presence(user: UserId, change: PresenceChange) -> AgentState;
    directory() -> Directory;
});

port!(Admin, "admin" {
    users(page: PageQuery) -> Page<a::User>;
    create_user(input: a::NewUser) -> a::User;
    change_user(user: UserId, version: i64, change: a::UserChange) -> a::User;
    reset_password(user: UserId, r: a::PasswordReset) -> ();
    reset_second_factor(user: UserId) -> ();
    queues() -> Vec<a::Queue>;
    create_queue(input: a::NewQueue) -> a::Queue;
    change_queue(queue: QueueId, version: i64, change: a::QueueChange) -> a::Queue;
    create_category(input: a::NewCategory) -> CategoryView;
    change_category(category: CategoryId, version: i64, change: a::CategoryChange) -> CategoryView;
    channel_kinds() -> Vec<a::ChannelKindView>;
    channels() -> Vec<a::Channel>;
    create_channel(input: a::NewChannel) -> a::Channel;
    change_channel(channel: ChannelId, version: i64, change: a::ChannelChange) -> a::Channel;
    test_channel(channel: ChannelId) -> a::ChannelTest;
    issue_hook_secret(channel: ChannelId, direction: h::HookDirection) -> h::HookSecret;
    preview_form(draft: f::FormDraft) -> f::FormView;
    audit(query: a::AuditQuery) -> Page<a::AuditEntry>;
    tenants() -> Vec<a::Tenant>;
    create_tenant(input: a::NewTenant) -> a::Tenant;
    hours() -> Vec<p::BusinessHours>;
    create_hours(input: p::NewBusinessHours) -> p::BusinessHours;
    change_hours(hours: HoursId, version: i64, change: p::BusinessHoursChange) -> p::BusinessHours;
    sla_policies() -> Vec<p::SlaPolicy>;
    create_sla_policy(input: p::NewSlaPolicy) -> p::SlaPolicy;
    change_sla_policy(policy: SlaPolicyId, version: i64, change: p::SlaPolicyChange) -> p::SlaPolicy;
});
