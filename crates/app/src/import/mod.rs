//! Importing customers and purchases from files.
//!
//! A file is read as a stream, checked row by row, and written in batches. Each batch is one
//! transaction that also moves the run's position, so an import that was stopped at any moment
//! goes on where it was when the same file (by its content) is given again. Rows that are refused
//! go to `<file>.errors.csv` with line, column and reason; they are durable there before the batch
//! that counts them, and entries beyond the last finished row are dropped on resuming.
//!
//! # Columns
//! The first row names the columns, in English or Japanese, in any order; UTF-8 (with or without
//! BOM) or Shift_JIS (CP932).
//!
//! Customers: `customer_id` 顧客番号 (required), `name` 氏名, `kana` フリガナ, `company` 会社名,
//! `email` メールアドレス, `phone` 電話番号, `rank` ランク, `tags` タグ (separated by `;` or `、`),
//! `note` 備考; every other column becomes an attribute. A new customer needs a name or a company. A
//! known `customer_id` is updated: filled cells replace, empty ones leave what is there.
//!
//! Orders: `order_id` 注文番号, `customer_id` 顧客番号, `ordered_at` 注文日時 (RFC 3339, or a date
//! with or without time in the import's time zone), `total` 合計金額 (all required), `currency`
//! 通貨 (ISO 4217, JPY when absent), `status` 状態, `items` 商品 (`name*quantity@price` separated by
//! `;`; quantity and price may be left out). Other columns are ignored. A known `order_id` is
//! skipped.
//!
//! The format `cdnow` reads the master file of the CDNOW data set: customer, date `YYYYMMDD`,
//! number of CDs, dollars; customers are made.

mod cells;
mod customers;
mod error;
mod errors_file;
mod orders;
mod read;
mod run;
mod source;

use std::ops::ControlFlow;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use model::TenantId;

pub use error::ImportError;

use crate::App;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Customers.
    Customers,
    /// Purchases.
    Orders,
}

impl Kind {
    /// The stable text of this kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Orders => "orders",
        }
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated with a row of column names.
    #[default]
    Csv,
    /// The master file of the CDNOW data set (orders).
    Cdnow,
}

/// An import to do.
#[derive(Clone, Debug)]
pub struct Import {
    /// Whose data it is.
    pub tenant: TenantId,
    /// What the file holds.
    pub kind: Kind,
    /// How it is written.
    pub format: Format,
    /// The file.
    pub file: PathBuf,
    /// Makes customers that orders name and nobody knows, instead of refusing those rows.
    pub create_customers: bool,
    /// Imports a file again that was imported to its end.
    pub again: bool,
    /// Time zone of dates without one.
    pub time_zone: TimeZone,
}

/// Japan: UTC+9 all year.
#[must_use]
pub fn tokyo() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(9))
}

/// Where an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Size of the file, bytes.
    pub bytes: u64,
    /// Bytes read.
    pub bytes_read: u64,
    /// Rows done, earlier runs of the same file among them.
    pub rows: u64,
    /// Rows taken.
    pub ok: u64,
    /// Rows refused.
    pub bad: u64,
}

/// Hears how an import goes, after each batch that is durable.
pub trait Progress: Send {
    /// Breaking stops the import; running it again goes on there.
    fn advance(&mut self, status: Status) -> ControlFlow<()>;
}

/// How an import ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Where it is.
    pub status: Status,
    /// Rows that an earlier run had done.
    pub resumed_from: u64,
    /// Whether the end of the file was reached.
    pub finished: bool,
    /// Whether there was nothing to do because an earlier run had finished.
    pub was_finished: bool,
    /// The file with refused rows, when there are any.
    pub errors_file: Option<PathBuf>,
}

/// Imports a file.
///
/// # Errors
/// [`ImportError`]; what was written before it stays, and running again goes on there.
pub async fn run(
    app: &App,
    import: Import,
    progress: &mut dyn Progress,
) -> Result<Report, ImportError> {
    match import.kind {
        Kind::Customers => {
            if import.format != Format::Csv {
                return Err(ImportError::Format);
            }
            run::run(app, import, customers::Customers::default(), progress).await
        }
        Kind::Orders => {
            let target = orders::Orders::new(&import);
            run::run(app, import, target, progress).await
        }
    }
}
