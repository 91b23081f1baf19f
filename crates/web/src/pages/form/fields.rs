//! The fields, with what was typed and what is wrong with it.

use std::collections::BTreeMap;

use api::Locale;
use api::file::FileView;
use api::form::{FormField, FormView};
use api::problem::Detail;
use maud::{Markup, html};
use model::FormInput;
use model::limits::{ATTACHMENT_BYTES_MAX, FORM_FILES_BYTES_MAX};

use super::words::{self, said};
use super::{frame, text};

/// Most choices that are shown side by side; more are a list that opens.
const RADIOS_MAX: usize = 6;
const MEBIBYTE: usize = 1024 * 1024;

/// What the page shows.
pub(super) struct Page<'a> {
    pub(super) view: &'a FormView,
    pub(super) token: &'a str,
    pub(super) proof: &'a str,
    pub(super) answers: Option<&'a BTreeMap<String, String>>,
    pub(super) files: &'a [FileView],
    pub(super) wrong: Option<&'a BTreeMap<String, Detail>>,
    pub(super) notice: Option<&'a Detail>,
}

impl<'a> Page<'a> {
    /// A page where nothing is filled in.
    pub(super) const fn empty(view: &'a FormView) -> Self {
        let (token, proof, files) = ("", "", &[]);
        Self { view, token, proof, answers: None, files, wrong: None, notice: None }
    }

    pub(super) fn draw(&self) -> Markup {
        let (view, locale) = (self.view, self.view.locale);
        let main = html! {
            h1 { (view.title) }
            @if !view.intro.is_empty() { p.lead { (view.intro) } }
            (self.summary())
            (form(view, (self.token, self.proof), &html! {
                // Enter presses the first button of a form: this one, not the one for the language.
                button type="submit" name="button" value="confirm" hidden {}
                (language(locale))
                @for field in &view.fields { (self.field(field)) }
                (trap(locale))
                p.buttons {
                    button.main type="submit" name="button" value="confirm" {
                        (said(locale, words::CONFIRM))
                    }
                }
            }))
        };
        let wrong = self.is_wrong();
        let title = if wrong {
            format!("{}{}", said(locale, words::WRONG), view.title)
        } else {
            view.title.clone()
        };
        frame::page(view, (&title, 0), &main)
    }

    fn is_wrong(&self) -> bool {
        self.notice.is_some() || self.wrong.is_some_and(|wrong| !wrong.is_empty())
    }

