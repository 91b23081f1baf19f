//! The session cookie, the one of somebody on the way to a provider, and the one that hands a visitor
//! over to the chat's page.

use axum::http::{HeaderMap, HeaderValue, header};

use api::{Code, Problem};

const PLAIN: &str = "madoguchi_session";
/// Browsers take a `__Host-` cookie only with `Secure`, `Path=/` and without `Domain`, so a
/// sibling host cannot plant one (RFC 6265bis §4.1.3.2).
const SECURE: &str = "__Host-madoguchi_session";

const fn name(secure: bool) -> &'static str {
    if secure { SECURE } else { PLAIN }
}

const PLAIN_TICKET: &str = "madoguchi_sign_on";
const SECURE_TICKET: &str = "__Host-madoguchi_sign_on";
/// Seconds for which a browser keeps a ticket; the server has a limit of its own.
const TICKET_SECONDS: i64 = model::limits::SIGN_ON_MINUTES_MAX * 60;

const fn ticket_name(secure: bool) -> &'static str {
    if secure { SECURE_TICKET } else { PLAIN_TICKET }
}

/// The session token of a request.
pub(crate) fn token(headers: &HeaderMap, secure: bool) -> Option<&str> {
    named(headers, name(secure))
}

/// The ticket of somebody on the way to a provider and back.
pub(crate) fn ticket(headers: &HeaderMap, secure: bool) -> Option<&str> {
    named(headers, ticket_name(secure))
}

fn named<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, token)| token)
        .filter(|token| !token.is_empty())
}

/// The header that gives a browser its session. It ends with the browser or on the server.
pub(crate) fn give(token: &str, secure: bool) -> Result<HeaderValue, Problem> {
    let flag = if secure { "; Secure" } else { "" };
    let text = format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{flag}", name(secure));
    HeaderValue::from_str(&text).map_err(|_| Problem::new(Code::Internal))
}

/// The header that takes the session away.
pub(crate) const fn take(secure: bool) -> HeaderValue {
    HeaderValue::from_static(if secure {
        "__Host-madoguchi_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    } else {
        "madoguchi_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    })
}

/// The header that gives a ticket. The way back comes from another site, so it is `Lax`, as the
/// session is.
pub(crate) fn give_ticket(ticket: &str, secure: bool) -> Result<HeaderValue, Problem> {
    let (name, flag) = (ticket_name(secure), if secure { "; Secure" } else { "" });
    let text =
        format!("{name}={ticket}; Path=/; Max-Age={TICKET_SECONDS}; HttpOnly; SameSite=Lax{flag}");
    HeaderValue::from_str(&text).map_err(|_| Problem::new(Code::Internal))
}

/// The header that takes the ticket away.
pub(crate) const fn take_ticket(secure: bool) -> HeaderValue {
    HeaderValue::from_static(if secure {
        "__Host-madoguchi_sign_on=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    } else {
        "madoguchi_sign_on=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    })
}

/// The header that hands a visitor's token to the chat's page, which takes it at once. A cookie and
/// not a part of the address, because anybody can make an address: whoever follows one that somebody
/// else made must not go on as that visitor.
pub(crate) fn hand_over(visitor: &str, secure: bool) -> Result<HeaderValue, Problem> {
    let (prefix, flag) = if secure { ("__Host-", "; Secure") } else { ("", "") };
    let text =
        format!("{prefix}madoguchi_handover={visitor}; Path=/; Max-Age=60; SameSite=Strict{flag}");
    HeaderValue::from_str(&text).map_err(|_| Problem::new(Code::Internal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_cookie_of_this_mode_counts() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; madoguchi_session=t1"));
        assert_eq!(token(&headers, false), Some("t1"));
        assert_eq!(token(&headers, true), None, "a planted plain cookie is no session");
        headers.insert(header::COOKIE, HeaderValue::from_static("__Host-madoguchi_session=t2"));
        assert_eq!(token(&headers, true), Some("t2"));
    }
}
