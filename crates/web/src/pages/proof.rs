//! Where a customer proves an address by the link in a mail. Whole without scripts. It is proven by
//! a button, so that what only looks at addresses (previews, scanners of mail) proves nothing.

use api::Locale;
use api::proof::{ProofDoor, ProofState};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};

use super::form::shell;
use crate::arrival::Arrival;
use crate::endpoint::{Outcome, State, Web};
use crate::headers::HANDOVER_CSP;

type Words = (&'static str, &'static str);

const TITLE: Words = ("メールアドレスの確認", "Confirm your e-mail address");
const ASKED: Words = (
    "お問い合わせの際に伺った次のメールアドレスが、ご本人のものであることを確認します。",
    "Please confirm that this e-mail address, which was given to us with an inquiry, is yours.",
);
const CONFIRM: Words = ("確認する", "Confirm");
const STRANGE: Words = (
    "お心当たりがない場合は、何もせずにこのページを閉じてください。何も変わりません。",
    "If you do not know what this is about, close this page. Nothing changes.",
);
const PROVEN: Words = (
    "確認できました。ありがとうございます。このページは閉じていただいてかまいません。",
    "Confirmed. Thank you. You may close this page.",
);
const OVER: Words = (
    "この確認は期限が切れたか、新しいものに替わっています。担当者に、もう一度送るようお伝えください。",
    "This is too old, or a newer one was sent. Ask for a new mail.",
);

fn said(locale: Locale, (ja, en): Words) -> &'static str {
    match locale {
        Locale::Ja => ja,
        Locale::En => en,
    }
}

/// `GET /v/{link}`: whose address it is, and the button.
pub(crate) async fn door(
    State(web): State<Web>,
    Path(link): Path<String>,
    from: Arrival,
) -> Outcome<Response> {
    web.limits.chat_session(from.0.ip)?;
    Ok(paper(from.locale(), &web.ports.proofs.proof_door(&link).await?))
}

/// `POST /v/{link}`: whoever reads the address has pressed the button.
pub(crate) async fn prove(
    State(web): State<Web>,
    Path(link): Path<String>,
    from: Arrival,
) -> Outcome<Response> {
    web.limits.chat_session(from.0.ip)?;
    Ok(paper(from.locale(), &web.ports.proofs.prove(&link).await?))
}

fn drawn(locale: Locale, door: &ProofDoor) -> Markup {
    html! {
        p.small { (door.company) }
        h1 { (said(locale, TITLE)) }
        @match door.state {
            ProofState::Waiting => {
                p { (said(locale, ASKED)) }
                p.lead { strong { (door.address) } }
                form method="post" {
                    div.buttons { button.main type="submit" { (said(locale, CONFIRM)) } }
                }
                p.small { (said(locale, STRANGE)) }
            }
            ProofState::Proven => { p.lead role="status" { (said(locale, PROVEN)) } }
            ProofState::Expired | ProofState::Locked | ProofState::Undelivered => {
                p.lead { (said(locale, OVER)) }
            }
        }
    }
}

fn paper(locale: Locale, door: &ProofDoor) -> Response {
    let title = format!("{} - {}", said(locale, TITLE), door.company);
    let main = drawn(locale, door);
    let mut response = Html(shell(locale, &title, &main).into_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(HANDOVER_CSP));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
