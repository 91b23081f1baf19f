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
}

impl Conn<'_> {
    fn check(&self) -> Result<(), DbErr> {
        match self {
            Self::Write(_, failure) if failure.get().is_some() => {
                Err(DbErr::Custom("an earlier statement of this write failed".into()))
            }
            _ => Ok(()),
        }
    }

    fn note<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let (Self::Write(_, failure), Err(error)) = (self, &result) {
            failure.set(error);
        }
        result
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Conn<'_> {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Pool(db) => db.get_database_backend(),
            Self::Write(db, _) => db.get_database_backend(),
        }
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.check()?;
        self.note(match self {
            Self::Pool(db) => db.execute_raw(stmt).await,
            Self::Write(db, _) => db.execute_raw(stmt).await,
        })
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.check()?;
        self.note(match self {
            Self::Pool(db) => db.execute_unprepared(sql).await,
            Self::Write(db, _) => db.execute_unprepared(sql).await,
        })
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.check()?;
        self.note(match self {
            Self::Pool(db) => db.query_one_raw(stmt).await,
            Self::Write(db, _) => db.query_one_raw(stmt).await,
        })
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.check()?;
        self.note(match self {
            Self::Pool(db) => db.query_all_raw(stmt).await,
            Self::Write(db, _) => db.query_all_raw(stmt).await,
        })
    }
}
