//! The version a change is based on.

use api::{Code, Problem};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use crate::problem::Failure;
use crate::state::Web;

/// The version named by `If-Match: "<version>"` (RFC 9110 §13.1.1).
pub(crate) struct IfMatch(pub(crate) i64);

impl FromRequestParts<Web> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Failure> {
        let value = parts.headers.get(header::IF_MATCH);
        let value = value.ok_or_else(|| Problem::new(Code::VersionNeeded))?;
        Ok(Self(version(value.to_str().unwrap_or(""))?))
    }
}

fn version(tag: &str) -> Result<i64, Problem> {
    let digits = tag.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    digits.and_then(|digits| digits.parse().ok()).ok_or_else(|| {
        Problem::new(Code::Malformed).with(
            "If-Match には取得時の ETag をそのまま指定してください(例: \"3\")。",
            "If-Match takes the ETag as it was read, e.g. \"3\".",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_strong_tag_of_ours_is_a_version() {
        assert_eq!(version("\"12\"").ok(), Some(12));
        for tag in ["12", "*", "W/\"12\"", "\"1\", \"2\"", "\"\"", "\""] {
            assert!(version(tag).is_err(), "{tag}");
        }
    }
}
