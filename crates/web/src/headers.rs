//! Headers that protect: what a page may load, who may frame it, what a browser may guess.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::config::WebConfig;

/// Answers that are data: nothing may be loaded by them, nobody may frame them.
const DATA_CSP: &str = "default-src 'none'; frame-ancestors 'none'";

/// The staff application: its own files only; mails stand in sandboxed frames. No inline script.
/// The two hashes are the style elements that React Aria adds (`usePress`, `usePreventScroll`);
/// every other style is a file or set by script, which this allows.
pub(crate) const DESK_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' \
    'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=' \
    'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg='; \
    img-src 'self' data: blob:; font-src 'self'; media-src 'self' data: blob:; \
    connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The widget's frame: any site may show it, which is what it is for.
pub(crate) const WIDGET_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; media-src 'self' data: blob:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

/// An inquiry form: any site may show it in a frame. It has no session that could be ridden on.
pub(crate) const FORM_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors *";

/// Where a customer goes on by chat: like the form, but in no frame, as it gives a token away.
pub(crate) const HANDOVER_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The demo shop: like any shop it shows our widget in a frame.
pub(crate) const SHOP_CSP: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// Server-written documentation: text with one style sheet of its own.
pub(crate) const DOCS_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file that somebody sent: shown or saved, never run, not even by mistake.
pub(crate) const FILE_CSP: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// A mail as a document of its own, for a frame of the desk: no scripts, no forms. It keeps the
/// origin, which is harmless where nothing runs, so that the desk can measure how high it is.
pub(crate) const MAIL_CSP: &str = "sandbox allow-same-origin allow-popups \
    allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; \
    img-src 'self' data:; frame-ancestors 'self'";

/// The same mail after the agent asked for its remote images.
pub(crate) const MAIL_IMAGES_CSP: &str = "sandbox allow-same-origin allow-popups \
    allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; \
    img-src 'self' data: https:; frame-ancestors 'self'";

/// Adds what every answer must have, leaving alone what the handler has said itself.
pub(crate) fn protect(headers: &mut HeaderMap, config: &WebConfig) {
    let mut unless_said = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    unless_said(header::CONTENT_SECURITY_POLICY, DATA_CSP);
    unless_said(header::CACHE_CONTROL, "no-store");
    unless_said(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_said(header::REFERRER_POLICY, "same-origin");
    unless_said(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    unless_said(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    unless_said(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if config.secure_cookies {
        unless_said(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    let csp = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok());
    let csp = csp.unwrap_or("");
    // For browsers that do not know `frame-ancestors`.
    if csp.contains("frame-ancestors 'none'") {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    } else if csp.contains("frame-ancestors 'self'") {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    }
}
