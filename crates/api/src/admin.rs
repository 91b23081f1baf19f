//! Administration: people, queues, categories, channels, tenants, audit log.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::permission::Role;
use model::{AuditId, CategoryId, ChannelId, ChannelKind, QueueId, TenantId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::caller::Locale;

/// A person's account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Language of the desk.
    pub locale: Locale,
    /// Whether the account is in use.
    pub active: bool,
    /// Most chats at once.
    pub chat_capacity: u32,
    /// Most mails at once.
    pub mail_capacity: u32,
    /// Queues the person serves.
    pub queues: Vec<QueueId>,
    /// Since when.
    pub created_at: Timestamp,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A new account.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// First password.
    pub password: String,
    /// Language of the desk.
    pub locale: Option<Locale>,
    /// Most chats at once.
    pub chat_capacity: Option<u32>,
    /// Most mails at once.
    pub mail_capacity: Option<u32>,
    /// Queues the person serves.
    #[serde(default)]
    pub queues: Vec<QueueId>,
}

impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewUser").field("roles", &self.roles).finish_non_exhaustive()
    }
}

/// Changes to an account; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// Name.
    pub name: Option<String>,
    /// Roles.
    pub roles: Option<Vec<Role>>,
    /// Whether the account is in use.
    pub active: Option<bool>,
    /// Most chats at once.
    pub chat_capacity: Option<u32>,
    /// Most mails at once.
    pub mail_capacity: Option<u32>,
    /// Queues the person serves, all of them.
    pub queues: Option<Vec<QueueId>>,
}

/// A new password for somebody; ends all of that person's sessions.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    /// The new one, 10 to 200 characters.
    pub password: String,
}

impl std::fmt::Debug for PasswordReset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordReset").finish_non_exhaustive()
    }
}

/// A queue (キュー).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Queue {
    /// Which.
    pub id: QueueId,
    /// Name.
    pub name: String,
    /// Seconds an offer stands.
    pub offer_seconds: u32,
    /// Whether it is out of use.
    pub archived: bool,
    /// Who serves it.
    pub members: Vec<UserId>,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A new queue.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQueue {
    /// Name.
    pub name: String,
    /// Seconds an offer stands, 5 to 300; 20 when absent.
    pub offer_seconds: Option<u32>,
    /// Who serves it.
    #[serde(default)]
    pub members: Vec<UserId>,
}

/// Changes to a queue; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QueueChange {
    /// Name.
    pub name: Option<String>,
    /// Seconds an offer stands.
    pub offer_seconds: Option<u32>,
    /// Whether it is out of use; refused while something waits in it or a channel leads to it.
    pub archived: Option<bool>,
    /// Who serves it, all of them.
    pub members: Option<Vec<UserId>>,
}

/// A new category.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    /// Its parent; at the top when absent.
    pub parent: Option<CategoryId>,
    /// Name.
    pub name: String,
}

/// Changes to a category; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryChange {
    /// Name.
    pub name: Option<String>,
    /// Order among its siblings.
    pub position: Option<i32>,
    /// Whether it is out of use.
    pub archived: Option<bool>,
}

/// A new way in which cases end.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDisposition {
    /// Name.
    pub name: String,
}

/// Changes to a disposition; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DispositionChange {
    /// Name.
    pub name: Option<String>,
    /// Its place in the list.
    pub position: Option<i32>,
    /// Whether it is out of use.
    pub archived: Option<bool>,
}

/// A kind of channel with the form of its settings.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChannelKindView {
    /// Which.
    pub kind: ChannelKind,
    /// Name in Japanese.
    pub name_ja: String,
    /// Name in English.
    pub name_en: String,
    /// The fields of its settings.
    pub fields: Vec<SettingField>,
}

/// One field of a settings form.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SettingField {
    /// Key in `settings`.
    pub key: String,
    /// `text`, `number`, `bool`, `secret`, `select`, `multiline`, `colour`, `form_fields`,
    /// `mail_channel`.
    pub input: String,
    /// Label in Japanese.
    pub label_ja: String,
    /// Label in English.
    pub label_en: String,
    /// Help in Japanese.
    pub help_ja: String,
    /// Help in English.
    pub help_en: String,
    /// Whether it must be filled.
    pub required: bool,
    /// Choices of a `select`.
    pub options: Vec<String>,
    /// What it is when left empty.
    pub default: Option<String>,
    /// Heading under which it stands: `general`, `look`, `fields`, `receive`,
    /// `send`.
    pub group: String,
}

/// A channel with its settings; secrets are never sent, only whether they are set.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Channel {
    /// Which.
    pub id: ChannelId,
    /// What kind of door.
    pub kind: ChannelKind,
    /// Name.
    pub name: String,
    /// Whether it is switched on.
    pub active: bool,
    /// Where its work waits.
    pub queue: QueueId,
    /// The key of the embedded script (chat) or of the page (form).
    pub public_key: Option<String>,
    /// Settings by field key.
    pub settings: BTreeMap<String, String>,
    /// Secret fields that are set.
    pub secrets_set: Vec<String>,
    /// When it last worked.
    pub last_ok_at: Option<Timestamp>,
    /// Its last trouble, until it works again.
    pub last_error: Option<String>,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A new channel.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChannel {
    /// What kind of door.
    pub kind: ChannelKind,
    /// Name.
    pub name: String,
    /// Where its work waits.
    pub queue: QueueId,
    /// Settings by field key, secrets among them.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
}

impl std::fmt::Debug for NewChannel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewChannel").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Changes to a channel; absent fields stay.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelChange {
    /// Name.
    pub name: Option<String>,
    /// Whether it is switched on.
    pub active: Option<bool>,
    /// Where its work waits.
    pub queue: Option<QueueId>,
    /// Settings to change by field key; an empty text removes one.
    pub settings: Option<BTreeMap<String, String>>,
}

impl std::fmt::Debug for ChannelChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChannelChange").field("active", &self.active).finish_non_exhaustive()
    }
}

/// What the test button found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChannelTest {
    /// Each step with its outcome.
    pub steps: Vec<ChannelTestStep>,
}

/// One step of a channel's test.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChannelTestStep {
    /// `receive`, `send`, `script`, `page`.
    pub step: String,
    /// Whether it worked.
    pub ok: bool,
    /// What happened, in the caller's language.
    pub text: String,
}

/// Which audit entries.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only this action.
    pub action: Option<String>,
    /// Only this person.
    pub user: Option<UserId>,
    /// From an earlier page's `next`.
    pub cursor: Option<String>,
    /// Rows wanted.
    pub limit: Option<u32>,
}

/// One entry of the audit log.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who; absent for the system and for failed sign-ins of unknown people.
    pub user: Option<UserId>,
    /// What: `sign_in`, `sign_in_failed`, `user.created` …
    pub action: String,
    /// On what.
    pub target: String,
    /// What changed; never a secret.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
    /// From where.
    pub ip: Option<String>,
}

/// A tenant as the system administrator sees it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Tenant {
    /// Which.
    pub id: TenantId,
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
}

/// A new tenant with its first administrator.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTenant {
    /// Short name: 2 to 40 of a–z, 0–9 and hyphen.
    pub slug: String,
    /// Name.
    pub name: String,
    /// E-mail address of its first administrator.
    pub admin_email: String,
    /// Name of its first administrator.
    pub admin_name: String,
    /// First password.
    pub admin_password: String,
}

impl std::fmt::Debug for NewTenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewTenant").field("slug", &self.slug).finish_non_exhaustive()
    }
}
