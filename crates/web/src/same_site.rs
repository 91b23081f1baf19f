//! Whether a request comes from our own pages. Beside the CSRF token this is the second lock on
//! changing requests, and the only one on WebSocket upgrades.

use axum::http::{HeaderMap, header};

use api::{Code, Problem};

use crate::config::WebConfig;

/// Refuses a request that a browser sent from another site. Programs that send neither
/// `Sec-Fetch-Site` nor `Origin` pass: they carry nobody's cookies by accident.
pub(crate) fn check(headers: &HeaderMap, config: &WebConfig) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(refused()),
        None => text("origin").map_or(Ok(()), |origin| own(origin, headers, config)),
    }
}

/// Refuses an upgrade whose `Origin` is not ours; browsers always send it (RFC 6455 §4.1).
pub(crate) fn check_upgrade(headers: &HeaderMap, config: &WebConfig) -> Result<(), Problem> {
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    own(origin.unwrap_or(""), headers, config)
}

fn own(origin: &str, headers: &HeaderMap, config: &WebConfig) -> Result<(), Problem> {
    let public = config.public_url.as_deref().map(origin_of);
    if public.is_some_and(|public| public.eq_ignore_ascii_case(origin)) {
        return Ok(());
    }
    let (scheme, authority) = origin.split_once("://").ok_or_else(refused)?;
    // A page without TLS must not act on a session that lives under TLS.
    let downgraded = config.secure_cookies && !scheme.eq_ignore_ascii_case("https");
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("");
    let same = !host.is_empty() && bare(authority, scheme).eq_ignore_ascii_case(bare(host, scheme));
    if same && !downgraded { Ok(()) } else { Err(refused()) }
}

/// `https://desk.example.jp/x` → `https://desk.example.jp`.
fn origin_of(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(start..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| start + at);
    url.get(..end).unwrap_or(url)
}

/// An authority without the scheme's default port.
fn bare<'a>(authority: &'a str, scheme: &str) -> &'a str {
    let default = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    authority.strip_suffix(default).unwrap_or(authority)
}

const fn refused() -> Problem {
    Problem::new(Code::CrossSite)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(headers: &[(&'static str, &str)], config: &WebConfig) -> bool {
        let headers: HeaderMap =
            headers.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect();
        check(&headers, config).is_ok()
    }

    #[test]
    fn browsers_of_other_sites_are_refused() {
        let config = WebConfig::default();
        for (headers, ok) in [
            (vec![("sec-fetch-site", "same-origin"), ("host", "a.jp")], true),
            (vec![("sec-fetch-site", "none")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("origin", "http://a.jp"), ("host", "a.jp")], true),
            (vec![("origin", "http://a.jp:80"), ("host", "A.JP")], true),
            (vec![("origin", "http://a.jp:81"), ("host", "a.jp")], false),
            (vec![("origin", "http://evil.jp"), ("host", "a.jp")], false),
            (vec![("origin", "null"), ("host", "a.jp")], false),
            (vec![("origin", "http://")], false),
            (vec![], true),
        ] {
            assert_eq!(passes(&headers, &config), ok, "{headers:?}");
        }
    }

    #[test]
    fn the_public_address_counts_behind_a_proxy() {
        let config = WebConfig {
            public_url: Some("https://desk.example.jp/".to_owned()),
            secure_cookies: true,
            ..WebConfig::default()
        };
        let inner = ("host", "127.0.0.1:8080");
        assert!(passes(&[("origin", "https://desk.example.jp"), inner], &config));
        assert!(!passes(&[("origin", "http://desk.example.jp"), inner], &config));
        assert!(!passes(&[("origin", "http://127.0.0.1:8080"), inner], &config), "no TLS");
    }
}
