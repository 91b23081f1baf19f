//! A mail as it comes from the network.

#![no_main]

use channels::email::{self, html_text, quote, sanitise, thread};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let _ = email::parse_header(raw);
    let Ok(mail) = email::parse(raw) else { return };
    assert!(mail.attachments.iter().all(|file| file.bytes.len() <= raw.len()));
    assert!(quote::without_history(&mail.text).len() <= mail.text.len());
    let _ = thread::lookups(&mail, &["desk@example.jp".to_owned()], b"key");
    if let Some(html) = &mail.html {
        let shown = sanitise::mail_html(html).unwrap_or_default().to_lowercase();
        assert!(!shown.contains("<script") && !shown.contains("javascript:"), "{shown}");
        let _ = html_text::to_text(html);
    }
});
