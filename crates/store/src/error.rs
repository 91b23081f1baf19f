//! What can go wrong in the store, the same for both databases.

use sea_orm::sqlx;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

/// An error of the store. Cloneable, because every member of a failed commit group gets it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The device that holds the database or the blobs is full. Nothing was written.
    #[error("no space is left where the data is kept")]
    DiskFull,
    /// Too many writes wait, or two transactions got in each other's way. Nothing was written.
    #[error("the store is busy; try again")]
    Busy,
    /// The database cannot be reached at present. Nothing was written.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The connection broke during the commit: written or not, nobody knows. The caller must try
    /// again in a way that is harmless when the first attempt did get through.
    #[error("the outcome of a write is unknown: {0}")]
    Unknown(String),
    /// A unique key is taken, or a referenced row is missing. Names `table(column,…)`, never values.
    #[error("conflict on {0}")]
    Conflict(String),
    /// The row does not exist in this tenant.
    #[error("{0} was not found")]
    NotFound(&'static str),
    /// The row was changed by somebody else since it was read.
    #[error("{what} is no longer at version {expected}")]
    Version {
        /// Which thing.
        what: &'static str,
        /// The version the caller had read.
        expected: i64,
    },
    /// One transaction asked for more than it may have.
    #[error("more than {max} {what} in one transaction")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// Stored data cannot be read back, or the database file is damaged.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// The write took longer than `StoreOptions::write_timeout` and was rolled back.
    #[error("the write took too long and was rolled back")]
    TimedOut,
    /// Anything else: a defect of this program, or a refusal of the system.
    #[error("store: {0}")]
    Other(String),
}

impl StoreError {
    /// Whether the same call may succeed later without anybody changing anything.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::DiskFull | Self::Busy | Self::Unavailable(_) | Self::Unknown(_) | Self::TimedOut
        )
    }

    /// Whether the whole transaction is lost, not only the statement that failed: SQLite rolls
    /// back by itself on these, and a broken connection has none.
    pub(crate) const fn ends_transaction(&self) -> bool {
        matches!(self, Self::DiskFull | Self::Unavailable(_) | Self::Corrupt(_))
    }

    /// The same error as seen at `COMMIT`, where a broken connection or a failed sync leaves the
    /// outcome open.
    pub(crate) fn at_commit(self) -> Self {
        match self {
            Self::Unavailable(why) => Self::Unknown(why),
            Self::TimedOut => Self::Unknown("the commit was cancelled".into()),
            other => other,
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Busy,
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => {
                Self::Unavailable("the connection pool is closed".into())
            }
            DbErr::Conn(RuntimeErr::SqlxError(inner))
            | DbErr::Exec(RuntimeErr::SqlxError(inner))
            | DbErr::Query(RuntimeErr::SqlxError(inner)) => from_sqlx(inner),
            DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => {
                Self::Corrupt(error.to_string())
            }
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        from_sqlx(&error)
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::NotFound => Self::NotFound("file"),
            _ => Self::Other(format!("file system: {error}")),
        }
    }
}

fn from_sqlx(error: &sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(inner) => from_database(inner.as_ref()),
        sqlx::Error::PoolTimedOut => StoreError::Busy,
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => StoreError::Unavailable(error.to_string()),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
            StoreError::Corrupt(error.to_string())
        }
        _ => StoreError::Other(error.to_string()),
    }
}

fn from_database(error: &dyn sqlx::error::DatabaseError) -> StoreError {
    let code = error.code().unwrap_or_default();
    if let Some(pg) = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        return from_postgres(&code, pg);
    }
    from_sqlite(code.parse().unwrap_or(0), error.message())
}

/// Result codes: <https://www.sqlite.org/rescode.html>; the low byte is the primary code.
fn from_sqlite(code: u32, message: &str) -> StoreError {
    match (code & 0xff, code) {
        (13, _) => StoreError::DiskFull,
        (5 | 6, _) => StoreError::Busy,
        (11 | 26, _) => StoreError::Corrupt(message.into()),
        // PERM, NOMEM, READONLY, IOERR, CANTOPEN
        (3 | 7 | 8 | 10 | 14, _) => StoreError::Unavailable(message.into()),
        // INTERRUPT
        (9, _) => StoreError::TimedOut,
        (19, 1555 | 2067 | 2579) => StoreError::Conflict(sqlite_key(message)),
        (19, 787) => StoreError::Conflict("a reference to a missing row".into()),
        _ => StoreError::Other(format!("SQLite {code}: {message}")),
    }
}

/// `UNIQUE constraint failed: t.a, t.b` → `t(a,b)`.
fn sqlite_key(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or(message);
    let mut table = "";
    let names: Vec<&str> = columns
        .split(", ")
        .map(|column| match column.split_once('.') {
            Some((of, name)) => {
                table = of;
                name
            }
            None => column,
        })
        .collect();
    format!("{table}({})", names.join(","))
}

/// SQLSTATE codes: PostgreSQL manual, appendix A.
fn from_postgres(code: &str, error: &sqlx::postgres::PgDatabaseError) -> StoreError {
    let message = error.message();
    match code {
        "53100" => StoreError::DiskFull,
        "40001" | "40P01" | "55P03" => StoreError::Busy,
        "57014" | "25P03" => StoreError::TimedOut,
        "23505" => StoreError::Conflict(postgres_key(error)),
        "23503" => StoreError::Conflict("a reference to a missing row".into()),
        "XX001" | "XX002" => StoreError::Corrupt(message.into()),
        _ if ["08", "53", "57P", "58", "28", "3D"].iter().any(|class| code.starts_with(class)) => {
            StoreError::Unavailable(message.into())
        }
        _ => StoreError::Other(format!("PostgreSQL {code}: {message}")),
    }
}

/// Detail `Key (a, b)=(…) already exists.` → `t(a,b)`. The values stay out: they may be personal.
fn postgres_key(error: &sqlx::postgres::PgDatabaseError) -> String {
    let columns = error
        .detail()
        .and_then(|detail| detail.strip_prefix("Key ("))
        .and_then(|detail| detail.split_once(")=("))
        .map_or("", |(columns, _)| columns)
        .replace(", ", ",");
    format!("{}({columns})", error.table().unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_codes_become_typed_errors() {
        assert_eq!(from_sqlite(13, "database or disk is full"), StoreError::DiskFull);
        assert_eq!(from_sqlite(5 | (2 << 8), "snapshot"), StoreError::Busy);
        assert_eq!(
            from_sqlite(2067, "UNIQUE constraint failed: user_account.tenant, user_account.email"),
            StoreError::Conflict("user_account(tenant,email)".into())
        );
        assert!(matches!(from_sqlite(778, "disk I/O error"), StoreError::Unavailable(_)));
    }

    #[test]
    fn a_broken_connection_at_commit_leaves_the_outcome_open() {
        let error = StoreError::Unavailable("gone".into()).at_commit();
        assert_eq!(error, StoreError::Unknown("gone".into()));
        assert_eq!(StoreError::DiskFull.at_commit(), StoreError::DiskFull);
    }
}
