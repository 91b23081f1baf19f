//! The file with the rows that were refused.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::error::ImportError;
use super::read::BadRow;

const HEAD: [&str; 4] = ["line", "column", "reason_ja", "reason_en"];
/// Spreadsheets take a file for UTF-8 by this.
const BOM: &str = "\u{feff}";

/// Refused rows by line; made when the first one comes.
#[derive(Debug)]
pub(super) struct ErrorsFile {
    path: PathBuf,
    file: Option<File>,
}

/// A length to go back to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(u64);

impl ErrorsFile {
    /// The file beside an imported one, as an earlier run left it up to a line; `None` begins anew.
    pub(super) fn open(imported: &Path, up_to_line: Option<u64>) -> Result<Self, ImportError> {
        let mut name = imported.as_os_str().to_owned();
        name.push(".errors.csv");
        let path = PathBuf::from(name);
        let mut errors = Self { path, file: None };
        errors.restore(up_to_line).map_err(|source| errors.failed(source))?;
        Ok(errors)
    }

    fn restore(&mut self, up_to_line: Option<u64>) -> io::Result<()> {
        if !self.path.exists() {
            return Ok(());
        }
        let Some(last) = up_to_line else {
            return std::fs::remove_file(&self.path);
        };
        let mut keep = 0;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_path(&self.path)
            .map_err(io::Error::from)?;
        let mut record = csv::StringRecord::new();
        // A torn last entry is not kept either: it is beyond what was finished.
        while reader.read_record(&mut record).unwrap_or(false) {
            let line = record.get(0).and_then(|text| text.parse::<u64>().ok());
            if record.len() != HEAD.len() || line.is_none_or(|line| line > last) {
                break;
            }
            keep = reader.position().byte();
        }
        if keep == 0 {
            return std::fs::remove_file(&self.path);
        }
        let mut file = OpenOptions::new().write(true).open(&self.path)?;
        file.set_len(keep)?;
        file.seek(SeekFrom::End(0))?;
        self.file = Some(file);
        Ok(())
    }

    /// Adds rows and makes them durable. Answers where the file ended before.
    pub(super) fn add(&mut self, rows: &[BadRow]) -> Result<Mark, ImportError> {
        self.write(rows).map_err(|source| self.failed(source))
    }

    fn write(&mut self, rows: &[BadRow]) -> io::Result<Mark> {
        let mark = match &mut self.file {
            Some(file) => Mark(file.stream_position()?),
            None => Mark(0),
        };
        if rows.is_empty() {
            return Ok(mark);
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        if mark.0 == 0 {
            writer.write_record(HEAD)?;
        }
        for row in rows {
            let line = row.line.to_string();
            for wrong in &row.wrongs {
                writer.write_record([
                    line.as_str(),
                    &defused(&wrong.column),
                    &wrong.ja,
                    &wrong.en,
                ])?;
            }
        }
        let text = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        if self.file.is_none() {
            self.file = Some(File::create(&self.path)?);
        }
        if let Some(file) = &mut self.file {
            if mark.0 == 0 {
                file.write_all(BOM.as_bytes())?;
            }
            file.write_all(&text)?;
            file.sync_data()?;
        }
        Ok(mark)
    }

    /// Forgets what was added since.
    pub(super) fn back_to(&mut self, mark: Mark) -> Result<(), ImportError> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let back = file.set_len(mark.0).and_then(|()| file.seek(SeekFrom::Start(mark.0)));
        back.map(|_| ()).map_err(|source| self.failed(source))
    }

    /// Where it is, when there is any entry.
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.file.is_some().then(|| self.path.clone())
    }

    fn failed(&self, source: io::Error) -> ImportError {
        ImportError::File { path: self.path.clone(), source }
    }
}

/// A name out of the imported file must not become a formula in a spreadsheet.
fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::cells::Wrong;

    fn bad(line: u64) -> BadRow {
        BadRow { line, wrongs: vec![Wrong::new("=x", "理由、\n二行", "why")] }
    }

    fn lines(path: &Path) -> Vec<String> {
        let mut reader = csv::Reader::from_path(path).unwrap();
        reader.records().map(|record| record.unwrap()[0].to_owned()).collect()
    }

    #[test]
    fn entries_beyond_the_last_finished_line_are_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let imported = dir.path().join("a.csv");
        let mut errors = ErrorsFile::open(&imported, None).unwrap();
        assert_eq!(errors.path(), None);
        errors.add(&[bad(2), bad(5)]).unwrap();
        errors.add(&[bad(7)]).unwrap();
        let path = errors.path().unwrap();
        // Killed in the middle of an entry.
        let torn = OpenOptions::new().append(true).open(&path).unwrap().write_all(b"9,\"half");
        torn.unwrap();
        let mut errors = ErrorsFile::open(&imported, Some(5)).unwrap();
        assert_eq!(lines(&path), ["2", "5"]);
        let mark = errors.add(&[bad(6)]).unwrap();
        assert_eq!(lines(&path), ["2", "5", "6"]);
        errors.back_to(mark).unwrap();
        errors.add(&[bad(8)]).unwrap();
        assert_eq!(lines(&path), ["2", "5", "8"]);
        assert!(std::fs::read_to_string(&path).unwrap().contains("'=x"));
        ErrorsFile::open(&imported, None).unwrap();
        assert!(!path.exists());
    }
}
