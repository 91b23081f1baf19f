//! Everything that differs between SQLite and PostgreSQL. No other file asks which one it is, but for
//! the ways in and out: `connect` makes connections, `backup` copies a whole database.

use jiff::Timestamp;
use sea_orm::sea_query::{ColumnType, Expr, ExprTrait, IntoColumnRef, SimpleExpr};
use sea_orm::{ConnectionTrait, DbBackend, SqliteTransactionMode, Statement, TransactionOptions};

use crate::error::StoreError;

/// Log positions that one PostgreSQL transaction draws at once; what it does not use stays a gap.
/// Must equal the increment of the sequence `event_seq`.
pub(crate) const SEQ_BLOCK: i64 = 16_384;

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Embedded, one file.
    Sqlite,
    /// A server shared by nodes.
    Postgres,
}

/// What a column holds; the dialect says how it is declared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// 16 bytes.
    Uuid,
    /// UTF-8 text.
    Text,
    /// JSON.
    Json,
    /// 64 bits, also instants (microseconds since 1970 UTC).
    Int,
    /// True or false.
    Bool,
    /// Bytes.
    Blob,
}

impl Dialect {
    /// The dialect of a connection.
    pub(crate) fn of(db: &impl ConnectionTrait) -> Self {
        match db.get_database_backend() {
            DbBackend::Sqlite => Self::Sqlite,
            _ => Self::Postgres,
        }
    }

    /// The declared type of a column. SQLite's STRICT tables know INTEGER, TEXT and BLOB only.
    pub(crate) fn column_type(self, kind: Kind) -> ColumnType {
        match (self, kind) {
            (Self::Sqlite, Kind::Uuid | Kind::Blob) => ColumnType::custom("BLOB"),
            (Self::Sqlite, Kind::Text | Kind::Json) => ColumnType::custom("TEXT"),
            (Self::Sqlite, Kind::Int | Kind::Bool) => ColumnType::custom("INTEGER"),
            (Self::Postgres, Kind::Uuid) => ColumnType::Uuid,
            (Self::Postgres, Kind::Text) => ColumnType::Text,
            (Self::Postgres, Kind::Json) => ColumnType::JsonBinary,
            (Self::Postgres, Kind::Int) => ColumnType::BigInteger,
            (Self::Postgres, Kind::Bool) => ColumnType::Boolean,
            (Self::Postgres, Kind::Blob) => {
                ColumnType::VarBinary(sea_orm::sea_query::StringLen::None)
            }
        }
    }