    /// What is wrong, with links to where it is.
    fn summary(&self) -> Markup {
        let locale = self.view.locale;
        let all: Vec<(&FormField, &Detail)> = match self.wrong {
            Some(wrong) => {
                let fields = self.view.fields.iter();
                fields.filter_map(|field| Some((field, wrong.get(&field.key)?))).collect()
            }
            None => Vec::new(),
        };
        if !self.is_wrong() {
            return html! {};
        }
        let head = if all.is_empty() { words::NOT_SENT } else { words::SUMMARY };
        html! {
            div.summary role="alert" tabindex="-1" autofocus {
                h2 { (said(locale, head)) }
                @if let Some(notice) = self.notice { p { (text(self.view, notice)) } }
                @if !all.is_empty() {
                    ul {
                        @for (field, wrong) in all {
                            li {
                                a href={ "#" (id(field)) } {
                                    (field.label) ": " (text(self.view, wrong))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn field(&self, field: &FormField) -> Markup {
        let wrong = self.wrong.and_then(|wrong| wrong.get(&field.key));
        if field.input == FormInput::Consent {
            return self.consent(field, wrong);
        }
        let radios = is_choice(field) && field.required && field.choices.len() <= RADIOS_MAX;
        html! {
            @if radios || (field.input == FormInput::Files && !self.files.is_empty()) {
                fieldset.field.bad[wrong.is_some()] aria-describedby=[described(field, wrong)] {
                    legend { (self.label(field)) }
                    (self.below(field, wrong))
                    @if radios { (self.radios(field)) } @else { (self.kept(field, wrong)) }
                }
            } @else {
                div.field.bad[wrong.is_some()] {
                    label for=(id(field)) { (self.label(field)) }
                    (self.below(field, wrong))
                    (self.input(field, wrong))
                }
            }
        }
    }

    fn label(&self, field: &FormField) -> Markup {
        html! {
            (field.label)
            @if field.required { " " span.must { (said(self.view.locale, words::MUST)) } }
        }
    }

    /// Help, and what is wrong.
    fn below(&self, field: &FormField, wrong: Option<&Detail>) -> Markup {
        let locale = self.view.locale;
        html! {
            @if has_help(field) {
                p.help id={ (id(field)) "-help" } {
                    (field.help)
                    @if field.input == FormInput::Files {
                        @if !field.help.is_empty() { br; }
                        (words::files_hint(
                            locale,
                            field.files_max,
                            ATTACHMENT_BYTES_MAX / MEBIBYTE,
                            FORM_FILES_BYTES_MAX / MEBIBYTE,
                        ))
                    }
                }
            }
            @if let Some(wrong) = wrong {
                p.wrong id={ (id(field)) "-wrong" } {
                    span.unseen { (said(locale, words::WRONG)) }
                    (text(self.view, wrong))
                }
            }
        }
    }

    fn answer(&self, field: &FormField) -> &str {
        self.answers.and_then(|answers| answers.get(&field.key)).map_or("", String::as_str)
    }

    fn radios(&self, field: &FormField) -> Markup {
        html! {
            @for (at, (value, text)) in field.choices.iter().enumerate() {
                label.choice {
                    // The first one is where the summary leads to.
                    input type="radio" id=[(at == 0).then(|| id(field))] name=(name(field))
                        value=(value) checked[value == self.answer(field)] required;
                    (text)
                }
            }
        }
    }

    /// A box with what is consented to beside it; nobody ticks it but the customer.
    fn consent(&self, field: &FormField, wrong: Option<&Detail>) -> Markup {
        html! {
            fieldset.field.bad[wrong.is_some()] aria-describedby=[described(field, wrong)] {
                legend { (self.label(field)) }
                (self.below(field, wrong))
                @for (mark, wording) in &field.choices {
                    label.choice.consent {
                        input type="checkbox" id=(id(field)) name=(name(field)) value=(mark)
                            checked[mark == self.answer(field)] required[field.required];
                        span {
                            (wording)
                            @if !field.ways.is_empty() {
                                span.small {
                                    (said(self.view.locale, words::WAYS)) (field.ways)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The files that are there, and room for more.
    fn kept(&self, field: &FormField, wrong: Option<&Detail>) -> Markup {
        let locale = self.view.locale;
        html! {
            p.small { (said(locale, words::KEPT)) }
            @for file in self.files {
                label.choice {
                    input type="checkbox" name="kept" value=(file.id.to_string()) checked;
                    (file.name) " (" (words::size(file.bytes)) ")"
                }
            }
            label.small for=(id(field)) { (said(locale, words::MORE_FILES)) }
            (self.input(field, wrong))
        }
    }

    fn input(&self, field: &FormField, wrong: Option<&Detail>) -> Markup {
        let (id, name, answer) = (id(field), name(field), self.answer(field));
        let described = described(field, wrong);
        let invalid = wrong.map(|_| "true");
        let plain = |kind: &str, complete: Option<&str>, mode: Option<&str>| {
            html! {
                input type=(kind) id=(id) name=(name) value=(answer) required[field.required]
                    autocomplete=[complete] inputmode=[mode]
                    aria-describedby=[described.clone()] aria-invalid=[invalid];
            }
        };
        match field.input {
            FormInput::Name => plain("text", Some("name"), None),
            FormInput::Email => plain("email", Some("email"), None),
            FormInput::Phone => plain("tel", Some("tel"), None),
            FormInput::Date => plain("date", None, None),
            FormInput::Text | FormInput::Order => plain("text", None, None),
            FormInput::LongText => html! {
                textarea id=(id) name=(name) rows="8" required[field.required]
                    aria-describedby=[described] aria-invalid=[invalid] { "\n" (answer) }
            },
            FormInput::Choice | FormInput::Category => self.list(field, (described, invalid)),
            FormInput::Consent => html! {},
            FormInput::Files => html! {
                input type="file" id=(id) name="file" multiple accept=(field.types.join(","))
                    required[field.required && self.files.is_empty()]
                    aria-describedby=[described] aria-invalid=[invalid];
            },
        }
    }

    fn list(
        &self,
        field: &FormField,
        (described, invalid): (Option<String>, Option<&str>),
    ) -> Markup {
        let none = if field.required { words::CHOOSE } else { words::NO_CHOICE };
        html! {
            select id=(id(field)) name=(name(field)) required[field.required]
                aria-describedby=[described] aria-invalid=[invalid] {
                option value="" { (said(self.view.locale, none)) }
                @for (value, text) in &field.choices {
                    option value=(value) selected[value == self.answer(field)] { (text) }
                }
            }
        }
    }
}

/// The form around fields or hidden answers.
pub(super) fn form(view: &FormView, (token, proof): (&str, &str), inner: &Markup) -> Markup {
    let action = format!("/f/{}?lang={}", view.key, view.locale);
    html! {
        form method="post" action=(action) enctype="multipart/form-data" novalidate
            accept-charset="utf-8" data-bits=(api::form::PROOF_BITS) {
            input type="hidden" name="token" value=(token);
            input type="hidden" name="proof" value=(proof);
            (inner)
        }
    }
}

/// The other language, with its name for itself.
pub(super) const fn other(locale: Locale) -> (Locale, &'static str) {
    match locale {
        Locale::Ja => (Locale::En, "English"),
        Locale::En => (Locale::Ja, "日本語"),
    }
}

/// The fields in the other language, with everything that was typed.
pub(super) fn language(locale: Locale) -> Markup {
    let (other, text) = other(locale);
    html! {
        p.language {
            button.plain type="submit" name="lang" value=(other.as_str()) lang=(other.as_str()) {
                (text)
            }
        }
    }
}

/// A field that people do not see and programs fill in.
fn trap(locale: Locale) -> Markup {
    html! {
        div.trap aria-hidden="true" {
            label {
                (said(locale, words::PRIVACY_TRAP))
                input type="text" name="website" value="" tabindex="-1" autocomplete="off";
            }
        }
    }
}

fn is_choice(field: &FormField) -> bool {
    matches!(field.input, FormInput::Choice | FormInput::Category)
}

fn has_help(field: &FormField) -> bool {
    !field.help.is_empty() || field.input == FormInput::Files
}

fn id(field: &FormField) -> String {
    format!("f-{}", field.key)
}

/// Under which name an answer is sent.
pub(super) fn name(field: &FormField) -> String {
    format!("a.{}", field.key)
}

fn described(field: &FormField, wrong: Option<&Detail>) -> Option<String> {
    let help = has_help(field).then(|| format!("{}-help", id(field)));
    let wrong = wrong.map(|_| format!("{}-wrong", id(field)));
    let all: Vec<String> = [wrong, help].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(" "))
}
