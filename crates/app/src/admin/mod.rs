//! Administration: people, queues, categories, channels, tenants, audit log.

mod audit;
mod categories;
mod channels;
mod form;
mod hours;
mod policies;
mod queues;
mod servers;
pub(crate) mod tenants;
mod try_out;
pub(crate) mod users;

use api::admin as a;
use api::directory::CategoryView;
use api::form::{FormDraft, FormView};
use api::hook::{HookDirection, HookSecret};
use api::ports::Admin;
use api::promise as p;
use api::{Answer, Caller, Page, PageQuery};
use async_trait::async_trait;
use model::event::{EventBody, NewEvent};
use model::{Actor, CategoryId, ChannelId, HoursId, QueueId, SlaPolicyId, UserId};
use store::{StoreError, Tx};

use crate::App;

/// Tells every desk and the routing that a part of the settings changed.
pub(crate) async fn announce(tx: &mut Tx<'_>, by: &Caller, part: &str) -> Result<(), StoreError> {
    announce_as(tx, by.actor(), part).await
}

/// As [`announce`], for what nobody did.
pub(crate) async fn announce_as(
    tx: &mut Tx<'_>,
    actor: Actor,
    part: &str,
) -> Result<(), StoreError> {
    let body = EventBody::SettingsChanged { part: part.to_owned() };
    tx.append(NewEvent::bare(actor, body)).await?;
    Ok(())
}

#[async_trait]
impl Admin for App {
    async fn users(&self, by: &Caller, page: PageQuery) -> Answer<Page<a::User>> {
        users::list(self, by, page).await
    }
    async fn create_user(&self, by: &Caller, input: a::NewUser) -> Answer<a::User> {
        users::create(self, by, input).await
    }
    async fn change_user(
        &self,
        by: &Caller,
        user: UserId,
        version: i64,
        change: a::UserChange,
    ) -> Answer<a::User> {
        users::change(self, by, (user, version), change).await
    }
    async fn reset_password(&self, by: &Caller, user: UserId, r: a::PasswordReset) -> Answer<()> {
        users::reset_password(self, by, user, r).await
    }
    async fn reset_second_factor(&self, by: &Caller, user: UserId) -> Answer<()> {
        users::reset_second_factor(self, by, user).await
    }
    async fn queues(&self, by: &Caller) -> Answer<Vec<a::Queue>> {
        queues::list(self, by).await
    }
    async fn create_queue(&self, by: &Caller, input: a::NewQueue) -> Answer<a::Queue> {
        queues::create(self, by, input).await
    }
    async fn change_queue(
        &self,
        by: &Caller,
        queue: QueueId,
        version: i64,
        change: a::QueueChange,
    ) -> Answer<a::Queue> {
        queues::change(self, by, (queue, version), change).await
    }
    async fn hours(&self, by: &Caller) -> Answer<Vec<p::BusinessHours>> {
        hours::list(self, by).await
    }
    async fn create_hours(
        &self,
        by: &Caller,
        input: p::NewBusinessHours,
    ) -> Answer<p::BusinessHours> {
        hours::create(self, by, input).await
    }
    async fn change_hours(
        &self,
        by: &Caller,
        hours: HoursId,
        version: i64,
        change: p::BusinessHoursChange,
    ) -> Answer<p::BusinessHours> {
        hours::change(self, by, (hours, version), change).await
    }
    async fn sla_policies(&self, by: &Caller) -> Answer<Vec<p::SlaPolicy>> {
        policies::list(self, by).await
    }
    async fn create_sla_policy(&self, by: &Caller, input: p::NewSlaPolicy) -> Answer<p::SlaPolicy> {
        policies::create(self, by, input).await
    }
    async fn change_sla_policy(
        &self,
        by: &Caller,
        policy: SlaPolicyId,
        version: i64,
        change: p::SlaPolicyChange,
    ) -> Answer<p::SlaPolicy> {
        policies::change(self, by, (policy, version), change).await
    }
    async fn create_category(&self, by: &Caller, input: a::NewCategory) -> Answer<CategoryView> {
        categories::create(self, by, input).await
    }
    async fn change_category(
        &self,
        by: &Caller,
        category: CategoryId,
        version: i64,
        change: a::CategoryChange,
    ) -> Answer<CategoryView> {
        categories::change(self, by, (category, version), change).await
    }
    async fn channel_kinds(&self, _by: &Caller) -> Answer<Vec<a::ChannelKindView>> {
        Ok(form::kinds())
    }
    async fn channels(&self, by: &Caller) -> Answer<Vec<a::Channel>> {
        channels::list(self, by).await
    }
    async fn create_channel(&self, by: &Caller, input: a::NewChannel) -> Answer<a::Channel> {
        channels::create(self, by, input).await
    }
    async fn change_channel(
        &self,
        by: &Caller,
        channel: ChannelId,
        version: i64,
        change: a::ChannelChange,
    ) -> Answer<a::Channel> {
        channels::change(self, by, (channel, version), change).await
    }
    async fn test_channel(&self, by: &Caller, channel: ChannelId) -> Answer<a::ChannelTest> {
        try_out::test(self, by, channel).await
    }
    async fn preview_form(&self, by: &Caller, draft: FormDraft) -> Answer<FormView> {
        channels::preview(self, by, draft).await
    }
    async fn issue_hook_secret(
        &self,
        by: &Caller,
        channel: ChannelId,
        direction: HookDirection,
    ) -> Answer<HookSecret> {
        crate::hooks::secret::issue(self, by, (channel, direction)).await
    }
    async fn audit(&self, by: &Caller, query: a::AuditQuery) -> Answer<Page<a::AuditEntry>> {
        audit::list(self, by, query).await
    }
    async fn tenants(&self, _by: &Caller) -> Answer<Vec<a::Tenant>> {
        tenants::list(self).await
    }
    async fn create_tenant(&self, by: &Caller, input: a::NewTenant) -> Answer<a::Tenant> {
        tenants::create(self, by, input).await
    }
}
