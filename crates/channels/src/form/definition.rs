//! What a form asks, as an administrator sets it.

use std::collections::BTreeSet;

use model::limits::{
    ATTACHMENTS_PER_MESSAGE_MAX, CONSENT_WORDING_CHARS_MAX, FORM_CHOICES_MAX,
    FORM_DEFINITION_BYTES_MAX, FORM_FIELDS_MAX, FORM_LABEL_CHARS_MAX,
};
use model::{CategoryId, ConsentChannel, ConsentPurposeId, FormInput};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::text::Text;

/// Characters of a field's key.
const KEY_CHARS_MAX: usize = 40;

/// The fields of a form that nobody has changed yet.
pub const DEFAULT: &str = r#"{"fields":[
{"key":"name","input":"name","label":{"ja":"お名前","en":"Name"},"required":true},
{"key":"email","input":"email","label":{"ja":"メールアドレス","en":"E-mail address"},"help":{"ja":"このアドレスにお返事します。","en":"We answer to this address."},"required":true},
{"key":"phone","input":"phone","label":{"ja":"電話番号","en":"Phone number"}},
{"key":"message","input":"long_text","label":{"ja":"お問い合わせ内容","en":"Your inquiry"},"required":true},
{"key":"files","input":"files","label":{"ja":"添付ファイル","en":"Files"},"help":{"ja":"写真や資料があれば添えてください。","en":"Photos or documents, if you have any."}}
]}"#;

/// A text of a form. Where there is no English, the Japanese stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// 日本語
    pub ja: String,
    /// English
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Words {
    /// The text in a language given as `ja` or `en`.
    #[must_use]
    pub fn said(&self, language: &str) -> &str {
        if language == "en" && !self.en.is_empty() { &self.en } else { &self.ja }
    }

    fn is_empty(&self) -> bool {
        self.ja.is_empty() && self.en.is_empty()
    }
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name inside the form; never changes.
    pub key: String,
    /// What it asks for.
    pub input: FormInput,
    /// What stands above it.
    pub label: Words,
    /// What stands below that.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub help: Words,
    /// Whether it must be filled in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Choices of a `choice`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Words>,
    /// Categories of a `category`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<CategoryId>,
    /// Most files of a `files`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<usize>,
    /// Purpose of a `consent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<ConsentPurposeId>,
    /// Ways of a `consent`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<ConsentChannel>,
    /// What stands beside the box of a `consent`; empty for the purpose's own wording.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub wording: Words,
    /// Which version of the purpose's own wording that is, where it is that. Not part of the
    /// setting: whoever draws the form puts both in.
    #[serde(skip)]
    pub wording_version: Option<i64>,
}

impl Field {
    /// How many files it takes.
    #[must_use]
    pub fn files_max(&self) -> usize {
        self.files.unwrap_or(ATTACHMENTS_PER_MESSAGE_MAX)
    }

    /// What the box of a `consent` sends when it is ticked: it tells which wording stood beside it,
    /// so that nobody is taken to have agreed to another one.
    #[must_use]
    pub fn mark(&self, language: &str) -> String {
        let digest = Sha256::digest(self.wording.said(language).as_bytes());
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The language of the wording that a mark stands for; none when it reads otherwise by now.
    #[must_use]
    pub fn agreed(&self, mark: &str) -> Option<&'static str> {
        ["ja", "en"].into_iter().find(|language| self.mark(language) == mark)
    }
}

/// The fields of a form, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The fields.
    pub fields: Vec<Field>,
}

/// What is wrong with the fields of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Which field, from 1; none when it is the whole.
    pub field: Option<usize>,
    /// What, for whoever set it.
    pub text: Text,
}

impl Definition {
    /// Reads and checks the fields of a form.
    ///
    /// # Errors
    /// The first [`Flaw`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let whole = |ja, en| Flaw { field: None, text: Text::fixed(ja, en) };
        if text.len() > FORM_DEFINITION_BYTES_MAX {
            return Err(whole("項目の設定が大きすぎます。", "The fields are too large."));
        }
        let mut read: Self = serde_json::from_str(text).map_err(|error| Flaw {
            field: None,
            text: Text::owned(
                format!("項目の設定を読み取れません({error})。"),
                format!("The fields cannot be read: {error}."),
            ),
        })?;
        if !(1..=FORM_FIELDS_MAX).contains(&read.fields.len()) {
            return Err(Flaw {
                field: None,
                text: Text::owned(
                    format!("項目は1〜{FORM_FIELDS_MAX}件です。"),
                    format!("A form has 1 to {FORM_FIELDS_MAX} fields."),
                ),
            });
        }
        let mut known = Known::default();
        for (at, field) in read.fields.iter_mut().enumerate() {
            tidy(field);
            known.check(field).map_err(|text| Flaw { field: Some(at + 1), text })?;
        }
        Ok(read)
    }

    /// As it is stored.
    #[must_use]
    pub fn stored(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The field of a key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The field that asks for something, where only one may.
    #[must_use]
    pub fn asking(&self, input: FormInput) -> Option<&Field> {
        self.fields.iter().find(|field| field.input == input)
    }
}

