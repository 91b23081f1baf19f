//! The writer: one task, one connection, group commit.
//!
//! It takes what waits, runs each write behind its own savepoint in one transaction, commits once
//! and answers everybody. A write that fails, panics or takes too long is rolled back alone. A
//! lone write is not delayed, and being the first of its group it needs no savepoint.
//!
//! A savepoint costs one statement for each member, not two: the next member's text releases the
//! one before, and the commit releases the last.

use std::time::{Duration, Instant};

use model::limits;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot, watch};

use crate::command::{Job, JobContext, Ran, Reply};
use crate::connect::Connector;
use crate::error::StoreError;
use crate::log::append::Pending;
use crate::meters::Meters;
use crate::random::Random;

/// First and longest pause after the database could not be reached.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// The statements that keep a member apart from those before it.
mod savepoint {
    /// For the first that needs one.
    pub(super) const SET: &str = "SAVEPOINT member";
    /// For each after it: what the one before did is kept.
    pub(super) const NEXT: &str = "RELEASE SAVEPOINT member; SAVEPOINT member";
    /// Undoes what happened since it was set; it stays set.
    pub(super) const BACK: &str = "ROLLBACK TO SAVEPOINT member";
}

/// What arrives at the writer.
pub(crate) enum Message {
    /// A write.
    Job(Box<dyn Job>),
    /// Bring what is committed from the database's own log into its files, and empty that log.
    Settle(oneshot::Sender<Result<(), StoreError>>),
    /// Finish what waits, close the connection, answer.
    Stop(oneshot::Sender<()>),
}

/// The writer's state.
pub(crate) struct Writer {
    pub(crate) connector: Connector,
    pub(crate) db: Option<DatabaseConnection>,
    pub(crate) queue: mpsc::Receiver<Message>,
    pub(crate) committed: watch::Sender<i64>,
    pub(crate) random: Random,
    pub(crate) write_timeout: Duration,
    /// How long a group takes new members that wait; it never waits for them.
    pub(crate) group_time: Duration,
    /// What it counts.
    pub(crate) meters: Meters,
    /// Who waits for the end.
    pub(crate) stopping: Vec<oneshot::Sender<()>>,
    /// Who waits until the group that runs is done, to have the log emptied.
    pub(crate) settling: Vec<oneshot::Sender<Result<(), StoreError>>>,
    /// Keeps other processes away from an embedded database while the writer lives.
    pub(crate) lock: Option<std::fs::File>,
}

/// A running group.
struct Group {
    pending: Pending,
    kept: Vec<(Reply, Option<i64>)>,
    /// Whether a savepoint is set.
    savepoint: bool,
}

impl Group {
    /// Keeps apart what the next member does.
    async fn set_savepoint(&mut self, top: &DatabaseTransaction) -> Result<(), StoreError> {
        let text = if self.savepoint { savepoint::NEXT } else { savepoint::SET };
        top.execute_unprepared(text).await?;
        self.savepoint = true;
        Ok(())
    }
}

/// How a member left the transaction.
enum After {
    /// Usable: the group may go on.
    Usable,
    /// Rolled back as a whole; the group was empty but for this member.
    Empty,
    /// Lost, with this error for everybody in it.
    Lost(StoreError),
}

impl Writer {
    /// Works until the last handle is dropped or somebody stops it.
    pub(crate) async fn run(mut self) {
        let mut pause = BACK_OFF.0;
        while let Some(message) = self.queue.recv().await {
            match message {
                Message::Job(job) => {
                    if self.group(job).await.is_ok() {
                        pause = BACK_OFF.0;
                    } else {
                        tokio::time::sleep(pause).await;
                        pause = (pause * 2).min(BACK_OFF.1);
                    }
                    for done in std::mem::take(&mut self.settling) {
                        let _ = done.send(self.settle().await);
                    }
                }
                Message::Settle(done) => {
                    // Whoever asked may have gone.
                    let _ = done.send(self.settle().await);
                }
                Message::Stop(done) => self.prepare_stop(done),
            }
        }
        self.stop().await;
    }

    async fn settle(&mut self) -> Result<(), StoreError> {
        let (Some(db), Some(statement)) = (&self.db, self.connector.dialect().settle()) else {
            return Ok(());
        };
        // Answers whether a reader was in the way: then it is to be tried again.
        let answer = db.query_one_raw(Statement::from_string(db.get_database_backend(), statement));
        let busy: i32 = match answer.await? {
            Some(row) => row.try_get_by_index(0)?,
            None => 0,
        };
        if busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
    }

    /// Closes the queue: `run` ends when what waits in it is done.
    fn prepare_stop(&mut self, done: oneshot::Sender<()>) {
        self.queue.close();
        self.stopping.push(done);
    }

    async fn stop(&mut self) {
        if let Some(db) = self.db.take()
            && let Err(error) = db.close().await
        {
            tracing::warn!(%error, "closing the writer's connection");
        }
        self.lock = None;
        for done in self.stopping.drain(..) {
            // Nobody listening is fine: the work is done.
            let _ = done.send(());
        }
    }

