//! The published document is the one the code describes.

use std::path::Path;

/// `UPDATE=1 cargo test -p web` writes `docs/openapi.json` anew.
#[test]
fn the_published_document_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let document = web::openapi_json();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &document).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(published == document, "docs/openapi.json is old: UPDATE=1 cargo test -p web");
}

/// Every `$ref` leads somewhere, and every operation has its own name.
#[test]
fn the_document_is_whole() {
    let document: serde_json::Value = serde_json::from_str(&web::openapi_json()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut missing = Vec::new();
    walk(&document, &mut |value| {
        if let Some(reference) = value.get("$ref").and_then(|r| r.as_str()) {
            let pointer = reference.strip_prefix('#').unwrap();
            if document.pointer(pointer).is_none() {
                missing.push(reference.to_owned());
            }
        }
    });
    assert_eq!(missing, Vec::<String>::new());

    let mut names = Vec::new();
    walk(&document["paths"], &mut |value| {
        names.extend(value.get("operationId").and_then(|id| id.as_str()).map(str::to_owned));
    });
    let documented = web::table().into_iter().filter(|row| !row.name.starts_with("pages."));
    assert_eq!(names.len(), documented.count());
    names.sort();
    names.dedup();
    assert_eq!(names.len(), web::table().iter().filter(|r| !r.name.starts_with("pages.")).count());
}

fn walk(value: &serde_json::Value, visit: &mut impl FnMut(&serde_json::Value)) {
    visit(value);
    match value {
        serde_json::Value::Object(map) => map.values().for_each(|inner| walk(inner, visit)),
        serde_json::Value::Array(list) => list.iter().for_each(|inner| walk(inner, visit)),
        _ => {}
    }
}
