//! Why an import stops.

use std::path::PathBuf;

use api::problem::Detail;
use store::StoreError;

/// Why an import stops. Rows that are refused are no error: they go to the errors file.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The file is UTF-16.
    #[error("the file is UTF-16; save it as UTF-8 or Shift_JIS")]
    Utf16,
    /// The first row does not name a column that is needed.
    #[error("the column `{0}` is missing from the first row")]
    Column(String),
    /// Two columns have the same name.
    #[error("the column `{0}` stands twice in the first row")]
    Twice(String),
    /// This format is for orders only.
    #[error("this format holds orders, not customers")]
    Format,
    /// Another process imports the same file.
    #[error("this file is being imported by another process")]
    Running,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportError {
    /// What people read.
    #[must_use]
    pub fn detail(&self) -> Detail {
        let ja = match self {
            Self::File { path, source } => {
                format!("ファイル「{}」を読み書きできません({source})。", path.display())
            }
            Self::Utf16 => {
                "ファイルがUTF-16です。UTF-8またはShift_JISで保存し直してください。".to_owned()
            }
            Self::Column(name) => format!("1行目に列「{name}」がありません。"),
            Self::Twice(name) => format!("1行目に列「{name}」が2つあります。"),
            Self::Format => "この形式で取り込めるのは注文だけです。".to_owned(),
            Self::Running => "このファイルは別のプロセスが取り込み中です。".to_owned(),
            Self::Store(StoreError::DiskFull) => {
                "保存領域が不足しています。空きを作ってから、同じコマンドで続きから再開できます。"
                    .to_owned()
            }
            Self::Store(error) => {
                format!(
                    "データベースに書き込めません({error})。同じコマンドで続きから再開できます。"
                )
            }
        };
        Detail { ja, en: self.to_string() }
    }
}
