//! Texts: in the two languages of the product, and addresses.

use std::borrow::Cow;

use model::limits::EMAIL_CHARS_MAX;

/// Japanese first, English complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// 日本語
    pub ja: Cow<'static, str>,
    /// English
    pub en: Cow<'static, str>,
}

impl Text {
    /// A fixed text.
    #[must_use]
    pub const fn fixed(ja: &'static str, en: &'static str) -> Self {
        Self { ja: Cow::Borrowed(ja), en: Cow::Borrowed(en) }
    }

    /// A text with something filled in.
    #[must_use]
    pub const fn owned(ja: String, en: String) -> Self {
        Self { ja: Cow::Owned(ja), en: Cow::Owned(en) }
    }

    /// The text in a language given as a tag ("ja", "en-US"); Japanese unless it is English.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> &str {
        if tag.to_ascii_lowercase().starts_with("en") { &self.en } else { &self.ja }
    }
}

/// An e-mail address, lower-cased; `None` when it has not the shape that every mail system takes.
#[must_use]
pub fn mail_address(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (local, domain) = text.rsplit_once('@')?;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"".contains(c);
    let shaped = text.chars().count() <= EMAIL_CHARS_MAX
        && (1..=64).contains(&local.len())
        && (1..=253).contains(&domain.len())
        && local.chars().all(plain)
        && domain.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
        && domain.split('.').all(|label| !label.is_empty());
    shaped.then_some(text)
}
