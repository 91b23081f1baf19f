//! What is known of a request before anybody is recognised: from where, by what, in which
//! language.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use api::Locale;
use api::ports::Origin;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Request, header};

use crate::config::WebConfig;
use crate::problem::Failure;
use crate::state::Web;

/// Characters of `User-Agent` that are kept for the audit log.
const AGENT_CHARS_MAX: usize = 300;

/// From where a request comes; the edge puts it into every request.
#[derive(Clone)]
pub(crate) struct Arrival(pub(crate) Origin);

impl Arrival {
    /// Reads it from a request.
    pub(crate) fn of<B>(request: &Request<B>, config: &WebConfig) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        let headers = request.headers();
        let agent = text(headers, header::USER_AGENT).unwrap_or_default();
        Self(Origin {
            ip: peer.map(|peer| client_address(peer, headers, &config.trusted_proxies)),
            agent: agent.chars().take(AGENT_CHARS_MAX).collect(),
            locale: text(headers, header::ACCEPT_LANGUAGE).map(Locale::from_accept_language),
        })
    }

    /// What the edge put into a request.
    pub(crate) fn of_extensions(extensions: &Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_else(|| Self(Origin::default()))
    }

    /// The language to answer in while nobody is recognised.
    pub(crate) fn locale(&self) -> Locale {
        self.0.locale.unwrap_or(Locale::Ja)
    }
}

impl FromRequestParts<Web> for Arrival {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Failure> {
        Ok(Self::of_extensions(&parts.extensions))
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The client's address: the nearest hop that is not a trusted proxy. `X-Forwarded-For` grows to
/// the right, so only entries written by proxies that we trust are passed over.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    let mut hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    if hops.is_empty() {
        return peer;
    }
    if !trusted.contains(&peer) {
        tell_once(peer);
        return peer;
    }
    let mut nearest = peer;
    while let Some(hop) = hops.pop() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else { return nearest };
        nearest = address.to_canonical();
        if !trusted.contains(&nearest) {
            return nearest;
        }
    }
    nearest
}

/// A forgotten `trusted_proxies` makes all customers share one address and its limits: say so.
fn tell_once(peer: IpAddr) {
    static TOLD: AtomicBool = AtomicBool::new(false);
    if !TOLD.swap(true, Ordering::Relaxed) {
        tracing::warn!(%peer, "x-forwarded-for ignored: the sender is not a trusted proxy");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|t| t.parse().unwrap()).collect();
        client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_may_name_the_client() {
        assert_eq!(address("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(address("10.0.0.1", &["198.51.100.1"], &["10.0.0.1"]), "198.51.100.1");
        assert_eq!(address("::ffff:10.0.0.1", &["198.51.100.1"], &["10.0.0.1"]), "198.51.100.1");
    }

    #[test]
    fn what_the_client_wrote_itself_is_left_of_what_the_proxy_wrote() {
        let chain = ["1.1.1.1, 198.51.100.1", "10.0.0.2"];
        assert_eq!(address("10.0.0.1", &chain, &["10.0.0.1", "10.0.0.2"]), "198.51.100.1");
        assert_eq!(address("10.0.0.1", &["1.1.1.1, junk"], &["10.0.0.1"]), "10.0.0.1");
    }
}
