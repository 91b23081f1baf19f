//! Names of folders on the wire: modified UTF-7 (RFC 3501 §5.1.3).

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

const BASE64: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// A folder name as the server wants it.
#[must_use]
pub(super) fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut pending: Vec<u8> = Vec::new();
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut pending, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0_u16; 2];
            pending.extend(c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut pending, &mut out);
    out
}

fn flush(pending: &mut Vec<u8>, out: &mut String) {
    if !pending.is_empty() {
        out.push('&');
        out.push_str(&BASE64.encode(&pending));
        out.push('-');
        pending.clear();
    }
}

/// A folder name as people read it; what is not valid stays as it is.
#[must_use]
pub(super) fn decode(wire: &str) -> String {
    let mut out = String::with_capacity(wire.len());
    let mut rest = wire;
    while let Some((plain, tail)) = rest.split_once('&') {
        out.push_str(plain);
        let Some((coded, after)) = tail.split_once('-') else {
            out.push('&');
            rest = tail;
            break;
        };
        match (coded, decode_units(coded)) {
            ("", _) => out.push('&'),
            (_, Some(text)) => out.push_str(&text),
            (_, None) => out.push_str(&format!("&{coded}-")),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn decode_units(coded: &str) -> Option<String> {
    let bytes = BASE64.decode(coded).ok()?;
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .filter_map(|pair| <[u8; 2]>::try_from(pair).ok().map(u16::from_be_bytes))
        .collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_japanese_mailers() {
        for (name, wire) in [
            ("INBOX", "INBOX"),
            ("受信トレイ", "&U9dP4TDIMOwwpA-"),
            ("問合せ & 相談", "&VU9UCDBb- &- &dviKxw-"),
            ("😀", "&2D3eAA-"),
        ] {
            assert_eq!(encode(name), wire);
            assert_eq!(decode(wire), name);
        }
    }

    #[test]
    fn broken_names_stay() {
        for wire in ["a&b", "&!!!-", "&", "&AAAA"] {
            let _ = decode(wire);
        }
        assert_eq!(decode("a&b"), "a&b");
    }
}
