//! HTML mail → readable plain text, and back. One pass over the characters, no tree, so that no
//! input can make it slow or deep.

use mail_parser::decoders::html::add_html_token;

/// Elements whose content is not text.
const HIDDEN: [&str; 7] = ["head", "style", "script", "template", "title", "noscript", "object"];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 24] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "main",
    "section",
    "table",
    "tr",
    "ul",
];

/// The text a reader would see.
#[must_use]
pub fn to_text(html: &str) -> String {
    let mut writer = Writer::default();
    let mut rest = html;
    // Elements that are known never to be closed in what is left.
    let mut unclosed: Vec<String> = Vec::new();
    while !rest.is_empty() {
        let (text, tail) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        writer.text(text);
        let Some((tag, after)) = tag(tail) else {
            // A lone "<" is text.
            let (sign, after) = tail.split_at(tail.len().min(1));
            writer.text(sign);
            rest = after;
            continue;
        };
        rest = after;
        if !HIDDEN.contains(&tag.name.as_str()) || tag.closing || tag.self_closing {
            writer.tag(&tag);
        } else if !unclosed.contains(&tag.name) {
            match end_of_hidden(rest, &tag.name) {
                Some(end) => rest = rest.get(end..).unwrap_or_default(),
                // A browser takes the rest for a script, but not for a head.
                None if matches!(tag.name.as_str(), "script" | "style") => break,
                None => unclosed.push(tag.name),
            }
        }
    }
    writer.finish()
}

/// Plain text as HTML that shows it the same.
#[must_use]
pub fn from_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    out.push_str("<div>");
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            c => out.push(c),
        }
    }
    out.push_str("</div>");
    out
}

struct Tag {
    name: String,
    closing: bool,
    self_closing: bool,
    /// `href` of a link, `alt` of a picture.
    shown: Option<String>,
}

/// Reads the tag, comment or declaration that `text` begins with.
fn tag(text: &str) -> Option<(Tag, &str)> {
    let bare =
        |name: &str| Tag { name: name.to_owned(), closing: false, self_closing: true, shown: None };
    if let Some(comment) = text.strip_prefix("<!--") {
        let after = comment.split_once("-->").map_or("", |(_, after)| after);
        return Some((bare("!"), after));
    }
    let inner = text.get(1..)?;
    let first = inner.chars().next()?;
    if !(first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?')) {
        return None;
    }
    let end = end_of_tag(inner);
    let body = inner.get(..end)?;
    let after = inner.get(end + 1..).unwrap_or_default();
    let closing = body.starts_with('/');
    let named = body.trim_start_matches('/');
    let length = named.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(named.len());
    let name = named.get(..length)?.to_ascii_lowercase();
    let shown = match name.as_str() {
        "a" if !closing => attribute(named, "href"),
        "img" => attribute(named, "alt"),
        _ => None,
    };
    Some((Tag { name, closing, self_closing: body.ends_with('/'), shown }, after))
}

/// Where an element ends whose content is not shown.
fn end_of_hidden(html: &str, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let begins = |at: usize, word: &[u8]| {
        bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    html.match_indices('<').map(|(at, _)| at).find(|at| {
        (begins(*at, b"</") && begins(at + 2, name.as_bytes()))
            || (name == "head" && begins(*at, b"<body"))
    })
}

/// Where the `>` of a tag is, not counting those in quoted values.
fn end_of_tag(inner: &str) -> usize {
    let mut quote = None;
    for (at, byte) in inner.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // An unclosed quote would swallow the rest of the mail.
    inner.find('>').unwrap_or(inner.len())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = lower.get(..*at).and_then(|head| head.chars().next_back());
        before.is_some_and(|c| c.is_whitespace() || matches!(c, '"' | '\''))
    })?;
    let value = tag.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split(|c: char| c.is_whitespace() || c == '>').next()?,
    };
    let decoded = entities(value);
    (!decoded.trim().is_empty()).then(|| decoded.trim().to_owned())
}

/// Replaces character references.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let name = tail.get(1..).unwrap_or_default();
        let length = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '#'));
        let reference = match length {
            Some(length)
                if (1..=32).contains(&length)
                    && name.get(length..).is_some_and(|t| t.starts_with(';')) =>
            {
                tail.get(..length + 2)
            }
            _ => None,
        };
        if let Some(reference) = reference {
            add_html_token(&mut out, reference.as_bytes(), false);
            rest = tail.get(reference.len()..).unwrap_or_default();
        } else {
            out.push('&');
            rest = name;
        }
    }
    out.push_str(rest);
    out
}

