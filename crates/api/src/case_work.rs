//! What is done with cases beside answering them: ties between them, procedures, kept lists, acts on
//! several at once.

use jiff::Timestamp;
use model::{
    BulkId, CaseId, CaseStatus, CaseTieId, CaseTieKind, CategoryId, ChannelId, DispositionId,
    MessageId, Priority, ProcedureId, QueueId, SavedViewId, StepId, UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::case::CaseView;

/// A case in one line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseBrief {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: CaseStatus,
}

/// Another case that has to do with this one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseTie {
    /// The tie.
    pub id: CaseTieId,
    /// What it is.
    pub kind: CaseTieKind,
    /// Of a join: whether it is this case that went on in the other. Of a split: whether it is
    /// this case that began with a part of the other.
    pub from_here: bool,
    /// The other case.
    pub case: CaseBrief,
    /// Since when.
    pub at: Timestamp,
}

/// Another case.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherCase {
    /// Which.
    pub case: CaseId,
}

/// A part of a case that becomes a case of its own.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The messages that move.
    pub messages: Vec<MessageId>,
    /// What the new case is about.
    pub subject: String,
    /// Where it belongs; the queue of the case when absent.
    pub queue: Option<QueueId>,
}

/// One step of a procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Which; a new step when absent.
    pub id: Option<StepId>,
    /// What is to be done.
    pub text: String,
    /// Whether a case may end without it.
    #[serde(default)]
    pub required: bool,
}

/// What is done step by step in a kind of matter (対応手順).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Procedure {
    /// Its id.
    pub id: ProcedureId,
    /// Name.
    pub name: String,
    /// The kind of matter, with all kinds below it that have no procedure of their own.
    pub category: CategoryId,
    /// Its steps in order.
    pub steps: Vec<Step>,
    /// Whether it is out of use.
    pub archived: bool,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A new procedure.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProcedure {
    /// Name.
    pub name: String,
    /// The kind of matter.
    pub category: CategoryId,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// Changes to a procedure; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcedureChange {
    /// Name.
    pub name: Option<String>,
    /// The kind of matter.
    pub category: Option<CategoryId>,
    /// Its steps in order; those with an id of before keep what was done.
    pub steps: Option<Vec<Step>>,
    /// Whether it is out of use.
    pub archived: Option<bool>,
}

/// The procedure of a case, and how far it got.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Walk {
    /// The procedure's name.
    pub name: String,
    /// Its steps in order.
    pub steps: Vec<WalkStep>,
}

/// One step, and whether it is done.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WalkStep {
    /// Which.
    pub id: StepId,
    /// What is to be done.
    pub text: String,
    /// Whether the case may end without it.
    pub required: bool,
    /// Who did it; absent while it is not done.
    pub done_by: Option<UserId>,
    /// When.
    pub done_at: Option<Timestamp>,
}

/// A step that is done, or is not after all.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepMark {
    /// Which.
    pub step: StepId,
    /// Whether it is done.
    pub done: bool,
}

/// What a kept list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedQuery {
    /// The list it narrows.
    pub view: CaseView,
    /// Only this state.
    #[serde(default)]
    pub status: Option<CaseStatus>,
    /// Only this queue.
    #[serde(default)]
    pub queue: Option<QueueId>,
    /// Only this channel.
    #[serde(default)]
    pub channel: Option<ChannelId>,
    /// Only this category.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// Only this owner.
    #[serde(default)]
    pub owner: Option<UserId>,
    /// Words.
    #[serde(default)]
    pub q: Option<String>,
}

/// A list of cases that somebody keeps (保存ビュー).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// Name.
    pub name: String,
    /// Whether everybody sees it.
    pub shared: bool,
    /// What it shows.
    pub query: SavedQuery,
}

/// A list to be kept.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSavedView {
    /// Name.
    pub name: String,
    /// Whether everybody sees it.
    #[serde(default)]
    pub shared: bool,
    /// What it shows.
    pub query: SavedQuery,
}

/// What is done with several cases.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum BulkAct {
    /// Somebody gets them.
    Assign {
        /// Who.
        user: UserId,
    },
    /// They wait in a queue.
    Queue {
        /// Which.
        queue: QueueId,
    },
    /// They are a kind of matter, or none.
    Category {
        /// Which.
        category: Option<CategoryId>,
    },
    /// They are so urgent.
    Priority {
        /// How.
        priority: Priority,
    },
    /// They ended so.
    Disposition {
        /// How.
        disposition: Option<DispositionId>,
    },
    /// They are put off.
    Hold {
        /// Until when.
        until: Timestamp,
    },
    /// They are resolved.
    Resolve,
}

/// One act on several cases.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    /// Which.
    pub cases: Vec<CaseId>,
    /// What is done.
    pub act: BulkAct,
}

/// What became of an act on several cases.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BulkDone {
    /// By which it can be taken back; absent when nothing was done.
    pub bulk: Option<BulkId>,
    /// The cases with which it was done.
    pub done: Vec<CaseId>,
    /// The others, with the reason.
    pub refused: Vec<BulkRefusal>,
}

/// Why something was not done with a case.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BulkRefusal {
    /// The case.
    pub case: CaseId,
    /// The problem's code.
    pub code: String,
    /// What was wrong, in the caller's language.
    pub text: String,
}
