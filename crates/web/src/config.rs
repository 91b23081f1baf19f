//! What the edge must be told about where it stands.

use std::net::IpAddr;

use crate::traffic::Traffic;

/// Settings of the HTTP edge.
#[derive(Clone, Debug, Default)]
pub struct WebConfig {
    /// Address under which people reach the server, e.g. `https://desk.example.jp`. Requests of
    /// that origin count as our own even when a proxy rewrites `Host`.
    pub public_url: Option<String>,
    /// Whether browsers come by HTTPS: the session cookie gets `Secure` and the `__Host-` prefix,
    /// answers get `Strict-Transport-Security`.
    pub secure_cookies: bool,
    /// Proxies whose `X-Forwarded-For` is believed. Nobody else's is.
    pub trusted_proxies: Vec<IpAddr>,
    /// Addresses that the limits per address spare: where simulated customers come from.
    pub unlimited_addresses: Vec<IpAddr>,
    /// Whether this is the demonstration: serves the demo shop and its identities.
    pub demo: bool,
    /// What is counted.
    pub traffic: Traffic,
    /// Build of the server; a desk that sees it change offers a reload.
    pub version: String,
}