    /// What follows the closing bracket of `CREATE TABLE`.
    pub(crate) const fn table_suffix(self) -> &'static str {
        match self {
            Self::Sqlite => "STRICT",
            Self::Postgres => "",
        }
    }

    /// How a writing transaction begins. On SQLite it takes the write lock at once, so that it
    /// cannot find out halfway that it may not write.
    pub(crate) fn write_transaction(self) -> TransactionOptions {
        TransactionOptions {
            sqlite_transaction_mode: match self {
                Self::Sqlite => Some(SqliteTransactionMode::Immediate),
                Self::Postgres => None,
            },
            ..TransactionOptions::default()
        }
    }

    /// Statements of the first migration that only this database needs.
    pub(crate) fn migration_extras(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[],
            Self::Postgres => POSTGRES_LOG,
        }
    }

    /// The positions on the log that a transaction may use. To be called once, before anything
    /// else in the transaction: see [`POSTGRES_LOG`].
    ///
    /// # Errors
    /// Of the database.
    pub(crate) async fn draw_seq(
        self,
        db: &impl ConnectionTrait,
    ) -> Result<std::ops::Range<i64>, StoreError> {
        let (sql, len) = match self {
            // One writer, one process: the next free position. Numbers of a lost group come again.
            Self::Sqlite => ("SELECT coalesce(max(seq), 0) + 1 FROM event", i64::MAX / 2),
            Self::Postgres => ("SELECT event_block()", SEQ_BLOCK),
        };
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await?;
        let row = row.ok_or_else(|| StoreError::Other("no log position".into()))?;
        let first: i64 = row.try_get_by_index(0)?;
        Ok(first..first.saturating_add(len))
    }

    /// Events per insert statement. SQLite finds `$n` parameters by walking a list, so that wide
    /// statements cost the square; to PostgreSQL each statement is a round trip.
    pub(crate) const fn rows_per_insert(self) -> usize {
        match self {
            Self::Sqlite => 32,
            Self::Postgres => 256,
        }
    }

    /// The condition under which an event is safe to read: every event before it that will ever
    /// become visible is visible. SQLite has one writer, which commits in order.
    pub(crate) fn committed_in_order(self) -> Option<SimpleExpr> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(
                Expr::col("txid".into_column_ref())
                    .lt(Expr::cust("pg_snapshot_xmin(pg_current_snapshot())")),
            ),
        }
    }

    /// The present instant in microseconds: the server's where nodes share one, because their
    /// clocks differ.
    pub(crate) fn now_micros(self, now: Timestamp) -> SimpleExpr {
        match self {
            Self::Sqlite => now.as_microsecond().into(),
            Self::Postgres => Expr::cust(CLOCK),
        }
    }

    /// What keeps two processes from migrating at the same time, inside the transaction; building
    /// an index may take as long as it takes.
    pub(crate) const fn migration_lock(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[],
            Self::Postgres => &[
                "SET LOCAL statement_timeout = 0",
                "SET LOCAL lock_timeout = 0",
                "SELECT pg_advisory_xact_lock(1835099243, 2)",
            ],
        }
    }

    /// The columns of all tables (`name`, `part`), in order.
    pub(crate) const fn columns(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT t.name AS name, c.name AS part \
                 FROM sqlite_schema t, pragma_table_info(t.name) c \
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid"
            }
            Self::Postgres => {
                "SELECT CAST(t.table_name AS text) AS name, CAST(c.column_name AS text) AS part \
                 FROM information_schema.tables t JOIN information_schema.columns c \
                   ON c.table_schema = t.table_schema AND c.table_name = t.table_name \
                 WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
                 ORDER BY CAST(t.table_name AS text) COLLATE \"C\", c.ordinal_position"
            }
        }
    }

    /// Every row of a table as one text, in which different rows differ.
    pub(crate) fn rows_as_text(self, table: &str, columns: &[String]) -> String {
        let literal = |column: &String| match self {
            Self::Sqlite => format!("quote({})", quoted(column)),
            Self::Postgres => format!("quote_nullable(CAST({} AS text))", quoted(column)),
        };
        let row: Vec<String> = columns.iter().map(literal).collect();
        format!("SELECT {} FROM {}", row.join(" || ',' || "), quoted(table))
    }

    /// A question whose answer is `ok`, or what is damaged.
    pub(crate) const fn check(self, thorough: bool) -> &'static str {
        match (self, thorough) {
            (Self::Sqlite, false) => "PRAGMA quick_check(1)",
            (Self::Sqlite, true) => "PRAGMA integrity_check(1)",
            (Self::Postgres, _) => "SELECT 'ok'",
        }
    }

    /// Empties the log that the database writes before its files, where it is a file of ours.
    pub(crate) const fn settle(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("PRAGMA wal_checkpoint(TRUNCATE)"),
            Self::Postgres => None,
        }
    }

    /// The database's own present instant in microseconds, where it has a clock of its own.
    pub(crate) const fn own_clock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(CLOCK),
        }
    }

    /// Columns that belong to the server on which a row is and not to the row.
    pub(crate) fn is_of_this_server(self, table: &str, column: &str) -> bool {
        self == Self::Postgres && (table, column) == ("event", "txid")
    }

    /// Statements run once when the store opens, after the migrations.
    pub(crate) fn repairs(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[],
            // A dump restored into another server brings transaction ids of the old one. They may
            // be ahead of this server's and would hide the events for ever. Ids at or past the
            // snapshot's end cannot belong to a transaction of this server whose rows are visible.
            Self::Postgres => &["UPDATE event SET txid = '0' WHERE \
                 (SELECT txid >= pg_snapshot_xmax(pg_current_snapshot()) FROM event \
                  ORDER BY seq DESC LIMIT 1) \
                 AND txid >= pg_snapshot_xmax(pg_current_snapshot())"],
        }
    }
}

/// The present instant of a PostgreSQL server in microseconds.
const CLOCK: &str = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)";

/// A name as it stands in a statement.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The log on PostgreSQL. `txid` is the transaction that wrote the row. `event_block` hands out a
/// block of positions such that the order of blocks is the order of transaction ids: both are
/// taken under one lock, held for this statement only, by a transaction that has no id yet and
/// draws one block. Hence, when every transaction below `pg_snapshot_xmin` has ended, no event can
/// still appear below one of theirs, and a reader that stops there skips nothing.
///
/// With positions from a plain sequence that does not hold: a transaction with a higher id may
/// have drawn the lower number, and commit after the reader went past it.
const POSTGRES_LOG: &[&str] = &[
    "CREATE SEQUENCE event_seq AS bigint INCREMENT BY 16384 MINVALUE 1 START WITH 1",
    "ALTER TABLE event ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id()",
    "CREATE FUNCTION event_block() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE first bigint;
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
    RAISE EXCEPTION 'event_block must come first in its transaction';
  END IF;
  PERFORM pg_advisory_lock(1835099243, 1);
  PERFORM pg_current_xact_id();
  first := nextval('event_seq');
  PERFORM pg_advisory_unlock(1835099243, 1);
  RETURN first;
END $$",
];
