//! An inquiry as the intake journal keeps it: answers with the questions as they stood, so that it
//! reads the same however the form is changed afterwards.

use model::limits::{
    ATTACHMENTS_PER_MESSAGE_MAX, CONSENT_WORDING_CHARS_MAX, FORM_FIELDS_MAX,
    FORM_INQUIRY_BYTES_MAX, FORM_LABEL_CHARS_MAX, FORM_TEXT_CHARS_MAX, SUBJECT_CHARS_MAX,
};
use model::{AttachmentId, CategoryId, ConsentChannel, ConsentPurposeId, FormInput};
use serde::{Deserialize, Serialize};

use crate::text::mail_address;

/// The layout of a kept inquiry; grows when an older program could not read a newer one.
const FORMAT: u32 = 1;
/// The layout of one with consents.
const WITH_CONSENTS: u32 = 2;

/// One question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// What was asked for.
    pub input: FormInput,
    /// The question, as colleagues read it.
    pub label: String,
    /// The answer, as colleagues read it.
    pub answer: String,
}

/// A file that was kept before the inquiry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptFile {
    /// Which.
    pub id: AttachmentId,
    /// Name, for whoever reads the raw inquiry.
    pub name: String,
}

/// A box that was ticked, with the words that stood beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// To what.
    pub purpose: ConsentPurposeId,
    /// In which ways.
    pub channels: Vec<ConsentChannel>,
    /// The words.
    pub wording: String,
    /// Their language.
    pub language: String,
    /// Which version of the purpose's own wording they are.
    #[serde(default)]
    pub version: Option<i64>,
}

/// An inquiry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
    format: u32,
    /// The number that the customer was given.
    pub receipt: String,
    /// The form's heading.
    pub form: String,
    /// The language of the page.
    pub language: String,
    /// The chosen category.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// Questions with answers, in the form's order.
    pub answers: Vec<Answered>,
    /// Files.
    #[serde(default)]
    pub files: Vec<KeptFile>,
    /// What was consented to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Agreed>,
}

/// Why a kept inquiry cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More bytes, answers or characters than an inquiry has.
    #[error("larger than an inquiry can be")]
    TooLarge,
    /// No inquiry of a layout that this program knows.
    #[error("not an inquiry")]
    Malformed,
    /// An answer is not what it says it is.
    #[error("an answer is wrong")]
    Wrong,
}

impl Unreadable {
    /// Its stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::Wrong => "wrong",
        }
    }
}

impl Inquiry {
    /// An inquiry without a category and files yet.
    #[must_use]
    pub fn new(receipt: String, form: String, language: &str, answers: Vec<Answered>) -> Self {
        let language = language.to_owned();
        let (category, files, consents) = (None, Vec::new(), Vec::new());
        Self { format: FORMAT, receipt, form, language, category, answers, files, consents }
    }

    /// The inquiry with what was consented to in it.
    #[must_use]
    pub fn agreeing(mut self, consents: Vec<Agreed>) -> Self {
        self.format = if consents.is_empty() { FORMAT } else { WITH_CONSENTS };
        self.consents = consents;
        self
    }

    /// The bytes to be kept; the same inquiry gives the same bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Reads a kept inquiry.
    ///
    /// # Errors
    /// [`Unreadable`]; never panics, whatever the bytes are.
    pub fn parse(raw: &[u8]) -> Result<Self, Unreadable> {
        if raw.len() > FORM_INQUIRY_BYTES_MAX {
            return Err(Unreadable::TooLarge);
        }
        let read: Self = serde_json::from_slice(raw).map_err(|_| Unreadable::Malformed)?;
        if ![FORMAT, WITH_CONSENTS].contains(&read.format) {
            return Err(Unreadable::Malformed);
        }
        let over = |text: &str, max: usize| text.chars().count() > max;
        let too_large = read.answers.len() > FORM_FIELDS_MAX
            || read.files.len() > ATTACHMENTS_PER_MESSAGE_MAX
            || read.consents.len() > FORM_FIELDS_MAX
            || read.consents.iter().any(|one| over(&one.wording, CONSENT_WORDING_CHARS_MAX))
            || over(&read.form, FORM_LABEL_CHARS_MAX)
            || over(&read.receipt, FORM_LABEL_CHARS_MAX)
            || read.answers.iter().any(|one| {
                over(&one.label, FORM_LABEL_CHARS_MAX) || over(&one.answer, FORM_TEXT_CHARS_MAX)
            });
        if too_large {
            return Err(Unreadable::TooLarge);
        }
        let bad = |one: &Answered| {
            let control = |c: char| c.is_control() && c != '\n' && c != '\t';
            one.answer.contains(control)
                || one.input == FormInput::Email && mail_address(&one.answer).is_none()
        };
        if read.answers.iter().any(bad) { Err(Unreadable::Wrong) } else { Ok(read) }
    }

    /// The answer to a question that is asked once.
    #[must_use]
    pub fn answer(&self, input: FormInput) -> Option<&str> {
        let found = self.answers.iter().find(|one| one.input == input);
        found.map(|one| one.answer.as_str()).filter(|answer| !answer.is_empty())
    }

    /// What the case is about: the kind of matter, or the form, and the number.
    #[must_use]
    pub fn subject(&self) -> String {
        let about = self.answer(FormInput::Category).unwrap_or(&self.form);
        let about = if about.trim().is_empty() { "お問い合わせ" } else { about.trim() };
        let subject = format!("{about}(受付番号 {})", self.receipt);
        subject.chars().take(SUBJECT_CHARS_MAX).collect()
    }

    /// Questions and answers laid out for reading: one line each, long ones in a paragraph.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for one in self.answers.iter().filter(|one| !one.answer.is_empty()) {
            if one.input == FormInput::LongText {
                let gap = if text.is_empty() { "" } else { "\n" };
                text.push_str(&format!("{gap}【{}】\n{}\n\n", one.label, one.answer));
            } else {
                text.push_str(&format!("【{}】 {}\n", one.label, one.answer));
            }
        }
        text.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inquiry_is_laid_out_for_reading() {
        let one = |input, label: &str, answer: &str| Answered {
            input,
            label: label.to_owned(),
            answer: answer.to_owned(),
        };
        let answers = vec![
            one(FormInput::Name, "お名前", "山田 花子"),
            one(FormInput::Category, "種類", "配送"),
            one(FormInput::LongText, "内容", "届きません。\nお願いします。"),
            one(FormInput::Order, "注文番号", "K-1"),
        ];
        let inquiry = Inquiry::new("AB12-CD34".into(), "お問い合わせ".into(), "ja", answers);
        let text = "【お名前】 山田 花子\n【種類】 配送\n\n【内容】\n届きません。\nお願いします。\n\n【注文番号】 K-1";
        assert_eq!(inquiry.text(), text);
        assert_eq!(inquiry.subject(), "配送(受付番号 AB12-CD34)");
        assert_eq!(Inquiry::parse(&inquiry.bytes()), Ok(inquiry));
    }
}
