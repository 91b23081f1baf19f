//! HTML of strangers, made harmless: no scripts, no forms, nothing loaded from elsewhere. The desk
//! shows the result in a sandboxed frame besides.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Bytes of HTML that are sanitised; a bigger document is handed over as a file.
pub const HTML_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Formatting elements that may be open at once. The HTML standard opens all of them again in
/// every new block, so that some thousands would make an output of gigabytes.
const OPEN_FORMATTING_MAX: usize = 100;
/// Elements of any kind that may be open at once: every new one is looked for among them.
const OPEN_ELEMENTS_MAX: usize = 1_000;
/// Style properties that change looks only: nothing that loads, moves out of its place or covers.
const STYLE_PROPERTIES: [&str; 32] = [
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "letter-spacing",
    "line-height",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "vertical-align",
    "white-space",
    "word-break",
    "width",
    "max-width",
    "margin-left",
];
/// Pictures that may stand in the HTML itself.
const DATA_IMAGES: [&str; 5] = [
    "data:image/png;base64,",
    "data:image/jpeg;base64,",
    "data:image/jpg;base64,",
    "data:image/gif;base64,",
    "data:image/webp;base64,",
];

/// Sanitises the HTML of a mail. Pictures from elsewhere get `data-remote-src` in the place of
/// `src`, pictures of the mail itself `data-cid`; links open in a new tab without a referrer.
/// `None` when the document is too big or too tangled to be processed safely.
#[must_use]
pub fn mail_html(html: &str) -> Option<String> {
    if html.len() > HTML_BYTES_MAX || is_tangled(html) {
        return None;
    }
    Some(defer_images(&CLEANER.clean(html).to_string()))
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["font", "center", "u", "big", "address", "section", "main"])
        .rm_tags(["map", "area"])
        .add_clean_content_tags([
            "title",
            "template",
            "noscript",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "select",
            "textarea",
            "xmp",
            "noembed",
            "noframes",
            "plaintext",
        ])
        .add_generic_attributes(["style", "dir", "lang", "align"])
        .add_tag_attributes("font", ["color", "size", "face"])
        .add_tag_attributes("table", ["width", "border", "cellpadding", "cellspacing", "bgcolor"])
        .add_tag_attributes("td", ["width", "height", "bgcolor", "valign", "colspan", "rowspan"])
        .add_tag_attributes("th", ["width", "height", "bgcolor", "valign", "colspan", "rowspan"])
        .add_tag_attributes("tr", ["bgcolor", "valign"])
        .rm_tag_attributes("blockquote", ["cite"])
        .rm_tag_attributes("q", ["cite"])
        .rm_tag_attributes("del", ["cite"])
        .rm_tag_attributes("ins", ["cite"])
        .filter_style_properties(STYLE_PROPERTIES.into())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid", "data"]))
        .url_relative(UrlRelative::Deny)
        .set_tag_attribute_value("a", "target", "_blank")
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            (_, "style") => is_plain_style(value).then_some(Cow::Borrowed(value)),
            ("img", "src") => allowed(value, &["http:", "https:", "cid:"])
                .or_else(|| allowed(value, &DATA_IMAGES)),
            (_, "href") => allowed(value, &["http:", "https:", "mailto:", "tel:"]),
            (_, "src") => None,
            _ => Some(Cow::Borrowed(value)),
        });
    builder
});

/// Keeps an address that begins with one of the prefixes.
fn allowed<'a>(value: &'a str, prefixes: &[&str]) -> Option<Cow<'a, str>> {
    let value = value.trim();
    prefixes.iter().any(|prefix| starts_with(value, prefix)).then_some(Cow::Borrowed(value))
}

/// Whether a style could not load, run or escape anything, whatever a browser makes of it.
fn is_plain_style(style: &str) -> bool {
    let lower = style.to_ascii_lowercase();
    !["url", "expression", "import", "behavior", "binding", "var(", "\\", "/*", "<", "@"]
        .iter()
        .any(|bad| lower.contains(bad))
}

/// Whether more elements are open at one place than any real mail has.
fn is_tangled(html: &str) -> bool {
    const FORMATTING: [&str; 14] = [
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt",
        "u",
    ];
    // Elements that have no content, or that the next of their kind closes.
    const SELF_CLOSING: [&str; 22] = [
        "area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta",
        "option", "p", "param", "source", "tbody", "td", "th", "tr", "track", "wbr",
    ];
    let (mut open, mut formatting) = (0_usize, 0_usize);
    for tag in html.split('<').skip(1) {
        let named = tag.trim_start_matches('/');
        let length = named.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(named.len());
        let name = named.get(..length).unwrap_or_default();
        let is_one_of = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(name));
        if name.is_empty() || is_one_of(&SELF_CLOSING) {
            continue;
        }
        let count = |counter: usize| {
            if tag.starts_with('/') { counter.saturating_sub(1) } else { counter + 1 }
        };
        open = count(open);
        if is_one_of(&FORMATTING) {
            formatting = count(formatting);
        }
        if open > OPEN_ELEMENTS_MAX || formatting > OPEN_FORMATTING_MAX {
            return true;
        }
    }
    false
}

/// Renames the sources of pictures in HTML that the cleaner wrote, whose tags are regular: a
/// space, a name, an equals sign, a double-quoted value.
fn defer_images(clean: &str) -> String {
    let mut out = String::with_capacity(clean.len() + 64);
    let mut rest = clean;
    while let Some(at) = rest.find("<img") {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let end = end_of_tag(tag);
        let (tag, after) = tag.split_at(end);
        out.push_str(&deferred(tag));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Length of the tag that `text` begins with; `>` in quoted values does not end it.
fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn deferred(tag: &str) -> String {
    let mut out = String::with_capacity(tag.len() + 16);
    let mut rest = tag;
    // Attribute by attribute, so that ` src="` inside a value is not taken for one.
    while let Some((head, value)) = rest.split_once("=\"") {
        let Some((value, after)) = value.split_once('"') else { break };
        match head.strip_suffix("src").filter(|space| space.ends_with(' ')) {
            Some(space) if starts_with(value, "cid:") => {
                out.push_str(space);
                out.push_str("data-cid=\"");
                out.push_str(value.get(4..).unwrap_or_default());
            }
            Some(space) if !starts_with(value, "data:") => {
                out.push_str(space);
                out.push_str("data-remote-src=\"");
                out.push_str(value);
            }
            _ => {
                out.push_str(head);
                out.push_str("=\"");
                out.push_str(value);
            }
        }
        out.push('"');
        rest = after;
    }
    out.push_str(rest);
    out
}

fn starts_with(value: &str, scheme: &str) -> bool {
    value.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
}