    /// Runs one group that begins with `first`. An error means that the database is out of reach
    /// or full; everybody concerned knows already.
    async fn group(&mut self, first: Box<dyn Job>) -> Result<(), StoreError> {
        let (top, mut group) = match self.begin().await {
            Ok(begun) => begun,
            Err(error) => {
                tracing::warn!(%error, "no transaction can begin");
                first.refuse(error.clone());
                self.refuse_waiting(&error);
                return Err(error);
            }
        };
        let deadline = Instant::now() + self.group_time;
        let mut next = Some(first);
        while let Some(job) = next.take() {
            match self.member(&top, &mut group, job).await {
                After::Usable => {}
                After::Empty => return self.abandon(top).await,
                After::Lost(error) => return self.lose(top, group, error).await,
            }
            if Instant::now() < deadline
                && group.kept.len() < limits::GROUP_COMMIT_MAX
                && group.pending.has_room()
            {
                next = self.next_job();
            }
        }
        self.commit(top, group).await
    }

    fn next_job(&mut self) -> Option<Box<dyn Job>> {
        match self.queue.try_recv() {
            Ok(Message::Job(job)) => Some(job),
            Ok(Message::Settle(done)) => {
                // Not inside a transaction: after this group, however many writes wait.
                self.settling.push(done);
                None
            }
            Ok(Message::Stop(done)) => {
                self.prepare_stop(done);
                None
            }
            Err(_) => None,
        }
    }

    /// Runs one member: the first on the transaction itself, later ones behind a savepoint.
    async fn member(
        &self,
        top: &DatabaseTransaction,
        group: &mut Group,
        job: Box<dyn Job>,
    ) -> After {
        group.pending.begin_member();
        let is_first = group.kept.is_empty();
        let apart = !is_first && !job.only_appends();
        if apart && let Err(error) = group.set_savepoint(top).await {
            job.refuse(error.clone());
            return After::Lost(error);
        }
        let context = JobContext {
            db: top,
            pending: &mut group.pending,
            random: &self.random,
            timeout: self.write_timeout,
        };
        match job.run(context).await {
            Ran::Kept(reply) => {
                let last = group.pending.last_of_member();
                group.kept.push((reply, last));
                After::Usable
            }
            Ran::Failed(excuse, lost) => {
                group.pending.drop_member();
                let undone = if apart { undo(top).await } else { Ok(()) };
                excuse();
                match (lost, undone) {
                    (Some(error), _) | (None, Err(error)) => After::Lost(error),
                    (None, Ok(())) if is_first => After::Empty,
                    (None, Ok(())) => After::Usable,
                }
            }
        }
    }

    async fn commit(
        &mut self,
        top: DatabaseTransaction,
        mut group: Group,
    ) -> Result<(), StoreError> {
        let last = match group.pending.flush(&top).await {
            Ok(last) => last,
            Err(error) => return self.lose(top, group, error).await,
        };
        let begun = Instant::now();
        if let Err(error) = top.commit().await {
            let error = StoreError::from(error).at_commit();
            return self.answer_lost(group, error).await;
        }
        self.meters.commits.observe(begun.elapsed().as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "a group has some hundred members at most")]
        self.meters.groups.observe(group.kept.len() as f64);
        if let Some(last) = last {
            self.committed.send_if_modified(|seq| std::mem::replace(seq, last) != last);
        }
        let newest = *self.committed.borrow();
        for (reply, own) in group.kept {
            reply(Ok(own.unwrap_or(newest)));
        }
        Ok(())
    }

    /// Rolls back a transaction nobody has a stake in.
    async fn abandon(&mut self, top: DatabaseTransaction) -> Result<(), StoreError> {
        if let Err(error) = top.rollback().await {
            tracing::warn!(%error, "rolling back");
            self.disconnect().await;
        }
        Ok(())
    }

    async fn lose(
        &mut self,
        top: DatabaseTransaction,
        group: Group,
        error: StoreError,
    ) -> Result<(), StoreError> {
        // The connection is closed next, which rolls back what is left.
        drop(top);
        self.answer_lost(group, error).await
    }

    async fn answer_lost(&mut self, group: Group, error: StoreError) -> Result<(), StoreError> {
        self.meters.lost.inc();
        tracing::warn!(%error, members = group.kept.len(), "a commit group is lost");
        for (reply, _) in group.kept {
            reply(Err(error.clone()));
        }
        self.disconnect().await;
        if error.is_transient() { Err(error) } else { Ok(()) }
    }

    /// Begins a transaction; a connection that broke while idle is replaced once.
    async fn begin(&mut self) -> Result<(DatabaseTransaction, Group), StoreError> {
        if let Some(db) = &self.db {
            match self.begin_on(db).await {
                Ok(begun) => return Ok(begun),
                Err(error) => tracing::warn!(%error, "the writer's connection is replaced"),
            }
            self.disconnect().await;
        }
        let db = self.connector.writer().await?;
        let begun = self.begin_on(&db).await;
        self.db = Some(db);
        begun
    }

    async fn begin_on(
        &self,
        db: &DatabaseConnection,
    ) -> Result<(DatabaseTransaction, Group), StoreError> {
        let top = db.begin_with_options(self.connector.dialect().write_transaction()).await?;
        let pending = Pending::begin(&top).await?;
        Ok((top, Group { pending, kept: Vec::new(), savepoint: false }))
    }

    async fn disconnect(&mut self) {
        if let Some(db) = self.db.take()
            && let Err(error) = db.close().await
        {
            tracing::debug!(%error, "closing a broken connection");
        }
    }

    fn refuse_waiting(&mut self, error: &StoreError) {
        while let Some(job) = self.next_job() {
            job.refuse(error.clone());
        }
    }
}

/// Rolls back what a member did.
async fn undo(top: &DatabaseTransaction) -> Result<(), StoreError> {
    top.execute_unprepared(savepoint::BACK).await?;
    Ok(())
}
