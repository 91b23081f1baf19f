//! The documentation, written by the server: readable without scripts and without a network.

use std::fmt::Write as _;
use std::sync::LazyLock;

use api::{Code, Locale};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Html;
use serde_json::Value;

use crate::headers::DOCS_CSP;
use crate::openapi::openapi_json;
use crate::table::entries;

type Page = ([(HeaderName, HeaderValue); 2], Html<&'static str>);

/// `GET /docs/api`: every operation with who may use it, and every type.
pub(crate) async fn api() -> Page {
    static PAGE: LazyLock<String> = LazyLock::new(api_page);
    page(&PAGE)
}

/// `GET /docs/problems`: every code, where `type` of a problem points to.
pub(crate) async fn problems() -> Page {
    static PAGE: LazyLock<String> = LazyLock::new(problems_page);
    page(&PAGE)
}

fn page(html: &'static str) -> Page {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DOCS_CSP)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, Html(html))
}

const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;\
padding:0 1rem;color:#1c1f23;background:#fff}h2{margin-top:2.5rem}h3{font-size:1rem}\
code,pre{font:14px/1.5 ui-monospace,monospace}pre{overflow:auto;background:#f4f5f7;padding:1rem}\
table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.3rem 1rem .3rem 0;\
border-bottom:1px solid #e3e5e8}a{color:#0b57d0}:target{background:#fff4cc}\
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15171a}pre{background:#1f2226}\
td,th{border-color:#33373d}a{color:#8ab4f8}:target{background:#4a3f12}}";

fn frame(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n<main>\n<h1>{title}</h1>\n{body}</main>\n"
    )
}

fn problems_page() -> String {
    let mut rows = String::new();
    for code in Code::ALL {
        let (text, status) = (code.as_str(), code.status());
        let (ja, en) = (escape(code.title(Locale::Ja)), escape(code.title(Locale::En)));
        push(
            &mut rows,
            format_args!(
                "<tr id=\"{text}\"><td><code>{text}</code><td>{status}<td>{en}<br><span lang=\"ja\">{ja}</span>\n"
            ),
        );
    }
    frame(
        "Madoguchi: problems",
        &format!(
            "<p>What goes wrong is told as problem details (RFC 9457). Programs compare <code>code</code>; \
             people read <code>title</code> and <code>detail</code>, which come in the caller's language.\n\
             <table>\n<tr><th>code<th>status<th>meaning\n{rows}</table>\n"
        ),
    )
}

fn api_page() -> String {
    let document: Value = serde_json::from_str(&openapi_json()).unwrap_or_default();
    let about = document.pointer("/info/description").and_then(Value::as_str).unwrap_or("");
    let mut body = format!(
        "<p>{}\n<p>The same for programs: <a href=\"/api/openapi.json\">openapi.json</a>. \
         Codes of problems: <a href=\"/docs/problems\">problems</a>.\n",
        escape(about)
    );
    let mut group = String::new();
    for row in entries().into_iter().filter(|entry| entry.docs.is_some()).map(|entry| entry.row) {
        let of = row.name.rsplit_once('.').map_or(row.name.as_str(), |(group, _)| group);
        if of != group {
            of.clone_into(&mut group);
            push(&mut body, format_args!("<h2>{group}</h2>\n"));
        }
        let method = row.method.as_str();
        let pointer = format!(
            "/paths/{}/{}",
            row.path.replace('~', "~0").replace('/', "~1"),
            method.to_ascii_lowercase()
        );
        let operation = document.pointer(&pointer).unwrap_or(&Value::Null);
        let access = escape(&row.access.to_string());
        push(
            &mut body,
            format_args!(
                "<h3 id=\"{name}\"><code>{method} {path}</code></h3>\n{about}<p>Needs: {access}\n{facts}",
                name = row.name,
                path = row.path,
                about = described(operation),
                facts = facts(operation),
            ),
        );
    }
    body.push_str("<h2>Types</h2>\n");
    if let Some(schemas) = document.pointer("/components/schemas").and_then(Value::as_object) {
        for (name, schema) in schemas {
            let json = serde_json::to_string_pretty(schema).unwrap_or_default();
            push(
                &mut body,
                format_args!(
                    "<details id=\"{name}\"><summary><code>{name}</code></summary><pre>{}</pre></details>\n",
                    escape(&json)
                ),
            );
        }
    }
    frame("Madoguchi: API", &body)
}

fn described(operation: &Value) -> String {
    let text = |key| operation.get(key).and_then(Value::as_str).map(escape);
    ["summary", "description"].iter().filter_map(|key| text(*key)).fold(
        String::new(),
        |mut all, text| {
            push(&mut all, format_args!("<p>{text}\n"));
            all
        },
    )
}

/// Parameters, body and answers of an operation, with links to their types.
fn facts(operation: &Value) -> String {
    let mut rows = String::new();
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let text = |key| parameter.get(key).and_then(Value::as_str).map(escape).unwrap_or_default();
        push(
            &mut rows,
            format_args!(
                "<tr><td><code>{}</code><td>{}<td>{}\n",
                text("name"),
                text("in"),
                text("description")
            ),
        );
    }
    if let Some(body) = operation.get("requestBody") {
        push(&mut rows, format_args!("<tr><td>body<td>{}<td>\n", types(body)));
    }
    for (status, answer) in
        operation.get("responses").and_then(Value::as_object).into_iter().flatten()
    {
        if status == "default" {
            continue;
        }
        let about = answer.get("description").and_then(Value::as_str).map(escape);
        push(
            &mut rows,
            format_args!(
                "<tr><td>{status}<td>{}<td>{}\n",
                types(answer),
                about.unwrap_or_default()
            ),
        );
    }
    if rows.is_empty() { rows } else { format!("<table>\n{rows}</table>\n") }
}

/// The types that a body or an answer refers to.
fn types(value: &Value) -> String {
    let mut found = Vec::new();
    references(value, &mut found);
    let links = found.iter().map(|name| format!("<a href=\"#{name}\">{name}</a>"));
    links.collect::<Vec<_>>().join(", ")
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            let reference = map.get("$ref").and_then(Value::as_str);
            found.extend(reference.and_then(|r| r.strip_prefix("#/components/schemas/")));
            map.values().for_each(|inner| references(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    text.write_fmt(what).ok();
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
