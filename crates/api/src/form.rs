//! The inquiry form's public side: what its page shows, what is typed, what becomes of it.

use std::collections::BTreeMap;

use bytes::Bytes;
use model::limits::{FORM_HOURS_MAX, FORM_PROOF_BITS};
use model::{AttachmentId, ChannelId, FormInput, IntakeId, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::Locale;
use crate::file::{FileView, Upload};
use crate::problem::Detail;

/// A form in one language.
#[derive(Clone, Debug, Deserialize)]
pub struct FormView {
    /// The key in its address.
    pub key: String,
    /// In which language.
    pub locale: Locale,
    /// Heading.
    pub title: String,
    /// What stands above the fields.
    pub intro: String,
    /// What stands below the receipt number.
    pub done: String,
    /// The fields.
    pub fields: Vec<FormField>,
}

/// One field as its page shows it.
#[derive(Clone, Debug, Deserialize)]
pub struct FormField {
    /// Its name in the request.
    pub key: String,
    /// What it asks for.
    pub input: FormInput,
    /// What stands above it.
    pub label: String,
    /// What stands below that.
    pub help: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// Ways of contact that are consented to, as people call them; empty where none are.
    pub ways: String,
    /// Value and text of each choice; of a consent the one text that stands beside its box.
    pub choices: Vec<(String, String)>,
    /// Characters that fit.
    pub chars_max: usize,
    /// Files that fit.
    pub files_max: usize,
    /// Media types of files that are taken.
    pub types: Vec<String>,
}

/// A form that somebody opens.
#[derive(Clone, Debug)]
pub struct FormOpened {
    /// The form.
    pub view: FormView,
    /// Stands in the page and comes back with it; good for [`FORM_HOURS_MAX`] hours and one inquiry.
    pub token: String,
}

/// Leading zero bits of a proof of work over the token.
pub const PROOF_BITS: u32 = FORM_PROOF_BITS;
/// Hours for which a token is good.
pub const TOKEN_HOURS: u32 = FORM_HOURS_MAX;

/// What comes back from a page.
#[derive(Default)]
pub struct FormPost {
    /// The page's token.
    pub token: String,
    /// The nonce of a proof of work; empty where no script ran.
    pub proof: String,
    /// What was typed into the field that people do not see.
    pub trap: String,
    /// Which button was pressed.
    pub button: FormButton,
    /// Answers by field.
    pub answers: BTreeMap<String, String>,
    /// Ids of files that came with an earlier page.
    pub kept: Vec<String>,
    /// Files that come now.
    pub files: Vec<Upload>,
    /// Names of files that were too large to be read.
    pub too_large: Vec<String>,
    /// Whether all files together were too large.
    pub too_many_bytes: bool,
}

impl std::fmt::Debug for FormPost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormPost").field("button", &self.button).finish_non_exhaustive()
    }
}

/// The buttons of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormButton {
    /// 確認画面へ: shows what would be sent.
    #[default]
    Confirm,
    /// 修正する: back to the fields.
    Edit,
    /// 送信する.
    Send,
}

/// What was made of what came back.
#[derive(Debug)]
pub struct FormChecked {
    /// The form.
    pub view: FormView,
    /// The page's token; another one when the first was no longer good.
    pub token: String,
    /// The proof of work, if there was a right one.
    pub proof: Option<String>,
    /// Answers by field, in normal form where they are right.
    pub answers: BTreeMap<String, String>,
    /// Files kept by now.
    pub files: Vec<FileView>,
    /// What is wrong, by field.
    pub wrong: BTreeMap<String, Detail>,
    /// What is wrong with the whole.
    pub notice: Option<Detail>,
    /// What comes next.
    pub next: FormNext,
}

/// What comes after a page.
#[derive(Debug)]
pub enum FormNext {
    /// The fields, again or with complaints.
    Fields,
    /// What would be sent.
    Confirm,
    /// It can be kept.
    Keep(FormInquiry),
}

/// An inquiry that is right in everything and not kept yet. Made by `app` only.
#[derive(Clone)]
pub struct FormInquiry {
    /// Whose.
    pub tenant: TenantId,
    /// Through which form.
    pub channel: ChannelId,
    /// Under which id it is journalled; the same page gives the same id.
    pub id: IntakeId,
    /// Its bytes for the journal.
    pub raw: Bytes,
    /// Its files.
    pub files: Vec<AttachmentId>,
}

impl std::fmt::Debug for FormInquiry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormInquiry").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What became of an inquiry that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormSent {
    /// It is kept, now or since an earlier press of the button. The text is for the address of the
    /// receipt.
    Kept(String),
    /// This page's inquiry was sent before with other words; they need a new page.
    SentOtherwise,
    /// A file was removed in between.
    FilesGone,
}

/// A receipt.
#[derive(Clone, Debug)]
pub struct FormReceipt {
    /// The form.
    pub view: FormView,
    /// The number that the customer keeps.
    pub number: String,
}

/// A form that is being set and not stored yet.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormDraft {
    /// Settings by field key, as for a channel.
    pub settings: BTreeMap<String, String>,
    /// In which language.
    pub locale: Locale,
}

/// What a form would look like.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FormPreview {
    /// A page for a sandboxed frame.
    pub html: String,
}
