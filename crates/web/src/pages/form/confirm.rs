//! What would be sent (確認画面).

use api::form::{FormChecked, FormField};
use maud::{Markup, html};
use model::FormInput;

use super::fields::{form, language, name};
use super::words::{self, said};
use super::{frame, text};

pub(super) fn draw(checked: &FormChecked) -> Markup {
    let (view, locale) = (&checked.view, checked.view.locale);
    let main = html! {
        h1 { (said(locale, words::CHECK)) }
        @if let Some(notice) = &checked.notice {
            div.summary role="alert" tabindex="-1" autofocus {
                h2 { (said(locale, words::NOT_SENT)) }
                p { (text(view, notice)) }
            }
        } @else {
            p.lead { (said(locale, words::CHECK_LEAD)) }
        }
        dl.answers {
            @for field in &view.fields {
                div {
                    dt { (field.label) }
                    dd { (answer(checked, field)) }
                }
            }
        }
        (form(view, (&checked.token, checked.proof.as_deref().unwrap_or_default()), &html! {
            @for field in view.fields.iter().filter(|field| field.input != FormInput::Files) {
                @if let Some(answer) = checked.answers.get(&field.key) {
                    input type="hidden" name=(name(field)) value=(answer);
                }
            }
            @for file in &checked.files {
                input type="hidden" name="kept" value=(file.id.to_string());
            }
            (language(locale))
            p.buttons {
                button.main type="submit" name="button" value="send" { (said(locale, words::SEND)) }
                button type="submit" name="button" value="edit" { (said(locale, words::EDIT)) }
            }
        }))
    };
    let title = format!("{} - {}", said(locale, words::CHECK), view.title);
    frame::page(view, (&title, 1), &main)
}

fn answer(checked: &FormChecked, field: &FormField) -> Markup {
    let nothing = html! { span.none { (said(checked.view.locale, words::EMPTY)) } };
    if field.input == FormInput::Files {
        if checked.files.is_empty() {
            return nothing;
        }
        return html! {
            ul {
                @for file in &checked.files {
                    li { (file.name) " (" (words::size(file.bytes)) ")" }
                }
            }
        };
    }
    let Some(answer) = checked.answers.get(&field.key) else { return nothing };
    if field.input == FormInput::Consent {
        return html! {
            (said(checked.view.locale, words::AGREED))
            @if !field.ways.is_empty() {
                " (" (said(checked.view.locale, words::WAYS)) (field.ways) ")"
            }
            @for (_, wording) in &field.choices { p.small { (wording) } }
        };
    }
    let chosen = field.choices.iter().find(|(value, _)| value == answer);
    html! { (chosen.map_or(answer, |(_, text)| text)) }
}
