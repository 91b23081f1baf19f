//! What is wrong with an answer, told beside its field.

use model::limits::ATTACHMENT_BYTES_MAX;

use crate::text::Text;

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing was typed where something must be.
    Missing,
    /// Nothing was chosen where something must be.
    NotChosen,
    /// A box was not ticked that must be.
    NotTicked,
    /// What was consented to reads otherwise by now.
    Reworded,
    /// No file was chosen where one must be.
    NoFile,
    /// More characters than fit.
    TooLong {
        /// So many fit.
        max: usize,
        /// So many there are.
        now: usize,
    },
    /// No e-mail address.
    Address,
    /// No phone number.
    Phone,
    /// No day.
    Day,
    /// None of the choices.
    Choice,
    /// More files than may be.
    TooManyFiles {
        /// So many may be.
        max: usize,
    },
    /// A file is too large.
    FileTooLarge {
        /// Which.
        name: String,
    },
    /// A file of a type that is not taken.
    FileType {
        /// Which.
        name: String,
    },
    /// A file is empty.
    FileEmpty {
        /// Which.
        name: String,
    },
    /// All files together are too large.
    FilesTooLarge {
        /// Bytes that fit.
        max: usize,
    },
    /// A file could not be kept for now.
    FileRefused {
        /// Why.
        text: Text,
    },
    /// A file that was there before is gone.
    FileGone,
}

impl Wrong {
    /// What the customer reads.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Missing => Text::fixed("入力してください。", "Please fill this in."),
            Self::NotChosen => Text::fixed("選択してください。", "Please choose one."),
            Self::NotTicked => Text::fixed(
                "同意いただける場合は、チェックを入れてください。",
                "Please tick the box if you agree.",
            ),
            Self::Reworded => Text::fixed(
                "文面が変わりました。お読みのうえ、もう一度チェックを入れてください。",
                "The text has changed. Please read it and tick the box again.",
            ),
            Self::NoFile => Text::fixed("ファイルを選択してください。", "Please choose a file."),
            Self::TooLong { max, now } => Text::owned(
                format!("{max}文字以内で入力してください(現在{now}文字)。"),
                format!("At most {max} characters ({now} now)."),
            ),
            Self::Address => Text::fixed(
                "メールアドレスの形式が正しくありません。例: hanako@example.jp",
                "This is not an e-mail address. Example: hanako@example.jp",
            ),
            Self::Phone => Text::fixed(
                "電話番号の形式が正しくありません。例: 03-1234-5678",
                "This is not a phone number. Example: +81 3 1234 5678",
            ),
            Self::Day => Text::fixed(
                "日付の形式が正しくありません。例: 2026-04-01",
                "This is not a date. Example: 2026-04-01",
            ),
            Self::Choice => {
                Text::fixed("選択肢の中から選んでください。", "Please choose one of the list.")
            }
            Self::TooManyFiles { max } => {
                Text::owned(format!("ファイルは{max}件までです。"), format!("At most {max} files."))
            }
            Self::FileTooLarge { name } => Text::owned(
                format!(
                    "「{name}」は大きすぎます。1件{}MBまでです。",
                    megabytes(ATTACHMENT_BYTES_MAX)
                ),
                format!(
                    "“{name}” is too large: at most {} MB each.",
                    megabytes(ATTACHMENT_BYTES_MAX)
                ),
            ),
            Self::FileType { name } => Text::owned(
                format!(
                    "「{name}」は送信できない種類のファイルです。写真、PDF、文書、圧縮ファイルなどを送信できます。"
                ),
                format!(
                    "Files like “{name}” are not accepted. Photos, PDF, documents and archives are."
                ),
            ),
            Self::FileEmpty { name } => {
                Text::owned(format!("「{name}」は空です。"), format!("“{name}” is empty."))
            }
            Self::FilesTooLarge { max } => Text::owned(
                format!("ファイルは合計{}MBまでです。", megabytes(*max)),
                format!("At most {} MB of files together.", megabytes(*max)),
            ),
            Self::FileRefused { text } => text.clone(),
            Self::FileGone => Text::fixed(
                "添付ファイルの保存期間が過ぎました。もう一度選択してください。",
                "A file was kept too long and is gone. Please choose it again.",
            ),
        }
    }
}

const fn megabytes(bytes: usize) -> usize {
    bytes / (1024 * 1024)
}
