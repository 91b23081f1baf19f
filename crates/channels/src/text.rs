//! A text in the two languages of the product.

use std::borrow::Cow;

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
