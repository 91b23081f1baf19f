//! The inquiry form's pages: fields, what would be sent, the receipt. Whole without scripts; a
//! script only adds a proof of work and keeps a button from being pressed twice.

mod confirm;
mod fields;
mod frame;
mod post;
mod receipt;
mod words;

use api::form::{FormChecked, FormNext, FormOpened, FormSent, FormView};
use api::problem::Detail;
use api::{Code, Locale, Problem};
use axum::extract::{Path, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use serde::Deserialize;

pub(crate) use frame::{refusal, shell};

use self::words::said;
use crate::arrival::Arrival;
use crate::endpoint::{Outcome, Query, State, Web};
use crate::headers::FORM_CSP;

/// The look of the pages.
const STYLE: &str = include_str!("form.css");
/// Proof of work, and one press of a button.
const SCRIPT: &str = include_str!("form.js");

/// What may stand in an address.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// A language other than the browser's.
    lang: Option<String>,
    /// The receipt.
    #[serde(default)]
    r: String,
}

impl Asked {
    fn locale(&self, from: &Arrival) -> Locale {
        let chosen = self.lang.as_deref().and_then(Locale::parse);
        chosen.unwrap_or_else(|| from.locale())
    }
}

/// The language that an address asks for.
pub(crate) fn language(query: Option<&str>) -> Option<Locale> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| *name == "lang").and_then(|(_, value)| Locale::parse(value))
}

/// `GET /f/{key}`
pub(crate) async fn open(
    State(web): State<Web>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    from: Arrival,
) -> Outcome<Response> {
    let FormOpened { view, token } = web.ports.forms.page(&key, asked.locale(&from)).await?;
    let page = fields::Page { token: &token, ..fields::Page::empty(&view) };
    Ok(page_of(StatusCode::OK, &page.draw()))
}

/// `POST /f/{key}`: from the fields to what would be sent, back, or into the journal.
pub(crate) async fn send(
    State(web): State<Web>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    from: Arrival,
    request: Request,
) -> Outcome<Response> {
    let ip = from.0.ip;
    web.limits.form_request(ip)?;
    let (chosen, post) = post::read(request, &web).await?;
    let bytes: usize = post.files.iter().map(|file| file.content.len()).sum();
    if bytes > 0 {
        web.limits.upload_bytes(ip, bytes)?;
    }
    let locale = chosen.unwrap_or_else(|| asked.locale(&from));
    let mut checked = web.ports.forms.check(&key, locale, post).await?;
    let next = std::mem::replace(&mut checked.next, FormNext::Confirm);
    match next {
        FormNext::Fields => Ok(fields_of(&checked)),
        FormNext::Confirm => Ok(confirm_of(&checked, StatusCode::OK)),
        FormNext::Keep(inquiry) => {
            if let Err(problem) = web.limits.form_inquiry(ip, checked.proof.is_some()) {
                let wait = problem.retry_after.unwrap_or(60);
                checked.notice = Some(words::too_many(wait));
                let mut response = confirm_of(&checked, StatusCode::TOO_MANY_REQUESTS);
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
                return Ok(response);
            }
            match web.ports.forms.keep(inquiry).await? {
                FormSent::Kept(token) => {
                    let to = format!("/f/{key}/done?r={token}&lang={locale}");
                    Ok(Redirect::to(&to).into_response())
                }
                FormSent::SentOtherwise => again(&web, (&key, locale), checked, words::SENT).await,
                FormSent::FilesGone => again(&web, (&key, locale), checked, words::GONE).await,
            }
        }
    }
}

/// The fields with another token, because the page's own is used up.
async fn again(
    web: &Web,
    (key, locale): (&str, Locale),
    checked: FormChecked,
    (ja, en): (&str, &str),
) -> Outcome<Response> {
    let token = web.ports.forms.page(key, locale).await?.token;
    let notice = Some(Detail { ja: ja.to_owned(), en: en.to_owned() });
    Ok(fields_of(&FormChecked { token, notice, proof: None, files: Vec::new(), ..checked }))
}

fn fields_of(checked: &FormChecked) -> Response {
    let page = fields::Page {
        token: &checked.token,
        proof: checked.proof.as_deref().unwrap_or_default(),
        answers: Some(&checked.answers),
        files: &checked.files,
        wrong: Some(&checked.wrong),
        notice: checked.notice.as_ref(),
        ..fields::Page::empty(&checked.view)
    };
    let fine = checked.wrong.is_empty() && checked.notice.is_none();
    let status = if fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_of(status, &page.draw())
}

fn confirm_of(checked: &FormChecked, status: StatusCode) -> Response {
    let refused = status == StatusCode::OK && checked.notice.is_some();
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { status };
    page_of(status, &confirm::draw(checked))
}

/// `GET /f/{key}/done`
pub(crate) async fn done(
    State(web): State<Web>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    from: Arrival,
) -> Outcome<Response> {
    let receipt = web.ports.forms.receipt(&key, asked.locale(&from), &asked.r).await?;
    Ok(page_of(StatusCode::OK, &receipt::draw(&receipt, &asked.r)))
}

/// The fields of a form as they would look, for a frame that runs and sends nothing.
pub(crate) fn preview(view: &FormView) -> String {
    // A frame that runs nothing would complain about the script.
    fields::Page::empty(view).draw().into_string().replace(frame::SCRIPT, "")
}

/// `GET /f/assets/{file}`
pub(crate) async fn asset(Path(file): Path<String>) -> Outcome<Response> {
    let (mime, text) = match file.as_str() {
        "form.css" => ("text/css; charset=utf-8", STYLE),
        "form.js" => ("text/javascript; charset=utf-8", SCRIPT),
        _ => return Err(Problem::new(Code::NotFound).into()),
    };
    let headers = [(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, text).into_response())
}

/// A page that any site may show in a frame.
fn page_of(status: StatusCode, page: &Markup) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FORM_CSP)),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
    ];
    (status, headers, page.0.clone()).into_response()
}

/// A sentence in the page's language.
fn text(view: &FormView, detail: &Detail) -> String {
    said(view.locale, (detail.ja.as_str(), detail.en.as_str())).to_owned()
}
