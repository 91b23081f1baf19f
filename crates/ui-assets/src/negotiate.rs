//! Content codings and what a client accepts of them (RFC 9110 §12.5.3).

/// A content coding that files are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

impl Encoding {
    /// Every coding.
    pub const ALL: [Self; 3] = [Self::Identity, Self::Gzip, Self::Brotli];

    /// The value of `Content-Encoding`; `None` when the header is left out.
    #[must_use]
    pub const fn token(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// Whether an `Accept-Encoding` value takes this coding: named, or covered by `*`, and not
    /// with weight 0.
    #[must_use]
    pub fn accepted_by(self, accept_encoding: &str) -> bool {
        let Some(token) = self.token() else { return true };
        let weights = || accept_encoding.split(',').map(weight);
        let named = weights().find(|(name, _)| name.eq_ignore_ascii_case(token));
        named.or_else(|| weights().find(|(name, _)| *name == "*")).is_some_and(|(_, q)| q > 0.0)
    }
}

/// `gzip;q=0.5` → (`gzip`, 0.5). A weight that cannot be read counts as refusal.
fn weight(item: &str) -> (&str, f32) {
    let (name, parameters) = item.split_once(';').unwrap_or((item, "q=1"));
    let q = parameters.trim().strip_prefix("q=").and_then(|q| q.trim().parse().ok());
    (name.trim(), q.unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_when_named_or_covered_and_not_refused() {
        for (header, brotli, gzip) in [
            ("gzip, deflate, br", true, true),
            ("", false, false),
            ("gzip", false, true),
            ("br;q=0, *", false, true),
            ("*;q=0", false, false),
            ("GZIP;q=0.5", false, true),
            ("gzip;q=oops", false, false),
            ("brotli", false, false),
        ] {
            assert_eq!(Encoding::Brotli.accepted_by(header), brotli, "br in {header:?}");
            assert_eq!(Encoding::Gzip.accepted_by(header), gzip, "gzip in {header:?}");
            assert!(Encoding::Identity.accepted_by(header));
        }
    }
}
