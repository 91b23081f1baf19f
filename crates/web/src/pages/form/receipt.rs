//! The receipt (完了画面).

use api::form::FormReceipt;
use maud::{Markup, html};

use super::fields::other;
use super::frame;
use super::words::{self, said};

pub(super) fn draw(receipt: &FormReceipt, token: &str) -> Markup {
    let (view, locale) = (&receipt.view, receipt.view.locale);
    let (other, its_name) = other(locale);
    let main = html! {
        p.language {
            a href={ "?r=" (token) "&lang=" (other.as_str()) } lang=(other.as_str()) { (its_name) }
        }
        h1 { (said(locale, words::DONE)) }
        div.receipt {
            p { (said(locale, words::NUMBER)) }
            p.number { (receipt.number) }
            p.small { (said(locale, words::KEEP_NUMBER)) }
        }
        @if !view.done.is_empty() { p.lead { (view.done) } }
        p {
            a href={ "/f/" (view.key) "?lang=" (locale.as_str()) } {
                (said(locale, words::ANOTHER))
            }
        }
    };
    let title = format!("{} - {}", said(locale, words::DONE), view.title);
    frame::page(view, (&title, 2), &main)
}
