//! One write on its way through the writer.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use sea_orm::DatabaseTransaction;
use tokio::sync::oneshot;

use crate::conn::{Conn, Failure};
use crate::error::StoreError;
use crate::log::append::{Pending, PendingEvent};
use crate::random::Random;
use crate::scope::System;
use crate::tx::{Committed, Core, SystemTx, TxFuture};

/// Answers the caller: with the position of the commit, or with what happened to the group.
pub(crate) type Reply = Box<dyn FnOnce(Result<i64, StoreError>) + Send>;

/// Tells the caller what its write failed with.
pub(crate) type Excuse = Box<dyn FnOnce() + Send>;

/// How a member ended.
pub(crate) enum Ran {
    /// Well; answer it after the commit.
    Kept(Reply),
    /// Badly; roll it back, then tell it. With an error when the whole transaction is lost.
    Failed(Excuse, Option<StoreError>),
}

/// What a member works with.
pub(crate) struct JobContext<'c> {
    pub(crate) db: &'c DatabaseTransaction,
    pub(crate) pending: &'c mut Pending,
    pub(crate) random: &'c Random,
    pub(crate) timeout: Duration,
}

/// A write that waits for the writer.
pub(crate) trait Job: Send {
    /// Does it.
    fn run<'c>(self: Box<Self>, context: JobContext<'c>) -> BoxFuture<'c, Ran>
    where
        Self: 'c;
    /// Answers without having done anything.
    fn refuse(self: Box<Self>, error: StoreError);
    /// Whether it only appends events, so that no savepoint is needed to undo it.
    fn only_appends(&self) -> bool {
        false
    }
}

/// A write given as a closure.
pub(crate) struct Command<F, T, E> {
    pub(crate) now: Timestamp,
    pub(crate) work: F,
    pub(crate) reply: oneshot::Sender<Result<Committed<T>, E>>,
}

impl<F, T, E> Job for Command<F, T, E>
where
    F: for<'t> FnOnce(&'t mut SystemTx<'_>) -> TxFuture<'t, T, E> + Send,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    fn run<'c>(self: Box<Self>, context: JobContext<'c>) -> BoxFuture<'c, Ran>
    where
        Self: 'c,
    {
        Box::pin(async move {
            let Self { now, work, reply } = *self;
            let failure = Failure::default();
            let core = Core { pending: context.pending, now, random: context.random };
            let system = System { conn: Conn::Write(context.db, &failure) };
            let mut tx = SystemTx { system, core };
            let work = AssertUnwindSafe(async { work(&mut tx).await }).catch_unwind();
            let ended = tokio::time::timeout(context.timeout, work).await;
            let lost = failure.get().filter(StoreError::ends_transaction);
            match (ended, failure.get()) {
                (Ok(Ok(Ok(value))), None) => Ran::Kept(answer(reply, value)),
                (Ok(Ok(Ok(_))), Some(error)) => Ran::Failed(fail(reply, error.into()), lost),
                (Ok(Ok(Err(error))), _) => Ran::Failed(fail(reply, error), lost),
                (Ok(Err(panic)), _) => {
                    let error = StoreError::Other(format!("a write panicked: {}", said(&*panic)));
                    tracing::error!(%error);
                    Ran::Failed(fail(reply, error.into()), lost)
                }
                (Err(_), _) => Ran::Failed(fail(reply, StoreError::TimedOut.into()), lost),
            }
        })
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        // A caller that went away needs no answer.
        let _ = self.reply.send(Err(error.into()));
    }
}

/// Events and nothing else: prepared by the caller, appended without a savepoint.
pub(crate) struct Append {
    pub(crate) events: Vec<PendingEvent>,
    pub(crate) reply: oneshot::Sender<Result<Committed<()>, StoreError>>,
}

impl Job for Append {
    fn run<'c>(self: Box<Self>, context: JobContext<'c>) -> BoxFuture<'c, Ran>
    where
        Self: 'c,
    {
        Box::pin(async move {
            let Self { events, reply } = *self;
            for event in events {
                if let Err(error) = context.pending.push(event) {
                    return Ran::Failed(fail(reply, error), None);
                }
            }
            Ran::Kept(answer(reply, ()))
        })
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        // A caller that went away needs no answer.
        let _ = self.reply.send(Err(error));
    }

    fn only_appends(&self) -> bool {
        true
    }
}

fn answer<T, E>(reply: oneshot::Sender<Result<Committed<T>, E>>, value: T) -> Reply
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    Box::new(move |commit| {
        let result = commit.map(|last_seq| Committed { value, last_seq }).map_err(E::from);
        // A caller that went away needs no answer.
        let _ = reply.send(result);
    })
}

fn fail<T, E>(reply: oneshot::Sender<Result<Committed<T>, E>>, error: E) -> Excuse
where
    T: Send + 'static,
    E: Send + 'static,
{
    Box::new(move || {
        // A caller that went away needs no answer.
        let _ = reply.send(Err(error));
    })
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
