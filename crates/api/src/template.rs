//! Canned replies with gaps.

use model::{CategoryId, Priority, TemplateId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::Locale;
use crate::case::{AfterReply, CaseRow};

/// A canned reply.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Name.
    pub name: String,
    /// What is typed after `/` to find it.
    pub shortcut: Option<String>,
    /// The text in Japanese; empty when there is none.
    pub ja: String,
    /// The text in English; empty when there is none.
    pub en: String,
    /// The matters it is for: offered first there.
    pub category: Option<CategoryId>,
    /// What becomes of the case when it is used.
    pub actions: TemplateActions,
    /// Whether it is out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

/// A canned reply in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TemplateRow {
    /// Its id.
    pub id: TemplateId,
    /// Name.
    pub name: String,
    /// What is typed after `/` to find it.
    pub shortcut: Option<String>,
    /// How its text begins, in the language that it has.
    pub beginning: String,
    /// The languages it has.
    pub locales: Vec<Locale>,
    /// The matters it is for.
    pub category: Option<CategoryId>,
    /// Whether anything becomes of the case when it is used.
    pub acts: bool,
    /// Whether it is out of use.
    pub archived: bool,
}

/// What becomes of a case when a canned reply is used; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateActions {
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// How urgent it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// What is proposed for after the reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AfterReply>,
}

/// A new canned reply.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    /// Name.
    pub name: String,
    /// What is typed after `/` to find it.
    #[serde(default)]
    pub shortcut: Option<String>,
    /// The text in Japanese. One of the two must be there.
    #[serde(default)]
    pub ja: String,
    /// The text in English.
    #[serde(default)]
    pub en: String,
    /// The matters it is for.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// What becomes of the case.
    #[serde(default)]
    pub actions: TemplateActions,
}

/// Changes to a canned reply; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateChange {
    /// Name.
    pub name: Option<String>,
    /// What is typed after `/` to find it; empty for nothing.
    pub shortcut: Option<String>,
    /// The text in Japanese.
    pub ja: Option<String>,
    /// The text in English.
    pub en: Option<String>,
    /// The matters it is for; `null` for all.
    #[serde(default, deserialize_with = "crate::case::some")]
    #[schema(value_type = Option<CategoryId>)]
    pub category: Option<Option<CategoryId>>,
    /// What becomes of the case.
    pub actions: Option<TemplateActions>,
    /// Whether it is out of use.
    pub archived: Option<bool>,
}

/// What may stand in a gap.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TemplateVariable {
    /// How it is written: `{{ customer.name }}`.
    pub name: String,
    /// What it is called in Japanese.
    pub ja: String,
    /// What it is called in English.
    pub en: String,
}

/// A text that is being written.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateDraft {
    /// The text.
    pub text: String,
    /// Its language.
    pub locale: Locale,
}

/// A text with its gaps filled.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TemplateText {
    /// The text. A gap for which nothing is known stands in it as `〔名称〕`.
    pub text: String,
    /// What stands between the brackets of the gaps that stayed open.
    pub open: Vec<String>,
}

/// How a canned reply is used.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateUse {
    /// Which.
    pub template: TemplateId,
    /// In which language; the other one when it has only that.
    pub locale: Locale,
}

/// A canned reply, used.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TemplateUsed {
    /// What to put into the reply.
    pub filled: TemplateText,
    /// What is proposed for after the reply.
    pub after: Option<AfterReply>,
    /// The case after its actions.
    pub case: CaseRow,
    /// Whether anything in the case changed.
    pub changed: bool,
}
