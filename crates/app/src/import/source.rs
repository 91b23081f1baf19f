//! A file as text, whatever its encoding.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, SHIFT_JIS, UTF_8};
use sha2::{Digest as _, Sha256};

use super::error::ImportError;

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;

/// What must be known of a file before it is imported.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// SHA-256 of its bytes, hex.
    pub(super) hash: String,
    /// Size, bytes.
    pub(super) bytes: u64,
    encoding: &'static Encoding,
}

impl Source {
    /// Reads the file once: its hash, and whether all of it is UTF-8; otherwise it is Shift_JIS.
    pub(super) fn examine(path: &Path) -> Result<Self, ImportError> {
        let failed = |source| ImportError::File { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(failed)?;
        let mut piece = vec![0; PIECE];
        let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
        let mut utf8 = Some(UTF_8.new_decoder_without_bom_handling());
        let mut scratch = vec![0; PIECE * 3 + 16];
        loop {
            let read = file.read(&mut piece).map_err(failed)?;
            let got = piece.get(..read).unwrap_or_default();
            if bytes == 0 && (got.starts_with(b"\xff\xfe") || got.starts_with(b"\xfe\xff")) {
                return Err(ImportError::Utf16);
            }
            hash.update(got);
            bytes += read as u64;
            if let Some(decoder) = &mut utf8 {
                let (result, _, _) =
                    decoder.decode_to_utf8_without_replacement(got, &mut scratch, read == 0);
                if matches!(result, DecoderResult::Malformed(..)) {
                    utf8 = None;
                }
            }
            if read == 0 {
                break;
            }
        }
        let hash = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { hash, bytes, encoding: if utf8.is_some() { UTF_8 } else { SHIFT_JIS } })
    }

    /// Opens the file as UTF-8 text. `read` counts the bytes taken from it.
    pub(super) fn open(&self, path: &Path, read: Arc<AtomicU64>) -> io::Result<BufReader<Text>> {
        let text = Text {
            file: File::open(path)?,
            decoder: self.encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            // A piece that decodes to more comes in several turns.
            ready: vec![0; PIECE],
            from: 0,
            to: 0,
            given: 0,
            decoded: 0,
            ended: false,
            done: false,
            read,
        };
        Ok(BufReader::new(text))
    }
}

/// Decodes while it reads; what is wrong in the encoding becomes U+FFFD.
pub(super) struct Text {
    file: File,
    decoder: Decoder,
    /// Bytes of the file; those from `from` to `to` wait.
    raw: Vec<u8>,
    from: usize,
    to: usize,
    /// Text; what is from `given` to `decoded` waits.
    ready: Vec<u8>,
    given: usize,
    decoded: usize,
    /// Whether the file ended.
    ended: bool,
    /// Whether the decoder has said everything.
    done: bool,
    read: Arc<AtomicU64>,
}

impl Text {
    /// Decodes the next piece; none is left when `done`.
    fn more(&mut self) -> io::Result<()> {
        if self.from == self.to && !self.ended {
            self.to = self.file.read(&mut self.raw)?;
            self.from = 0;
            self.ended = self.to == 0;
            self.read.fetch_add(self.to as u64, Ordering::Relaxed);
        }
        let raw = self.raw.get(self.from..self.to).unwrap_or_default();
        let (result, used, written, _) =
            self.decoder.decode_to_utf8(raw, &mut self.ready, self.ended);
        self.from += used;
        (self.given, self.decoded) = (0, written);
        self.done = self.ended && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl Read for Text {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.decoded && !self.done {
            self.more()?;
        }
        let ready = self.ready.get(self.given..self.decoded).unwrap_or_default();
        let count = ready.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> (String, Source) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        std::fs::write(&path, bytes).unwrap();
        let source = Source::examine(&path).unwrap();
        let mut text = String::new();
        let read = Arc::new(AtomicU64::new(0));
        source.open(&path, read.clone()).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(read.load(Ordering::Relaxed), bytes.len() as u64);
        (text, source)
    }

    #[test]
    fn utf8_with_and_without_bom_and_shift_jis() {
        assert_eq!(text_of("氏名\n".as_bytes()).0, "氏名\n");
        assert_eq!(text_of("\u{feff}氏名\n".as_bytes()).0, "氏名\n");
        let (sjis, _, _) = SHIFT_JIS.encode("氏名,髙橋①\r\n");
        assert_eq!(text_of(&sjis).0, "氏名,髙橋①\r\n");
        assert_eq!(text_of(b"").0, "");
    }

    #[test]
    fn characters_on_the_border_of_a_piece_stay_whole() {
        for encoding in [UTF_8, SHIFT_JIS] {
            let long = format!("a{}", "漢字".repeat(PIECE));
            let (bytes, _, _) = encoding.encode(&long);
            let (text, source) = text_of(&bytes);
            assert_eq!(source.encoding, encoding);
            assert!(text == long);
        }
    }

    #[test]
    fn utf16_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        std::fs::write(&path, b"\xff\xfea\0").unwrap();
        assert!(matches!(Source::examine(&path), Err(ImportError::Utf16)));
    }
}