/// Cuts white space, and what does not belong to the kind.
fn tidy(field: &mut Field) {
    let cut = |words: &mut Words| {
        words.ja = words.ja.trim().to_owned();
        words.en = words.en.trim().to_owned();
        if words.ja.is_empty() {
            words.ja.clone_from(&words.en);
        }
    };
    cut(&mut field.label);
    cut(&mut field.help);
    cut(&mut field.wording);
    field.choices.iter_mut().for_each(cut);
    if field.input != FormInput::Choice {
        field.choices.clear();
    }
    if field.input != FormInput::Category {
        field.categories.clear();
    }
    if field.input != FormInput::Files {
        field.files = None;
    }
    if field.input == FormInput::Consent {
        let chosen = std::mem::take(&mut field.channels);
        let known = ConsentChannel::ALL.iter().copied();
        field.channels = known.filter(|one| chosen.contains(one)).collect();
    } else {
        field.purpose = None;
        field.channels.clear();
        field.wording = Words::default();
    }
}

#[derive(Default)]
struct Known {
    keys: BTreeSet<String>,
    single: BTreeSet<FormInput>,
}

impl Known {
    fn check(&mut self, field: &Field) -> Result<(), Text> {
        if !is_key(&field.key) || !self.keys.insert(field.key.clone()) {
            return Err(Text::fixed(
                "項目のキーは、重複しない半角英小文字・数字・_ で指定してください。",
                "A key consists of a–z, 0–9 and _, and no two fields have the same.",
            ));
        }
        if field.input.is_single() && !self.single.insert(field.input) {
            return Err(Text::fixed(
                "名前・メールアドレス・電話番号・カテゴリ・添付ファイルは、1つのフォームに1項目だけです。",
                "Name, e-mail address, phone number, category and files are asked once only.",
            ));
        }
        if field.label.ja.is_empty() {
            return Err(Text::fixed("見出しを入力してください。", "A label is required."));
        }
        let texts = field.choices.iter().chain([&field.label, &field.help]);
        for text in texts.flat_map(|words| [&words.ja, &words.en]) {
            if text.chars().count() > FORM_LABEL_CHARS_MAX || text.chars().any(char::is_control) {
                return Err(Text::owned(
                    format!(
                        "見出し・説明・選択肢は、改行なしの{FORM_LABEL_CHARS_MAX}文字以内です。"
                    ),
                    format!(
                        "Labels, help and choices have one line of at most {FORM_LABEL_CHARS_MAX} characters."
                    ),
                ));
            }
        }
        check_parts(field)
    }
}

fn check_parts(field: &Field) -> Result<(), Text> {
    match field.input {
        FormInput::Choice => {
            let mut values = BTreeSet::new();
            let fine = field.choices.iter().all(|c| !c.ja.is_empty() && values.insert(&c.ja));
            if !fine || !(1..=FORM_CHOICES_MAX).contains(&field.choices.len()) {
                return Err(Text::owned(
                    format!("選択肢を1〜{FORM_CHOICES_MAX}件、重複なしで入力してください。"),
                    format!("1 to {FORM_CHOICES_MAX} different choices."),
                ));
            }
        }
        FormInput::Category => {
            let all: BTreeSet<_> = field.categories.iter().collect();
            let twice = all.len() != field.categories.len();
            if twice || !(1..=FORM_CHOICES_MAX).contains(&all.len()) {
                return Err(Text::owned(
                    format!("カテゴリを1〜{FORM_CHOICES_MAX}件、選んでください。"),
                    format!("Choose 1 to {FORM_CHOICES_MAX} categories."),
                ));
            }
        }
        FormInput::Consent => {
            if field.purpose.is_none() || field.channels.is_empty() {
                return Err(Text::fixed(
                    "同意の利用目的と連絡手段を選んでください。",
                    "Choose the purpose and the ways of the consent.",
                ));
            }
            let bad = |text: &String| {
                text.chars().count() > CONSENT_WORDING_CHARS_MAX
                    || text.chars().any(|c| c.is_control() && c != '\n')
            };
            if [&field.wording.ja, &field.wording.en].into_iter().any(bad) {
                return Err(Text::owned(
                    format!("同意の文面は{CONSENT_WORDING_CHARS_MAX}文字以内です。"),
                    format!(
                        "The wording of a consent has at most {CONSENT_WORDING_CHARS_MAX} characters."
                    ),
                ));
            }
        }
        FormInput::Files if !(1..=ATTACHMENTS_PER_MESSAGE_MAX).contains(&field.files_max()) => {
            return Err(Text::owned(
                format!("添付ファイルは1〜{ATTACHMENTS_PER_MESSAGE_MAX}件です。"),
                format!("1 to {ATTACHMENTS_PER_MESSAGE_MAX} files."),
            ));
        }
        _ => {}
    }
    Ok(())
}

fn is_key(key: &str) -> bool {
    (1..=KEY_CHARS_MAX).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_a_form_and_reads_back() {
        let form = Definition::parse(DEFAULT).unwrap();
        assert_eq!(form.fields.len(), 5);
        assert_eq!(Definition::parse(&form.stored()), Ok(form));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let field = |more: &str| format!(r#"{{"key":"a","label":{{"ja":"x"}},{more}}}"#);
        for (fields, place) in [
            (String::new(), None),
            (field(r#""input":"nonsense""#), None),
            (field(r#""input":"choice""#), Some(1)),
            (field(r#""input":"consent","channels":["mail"]"#), Some(1)),
            (field(r#""input":"category""#), Some(1)),
            (field(r#""input":"files","files":99"#), Some(1)),
            (format!("{0},{0}", field(r#""input":"text""#)), Some(2)),
            (field(r#""input":"text""#).replace("\"x\"", "\" \""), Some(1)),
            (field(r#""input":"text""#).replace("\"a\"", "\"A b\""), Some(1)),
        ] {
            let flaw = Definition::parse(&format!(r#"{{"fields":[{fields}]}}"#)).unwrap_err();
            assert_eq!(flaw.field, place, "{fields}: {flaw:?}");
        }
    }
}
