//! What stands around every page.

use api::form::FormView;
use api::{Locale, Problem};
use axum::body::Body;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::words::{BACK, STEPS, STEPS_LABEL, said};

/// What the pages run.
pub(super) const SCRIPT: &str = "<script src=\"/f/assets/form.js\" defer></script>";

/// A page with the steps above it; `step` counts from 0.
pub(super) fn page(view: &FormView, (title, step): (&str, usize), main: &Markup) -> Markup {
    let locale = view.locale;
    let inner = html! {
        (steps(locale, step))
        (main)
    };
    shell(locale, title, &inner)
}

/// A page of paper for whoever is not signed in.
pub(crate) fn shell(locale: Locale, title: &str, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/f/assets/form.css";
                (PreEscaped(SCRIPT))
            }
            body {
                main { (main) }
            }
        }
    }
}

fn steps(locale: Locale, now: usize) -> Markup {
    html! {
        nav aria-label=(said(locale, STEPS_LABEL)) {
            ol.steps {
                @for (at, step) in STEPS.into_iter().enumerate() {
                    li aria-current=[(at == now).then_some("step")] { (said(locale, step)) }
                }
            }
        }
    }
}

/// A problem as a page: whoever fills in a form reads no JSON.
pub(crate) fn refusal(problem: &Problem, locale: Locale) -> Body {
    let title = problem.code.title(locale);
    let detail = problem.detail.as_ref().map(|_| problem.text(locale));
    let main = html! {
        h1 { (title) }
        @if let Some(detail) = detail { p { (detail) } }
        p { (said(locale, BACK)) }
    };
    Body::from(shell(locale, title, &main).into_string())
}
