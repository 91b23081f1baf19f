//! The ports whose every method asks a person's permission and answers with data.

use api::account::{Me, Session};
use api::admin as a;
use api::board::Board;
use api::case as c;
use api::case_work as k;
use api::consent as n;
use api::customer as u;
use api::directory::{CategoryView, Directory, DispositionView, ResolveRule};
use api::file::Download;
use api::form as f;
use api::handover::{Handover, HandoverDoor, HandoverTaken, NewHandover};
use api::hook as h;
use api::ports::{
    Admin, CaseWork, Cases, Consents, Customers, Handovers, Origin, Privacy, Proofs, Retentions,
    Search, Sides, SignOn, Templates, Translations, Webhooks, Work,
};
use api::privacy as v;
use api::promise as p;
use api::proof::{NewProof, Proof, ProofCode, ProofDoor, Proven};
use api::retention as r;
use api::search::{SearchPage, SearchQuery};
use api::side as d;
use api::sign_on as o;
use api::template as t;
use api::translation as x;
use api::webhook as e;
use api::work::{AgentState, Offer, PresenceChange};
use api::{Answer, Caller, Code, Page, PageQuery, Problem};
use async_trait::async_trait;
use model::{
    BulkId, CaseId, CaseTieId, CategoryId, ChannelId, ConsentPurposeId, CustomerId, DeliveryId,
    DispositionId, HoursId, LegalHoldId, MergeId, MessageId, OfferId, PartnerId, ProcedureId,
    ProofId, QueueId, Retention, SavedViewId, SideId, SignOnProviderId, SlaPolicyId, TemplateId,
    UserId, WebhookId,
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

port!(Translations, "translations" {
    translator() -> x::TranslatorView;
    set_translator(input: x::NewTranslator) -> x::TranslatorView;
    remove_translator() -> ();
    translate(case: CaseId, input: x::NewTranslation) -> x::Translation;
});

port!(Retentions, "retentions" {
    retention() -> r::RetentionView;
    set_retention(wanted: Retention) -> ();
    preview_retention(wanted: Retention) -> Vec<r::RetentionPreview>;
    retention_runs() -> Vec<r::RetentionRunView>;
    holds(customer: CustomerId) -> Vec<r::HoldView>;
    place_hold(customer: CustomerId, input: r::NewHold) -> Vec<r::HoldView>;
    end_hold_of(hold: LegalHoldId) -> ();
});

#[async_trait]
impl Proofs for Fake {
    async fn ask_proof(&self, _: &Caller, id: CustomerId, input: NewProof) -> Answer<Proof> {
        self.answer("proofs.ask", format!(" {id:?} {input:?}")).await
    }
    async fn proofs(&self, _: &Caller, id: CustomerId) -> Answer<Vec<Proof>> {
        self.answer("proofs.list", format!(" {id:?}")).await
    }
    async fn check_proof(&self, _: &Caller, id: ProofId, input: ProofCode) -> Answer<Proven> {
        self.answer("proofs.check", format!(" {id:?} {input:?}")).await
    }
    async fn proof_door(&self, link: &str) -> Answer<ProofDoor> {
        self.answer("proofs.door", format!(" {link}")).await
    }
    async fn prove(&self, link: &str) -> Answer<ProofDoor> {
        self.answer("proofs.prove", format!(" {link}")).await
    }
}

port!(Search, "search" {
    find(query: SearchQuery) -> SearchPage;
});

#[async_trait]
impl SignOn for Fake {
    async fn sign_on_buttons(&self, query: o::SignOnQuery) -> Answer<Vec<o::SignOnButton>> {
        self.answer("sign_on.buttons", format!(" {query:?}")).await
    }
    async fn begin_sign_on(&self, id: SignOnProviderId, next: &str) -> Answer<o::SignOnStart> {
        self.answer::<()>("sign_on.begin", format!(" {id} {next}")).await?;
        let (url, ticket) = ("https://id.example/in?x=1".to_owned(), "ticket-1".to_owned());
        Ok(o::SignOnStart { url, ticket })
    }
    async fn finish_sign_on(
        &self,
        _: &Origin,
        id: SignOnProviderId,
        ticket: &str,
        answer: o::SignOnAnswer,
    ) -> Answer<o::SignOnEnd> {
        let what = format!(" {id} {ticket} {:?} {:?}", answer.code, answer.state);
        let me: Option<Me> = self.answer("sign_on.finish", what).await?;
        let next = "/inbox/mine?x=1".to_owned();
        Ok(match me {
            Some(me) => {
                let session = Box::new(Session { token: "fresh-token".to_owned(), me });
                o::SignOnEnd::In { session, next }
            }
            None => o::SignOnEnd::CodeNeeded { ticket: "ticket-2".to_owned(), next },
        })
    }
    async fn code_sign_on(&self, _: &Origin, t: &str, code: o::SignOnCode) -> Answer<Session> {
        let me: Me = self.answer("sign_on.code", format!(" {t} {}", code.code)).await?;
        Ok(Session { token: "fresh-token".to_owned(), me })
    }
    async fn sign_on_providers(&self, _: &Caller) -> Answer<Vec<o::SignOnProvider>> {
        self.answer("sign_on.providers", String::new()).await
    }
    async fn create_sign_on_provider(
        &self,
        _: &Caller,
        input: o::NewSignOnProvider,
    ) -> Answer<o::SignOnProvider> {
        self.answer("sign_on.create", format!(" {}", input.name)).await
    }
    async fn change_sign_on_provider(
        &self,
        _: &Caller,
        id: SignOnProviderId,
        version: i64,
        change: o::SignOnProviderChange,
    ) -> Answer<o::SignOnProvider> {
        self.answer("sign_on.change", format!(" {id} {version} {:?}", change.active)).await
    }
    async fn test_sign_on_provider(
        &self,
        _: &Caller,
        id: SignOnProviderId,
    ) -> Answer<o::SignOnCheck> {
        self.answer("sign_on.test", format!(" {id}")).await
    }
    async fn forget_sign_on(&self, _: &Caller, user: UserId) -> Answer<()> {
        self.answer("sign_on.forget", format!(" {user}")).await
    }
}

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

port!(CaseWork, "case_work" {
    hold(case: CaseId, hold: c::Hold) -> c::CaseRow;
    end_hold(case: CaseId) -> c::CaseRow;
    give_back(case: CaseId, back: c::GiveBack) -> c::CaseRow;
    create_disposition(input: a::NewDisposition) -> DispositionView;
    change_disposition(
        disposition: DispositionId,
        version: i64,
        change: a::DispositionChange
    ) -> DispositionView;
    relate(case: CaseId, other: CaseId) -> Vec<k::CaseTie>;
    untie(case: CaseId, tie: CaseTieId) -> Vec<k::CaseTie>;
    join(case: CaseId, into: CaseId) -> c::CaseRow;
    split(case: CaseId, part: k::Split) -> c::CaseRow;
    mark_step(case: CaseId, mark: k::StepMark) -> k::Walk;
    procedures() -> Vec<k::Procedure>;
    create_procedure(input: k::NewProcedure) -> k::Procedure;
    change_procedure(
        procedure: ProcedureId,
        version: i64,
        change: k::ProcedureChange
    ) -> k::Procedure;
    views() -> Vec<k::SavedView>;
    save_view(input: k::NewSavedView) -> k::SavedView;
    remove_view(view: SavedViewId) -> ();
    bulk(bulk: k::Bulk) -> k::BulkDone;
    undo_bulk(bulk: BulkId) -> k::BulkDone;
    set_resolve_rule(rule: ResolveRule) -> ();
});

port!(Webhooks, "webhooks" {
    webhooks() -> Vec<e::Webhook>;
    create_webhook(input: e::NewWebhook) -> e::MadeWebhook;
    change_webhook(webhook: WebhookId, version: i64, change: e::WebhookChange) -> e::Webhook;
    issue_webhook_secret(webhook: WebhookId) -> h::HookSecret;
    test_webhook(webhook: WebhookId) -> e::WebhookTest;
    webhook_deliveries(webhook: WebhookId, query: e::DeliveryQuery) -> Page<e::WebhookDelivery>;
    replay_delivery(delivery: DeliveryId) -> e::WebhookDelivery;
    replay_webhook(webhook: WebhookId, from: e::ReplaySince) -> e::Replayed;
});

port!(Sides, "sides" {
    sides(case: CaseId) -> Vec<d::Side>;
    side(case: CaseId, side: SideId) -> d::SideThread;
    open_side(case: CaseId, input: d::NewSide) -> d::SideThread;
    write_side(case: CaseId, side: SideId, input: d::SideWords) -> d::SideThread;
    change_side(case: CaseId, side: SideId, version: i64, change: d::SideChange) -> d::Side;
    partners() -> Vec<d::Partner>;
    create_partner(input: d::NewPartner) -> d::Partner;
    change_partner(partner: PartnerId, version: i64, change: d::PartnerChange) -> d::Partner;
});

#[async_trait]
impl Consents for Fake {
    async fn consent_purposes(&self, _: &Caller) -> Answer<Vec<n::ConsentPurpose>> {
        self.answer("consents.purposes", String::new()).await
    }
    async fn create_consent_purpose(
        &self,
        _: &Caller,
        input: n::NewConsentPurpose,
    ) -> Answer<n::ConsentPurpose> {
        self.answer("consents.create_purpose", format!(" {input:?}")).await
    }
    async fn change_consent_purpose(
        &self,
        _: &Caller,
        purpose: ConsentPurposeId,
        version: i64,
        change: n::ConsentPurposeChange,
    ) -> Answer<n::ConsentPurpose> {
        self.answer("consents.change_purpose", format!(" {purpose:?} {version} {change:?}")).await
    }
    async fn consents(&self, _: &Caller, customer: CustomerId) -> Answer<n::Consents> {
        self.answer("consents.list", format!(" {customer:?}")).await
    }
    async fn record_consent(
        &self,
        _: &Caller,
        customer: CustomerId,
        input: n::NewConsent,
    ) -> Answer<n::Consents> {
        self.answer("consents.record", format!(" {customer:?} {input:?}")).await
    }
    async fn consent_door(&self, link: n::ConsentLink) -> Answer<n::ConsentDoor> {
        self.answer("consents.door", format!(" {}", link.token)).await
    }
    async fn withdraw_consent(&self, link: n::ConsentLink) -> Answer<n::ConsentDoor> {
        self.answer("consents.withdraw", format!(" {}", link.token)).await
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
