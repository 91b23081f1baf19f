//! What was wrong with a text that should have been JSON, told so that it can be mended.

use api::{Code, Problem};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// Reads JSON. A syntax error says where it is; a wrong, missing or unknown field says which.
pub(crate) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| explain(&error))?;
    reader.end().map_err(|error| misplaced(&error))?;
    Ok(value)
}

fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    match error.inner().classify() {
        Category::Data => wrong_field(&error.path().to_string(), error.inner()),
        Category::Syntax | Category::Eof | Category::Io => misplaced(error.inner()),
    }
}

fn misplaced(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::new(Code::Malformed).with(
        format!("JSON の {line} 行 {column} 文字目が正しくありません。"),
        format!("The JSON is wrong at line {line}, column {column}."),
    )
}

fn wrong_field(path: &str, error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let (text, _) = text.split_once(" at line ").unwrap_or((&text, ""));
    let missing = text.starts_with("missing field `");
    let unknown = text.starts_with("unknown field `");
    let named = text.split('`').nth(1).filter(|_| missing || unknown).unwrap_or("");
    let field = join(path, named);
    if unknown {
        let (ja, en) = (format!("項目 {field} はありません。"), format!("No such field: {field}."));
        Problem::invalid(&field, ja, en)
    } else if missing {
        let (ja, en) =
            (format!("項目 {field} が必要です。"), format!("The field {field} is needed."));
        Problem::invalid(&field, ja, en)
    } else {
        let ja = format!("項目 {field} の値が正しくありません({text})。");
        Problem::invalid(&field, ja, format!("The value of {field} is wrong: {text}."))
    }
}

/// The path of a field inside the thing at `path`. Serde's path may end with the field already.
fn join(path: &str, field: &str) -> String {
    match (path, field) {
        (".", "") => "(body)".to_owned(),
        (".", field) => field.to_owned(),
        (path, "") => path.to_owned(),
        (path, field) if path == field || path.ends_with(&format!(".{field}")) => path.to_owned(),
        (path, field) => format!("{path}.{field}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::case::{NewCase, Transfer};

    fn problem<T: DeserializeOwned>(text: &str) -> (Code, Option<String>, String) {
        match json::<T>(text.as_bytes()) {
            Ok(_) => panic!("{text} was read"),
            Err(p) => (p.code, p.field.clone(), p.text(api::Locale::En).to_owned()),
        }
    }

    #[test]
    fn a_syntax_error_says_where() {
        let (code, field, text) = problem::<Transfer>("{\n \"note\": }");
        assert_eq!((code, field), (Code::Malformed, None));
        assert_eq!(text, "The JSON is wrong at line 2, column 10.");
        assert_eq!(problem::<Transfer>("").0, Code::Malformed);
        assert_eq!(problem::<Transfer>("{} {}").0, Code::Malformed);
        assert_eq!(problem::<Transfer>(&"[".repeat(10_000)).0, Code::Invalid, "wrong at the root");
    }

    #[test]
    fn a_wrong_field_says_which() {
        let (code, field, text) = problem::<Transfer>(r#"{"quueue":"x"}"#);
        assert_eq!((code, field.as_deref()), (Code::Invalid, Some("quueue")));
        assert_eq!(text, "No such field: quueue.");

        let (_, field, text) = problem::<Transfer>(r#"{"queue":7}"#);
        assert_eq!(field.as_deref(), Some("queue"));
        assert!(text.contains("integer `7`"), "{text}");

        let (_, field, text) = problem::<NewCase>("{}");
        assert_eq!(field.as_deref(), Some("customer"));
        assert_eq!(text, "The field customer is needed.");
    }
}
