//! All answers of a form at once.

use std::collections::BTreeMap;

use model::FormInput;

use super::answer::normal;
use super::definition::Definition;
use super::wrong::Wrong;

/// What was answered, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// By field: in normal form where it is right, as typed where it is not. Fields without an
    /// answer are absent.
    pub answers: BTreeMap<String, String>,
    /// By field; empty when the form can be sent.
    pub wrong: BTreeMap<String, Wrong>,
}

/// Checks what was typed. `files` is how many files there are by now. Answers to questions that
/// the form does not ask are dropped.
#[must_use]
pub fn check(form: &Definition, typed: &BTreeMap<String, String>, files: usize) -> Checked {
    let mut checked = Checked::default();
    for field in &form.fields {
        if field.input == FormInput::Files {
            if files == 0 && field.required {
                checked.wrong.insert(field.key.clone(), Wrong::NoFile);
            } else if files > field.files_max() {
                let wrong = Wrong::TooManyFiles { max: field.files_max() };
                checked.wrong.insert(field.key.clone(), wrong);
            }
            continue;
        }
        let (answer, wrong) = normal(field, typed.get(&field.key).map_or("", String::as_str));
        if !answer.is_empty() {
            checked.answers.insert(field.key.clone(), answer);
        }
        if let Some(wrong) = wrong {
            checked.wrong.insert(field.key.clone(), wrong);
        }
    }
    checked
}
