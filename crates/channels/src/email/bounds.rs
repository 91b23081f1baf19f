//! What a raw mail may at most make the parser build. Checked in one pass over the bytes before
//! anything is allocated, so that a hostile mail costs a scan and no memory.

use model::limits::{MAIL_BYTES_MAX, MIME_PARTS_MAX};

use super::mail::Unparseable;

/// Places where a MIME part could begin. Far above [`MIME_PARTS_MAX`], because text is full of
/// dashes; low enough that as many parts fit into memory easily.
const PART_CANDIDATES_MAX: usize = 100_000;
/// Lines that could be a header field.
const FIELD_CANDIDATES_MAX: usize = 500_000;
/// Places where a header parameter could begin.
const PARAMETER_CANDIDATES_MAX: usize = 2_000_000;
/// Subtypes that nest a message in a message; the parser's result is as deep as there are of them.
const NESTING_SUBTYPES: [&[u8]; 3] = [b"rfc822", b"global", b"digest"];

/// Refuses what is too big to be parsed safely.
///
/// # Errors
/// [`Unparseable`] with the limit that is exceeded.
pub(super) fn check(raw: &[u8]) -> Result<(), Unparseable> {
    if raw.len() > MAIL_BYTES_MAX {
        return Err(Unparseable::TooLarge { bytes: raw.len() });
    }
    let (mut parts, mut fields, mut parameters, mut nested) = (0, 0, 0, 0);
    let (mut last, mut last_visible, mut colon_in_line) = (b'\n', b'\n', false);
    for (at, &byte) in raw.iter().enumerate() {
        match byte {
            b'\n' => colon_in_line = false,
            b':' if !colon_in_line => {
                colon_in_line = true;
                fields += 1;
            }
            b'-' if last != b'-' => parts += 1,
            b';' => parameters += 1,
            // A subtype stands behind a slash, or behind a comment or quote in between.
            b'r' | b'R' | b'g' | b'G' | b'd' | b'D'
                if matches!(last_visible, b'/' | b')' | b'"' | b'\\') =>
            {
                nested += usize::from(starts_with_subtype(raw.get(at..).unwrap_or_default()));
            }
            _ => {}
        }
        last = byte;
        if !byte.is_ascii_whitespace() {
            last_visible = byte;
        }
    }
    if parts > PART_CANDIDATES_MAX || nested > MIME_PARTS_MAX {
        return Err(Unparseable::TooManyParts);
    }
    if fields > FIELD_CANDIDATES_MAX || parameters > PARAMETER_CANDIDATES_MAX {
        return Err(Unparseable::HeaderTooLong);
    }
    Ok(())
}

fn starts_with_subtype(bytes: &[u8]) -> bool {
    NESTING_SUBTYPES.iter().any(|subtype| {
        bytes.get(..subtype.len()).is_some_and(|head| head.eq_ignore_ascii_case(subtype))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_mail_passes() {
        assert_eq!(check(b"From: a@example.jp\r\n\r\nhello -- world: global news"), Ok(()));
    }

    #[test]
    fn each_limit_is_named() {
        assert_eq!(
            check(&vec![b'x'; MAIL_BYTES_MAX + 1]),
            Err(Unparseable::TooLarge { bytes: MAIL_BYTES_MAX + 1 })
        );
        assert_eq!(check("--a\n\n".repeat(100_001).as_bytes()), Err(Unparseable::TooManyParts));
        assert_eq!(
            check("Content-Type: message / RFC822\n\n".repeat(501).as_bytes()),
            Err(Unparseable::TooManyParts)
        );
        assert_eq!(check("a:\n".repeat(500_001).as_bytes()), Err(Unparseable::HeaderTooLong));
        assert_eq!(check("a=b;".repeat(2_000_001).as_bytes()), Err(Unparseable::HeaderTooLong));
    }
}
