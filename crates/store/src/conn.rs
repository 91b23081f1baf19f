//! The one way statements reach the database: a reader pool, or the transaction of a write.

use std::sync::{Mutex, PoisonError};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};

use crate::error::StoreError;

/// Remembers the first statement of a write that failed.
///
/// PostgreSQL refuses everything after a failed statement, SQLite does not, and on a full disk
/// SQLite may even have ended the transaction, so that later statements would commit one by one.
/// Refusing them here makes both the same and safe: a write with a failed statement never commits.
#[derive(Debug, Default)]
pub(crate) struct Failure(Mutex<Option<StoreError>>);

impl Failure {
    /// The first error, if there was one.
    pub(crate) fn get(&self) -> Option<StoreError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, error: &DbErr) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| StoreError::from(error.clone()));
    }
}

/// Where statements go. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) enum Conn<'a> {
    /// Any reader.
    Pool(DatabaseConnection),
    /// The transaction of a write.
    Write(&'a DatabaseTransaction, &'a Failure),
    /// A reader that writes down what it is asked, so that tests can have it explained.
    #[cfg(test)]
    Noting(DatabaseConnection, std::sync::Arc<Mutex<Vec<Statement>>>),
}

impl Conn<'_> {
    fn before(&self, statement: Option<&Statement>) -> Result<(), DbErr> {
        // Only tests look at the statement.
        let _ = statement;
        match self {
            Self::Write(_, failure) if failure.get().is_some() => {
                Err(DbErr::Custom("an earlier statement of this write failed".into()))
            }
            #[cfg(test)]
            Self::Noting(_, notes) => {
                notes.lock().unwrap().extend(statement.cloned());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn after<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let (Self::Write(_, failure), Err(error)) = (self, &result) {
            failure.set(error);
        }
        result
    }
}

/// Calls the same method of whatever is behind the connection.
macro_rules! on_either {
    ($conn:expr, $db:ident => $call:expr) => {
        match $conn {
            Conn::Pool($db) => $call,
            Conn::Write($db, _) => $call,
            #[cfg(test)]
            Conn::Noting($db, _) => $call,
        }
    };
}

#[async_trait::async_trait]
impl ConnectionTrait for Conn<'_> {
    fn get_database_backend(&self) -> DbBackend {
        on_either!(self, db => db.get_database_backend())
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.before(Some(&stmt))?;
        self.after(on_either!(self, db => db.execute_raw(stmt).await))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.before(None)?;
        self.after(on_either!(self, db => db.execute_unprepared(sql).await))
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.before(Some(&stmt))?;
        self.after(on_either!(self, db => db.query_one_raw(stmt).await))
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.before(Some(&stmt))?;
        self.after(on_either!(self, db => db.query_all_raw(stmt).await))
    }
}