/// Collects text, folds white space, keeps track of lines.
#[derive(Default)]
struct Writer {
    out: String,
    /// Line breaks owed before the next character.
    breaks: usize,
    space: bool,
    preformatted: usize,
    quoted: usize,
    links: Vec<Option<String>>,
    link_starts: Vec<usize>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        let text = if text.contains('&') { entities(text) } else { text.to_owned() };
        for c in text.chars() {
            match c {
                '\n' if self.preformatted > 0 => self.breaks += 1,
                '\r' | '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
                c if self.preformatted == 0 && (c.is_ascii_whitespace() || c == '\u{a0}') => {
                    self.space = true;
                }
                c => self.push(c),
            }
        }
    }

    fn push(&mut self, c: char) {
        if self.breaks > 0 || self.out.is_empty() {
            if !self.out.is_empty() {
                self.out.extend(std::iter::repeat_n('\n', self.breaks.min(2)));
            }
            self.out.extend(std::iter::repeat_n("> ", self.quoted.min(MAX_QUOTES)));
        } else if self.space {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
        self.out.push(c);
    }

    fn line(&mut self, wanted: usize) {
        if !self.out.is_empty() {
            self.breaks = self.breaks.max(wanted);
        }
        self.space = false;
    }

    fn tag(&mut self, tag: &Tag) {
        match (tag.name.as_str(), tag.closing) {
            ("br", _) => {
                self.breaks += 1;
                self.space = false;
            }
            ("p", _) => self.line(2),
            ("hr", _) => {
                self.line(1);
                "----------".chars().for_each(|c| self.push(c));
                self.line(1);
            }
            ("li", false) => {
                self.line(1);
                "- ".chars().for_each(|c| self.push(c));
            }
            ("td" | "th", true) => self.space = true,
            ("pre", closing) => {
                self.line(1);
                self.preformatted = step(self.preformatted, closing);
            }
            ("blockquote", closing) => {
                self.line(1);
                self.quoted = step(self.quoted, closing);
            }
            ("a", false) => {
                self.links.push(tag.shown.clone());
                self.link_starts.push(self.out.len());
            }
            ("a", true) => self.end_link(),
            ("img", _) => {
                if let Some(alt) = &tag.shown {
                    alt.chars().filter(|c| !c.is_control()).for_each(|c| self.push(c));
                }
            }
            (name, _) if BLOCKS.contains(&name) => self.line(1),
            _ => {}
        }
    }

    /// Writes the address of a link behind its text, unless the text is the address.
    fn end_link(&mut self) {
        let (Some(address), Some(start)) = (self.links.pop(), self.link_starts.pop()) else {
            return;
        };
        let Some(address) = address else { return };
        let label = self.out.get(start..).unwrap_or_default().trim().to_owned();
        let plain = address.trim_start_matches("mailto:").trim_start_matches("tel:");
        let external = ["http://", "https://", "mailto:", "tel:"];
        let known = external.iter().any(|scheme| address.starts_with(scheme));
        if known && !label.contains(plain.trim_end_matches('/')) {
            format!(" <{plain}>").chars().for_each(|c| self.push(c));
        }
    }

    fn finish(self) -> String {
        let lines: Vec<&str> = self.out.lines().map(str::trim_end).collect();
        lines.join("\n").trim_matches('\n').to_owned()
    }
}

/// Quote marks of one line; deeper quotes show no more of them.
const MAX_QUOTES: usize = 8;

fn step(depth: usize, closing: bool) -> usize {
    if closing { depth.saturating_sub(1) } else { depth + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lines_and_white_space() {
        let cases = [
            ("<div>a</div><div>b</div>", "a\nb"),
            ("<p>a</p><p>b</p>", "a\n\nb"),
            ("a<br>b<br><br>c", "a\nb\n\nc"),
            ("  a \n  b&nbsp;c ", "a b c"),
            ("<ul><li>一<li>二</ul>", "- 一\n- 二"),
            (
                "<table><tr><td>品名<td>数量</td></tr><tr><td>箱</td><td>2</td></tr></table>",
                "品名数量\n箱 2",
            ),
            ("<pre>a\n  b</pre>", "a\n  b"),
            ("x<hr>y", "x\n----------\ny"),
        ];
        for (html, text) in cases {
            assert_eq!(to_text(html), text, "{html}");
        }
    }

    #[test]
    fn what_is_not_text_is_left_out() {
        let html =
            "<head><title>T</title><style>p{}</style></head><!-- c -->a<script>x<y</script>b";
        assert_eq!(to_text(html), "ab");
    }

    #[test]
    fn references_and_lone_signs() {
        assert_eq!(
            to_text("1 &lt; 2 &amp; 3 &#x3042;&#12354; &unknown; &"),
            "1 < 2 & 3 ああ &unknown; &"
        );
        assert_eq!(to_text("a < b > c"), "a < b > c");
    }

    #[test]
    fn links_pictures_and_quotes() {
        assert_eq!(
            to_text("<a href=\"https://example.jp/x\">こちら</a>"),
            "こちら <https://example.jp/x>"
        );
        assert_eq!(
            to_text("<a href='https://example.jp/'>https://example.jp</a>"),
            "https://example.jp"
        );
        assert_eq!(to_text("<a href=\"mailto:a@b.jp\">a@b.jp</a>"), "a@b.jp");
        assert_eq!(to_text("<img src=x alt=\"ロゴ\">"), "ロゴ");
        assert_eq!(to_text("new<blockquote>old<br>old2</blockquote>"), "new\n> old\n> old2");
    }

    #[test]
    fn broken_markup() {
        for html in
            ["<", "<a", "<a href=\"", "</", "<!--", "<!-- x", "<b>x", "a<b title='>'>c", "<style>"]
        {
            let _ = to_text(html);
        }
        assert_eq!(to_text("a<b title='>'>c"), "ac");
    }

    #[test]
    fn text_becomes_html_and_back() {
        let text = "a < b & \"c\"\n\n次の行";
        assert_eq!(to_text(&from_text(text)), text);
    }
}
