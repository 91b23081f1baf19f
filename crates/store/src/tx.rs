//! What a write may do: [`Tx`] inside one tenant, [`SystemTx`] across tenants.

use std::ops::Deref;
use std::pin::Pin;

use jiff::Timestamp;
use model::TenantId;
use model::event::NewEvent;
use serde_json::Value;
use uuid::Uuid;

use crate::conn::Conn;
use crate::error::StoreError;
use crate::log::append::{Pending, PendingEvent};
use crate::random::Random;
use crate::scope::{Scope, System};
use crate::table::outbox;

/// What a write's closure returns: `Box::pin(async move { … Ok(value) })`.
pub type TxFuture<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

/// A write that is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed<T> {
    /// What the closure returned.
    pub value: T,
    /// Position of the last event this write appended; when it appended none, the last position
    /// that was committed through this process. A reader that has got this far has seen the write.
    pub last_seq: i64,
}

/// The parts of a write that do not depend on the tenant.
pub(crate) struct Core<'a> {
    pub(crate) pending: &'a mut Pending,
    pub(crate) now: Timestamp,
    pub(crate) random: &'a Random,
}

/// A write inside one tenant. Reads as [`Scope`] does, and sees its own changes (but not its own
/// events, which go to the log together when the group commits).
///
/// Once a statement has failed, everything after it is refused and the write is rolled back, even
/// if the closure returns `Ok`. To try something that may hit a unique key, use
/// `ON CONFLICT DO NOTHING` and look at the number of rows.
pub struct Tx<'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) core: Core<'a>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Scope<'a>;
    fn deref(&self) -> &Self::Target {
        &self.scope
    }
}

impl Tx<'_> {
    /// The instant of this write.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.core.now
    }

    /// A new id.
    #[must_use]
    pub fn id<T: From<Uuid>>(&self) -> T {
        self.core.random.id(self.core.now)
    }

    /// Appends an event and says where on the log it will stand. Positions grow within a write and
    /// from write to write, with gaps.
    ///
    /// # Errors
    /// [`StoreError::TooMany`] when one write appends more than a transaction may; those of the
    /// database.
    pub async fn append(&mut self, event: NewEvent) -> Result<i64, StoreError> {
        let event = PendingEvent::new(self.scope.tenant, self.id(), self.core.now, event)?;
        self.core.pending.push(event)
    }

    /// Appends an event that happened at another instant than now: imported purchases, history.
    ///
    /// # Errors
    /// As [`Tx::append`].
    pub async fn append_at(&mut self, at: Timestamp, event: NewEvent) -> Result<i64, StoreError> {
        let event = PendingEvent::new(self.scope.tenant, self.id(), at, event)?;
        self.core.pending.push(event)
    }

    /// Registers an effect on the outside world, to be done at least once after the commit.
    /// Returns whether it is new: the same `key` registers once per tenant, for ever. Effects of one
    /// lane go to the same place outside, which may be slow.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn outbox(
        &mut self,
        (kind, lane): (&str, &str),
        key: &str,
        payload: Value,
        due_at: Timestamp,
    ) -> Result<bool, StoreError> {
        outbox::insert(self, (kind, lane), key, payload, due_at).await
    }
}

/// A write across tenants: making tenants, working on the outbox, cursors, leases.
pub struct SystemTx<'a> {
    pub(crate) system: System<'a>,
    pub(crate) core: Core<'a>,
}

impl<'a> Deref for SystemTx<'a> {
    type Target = System<'a>;
    fn deref(&self) -> &Self::Target {
        &self.system
    }
}

impl<'a> SystemTx<'a> {
    /// The instant of this write.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.core.now
    }

    /// A new id.
    #[must_use]
    pub fn id<T: From<Uuid>>(&self) -> T {
        self.core.random.id(self.core.now)
    }

    /// The same write inside one tenant.
    #[must_use]
    pub fn tenant(&mut self, tenant: TenantId) -> Tx<'_> {
        let conn: Conn<'_> = self.system.conn.clone();
        let core =
            Core { pending: &mut *self.core.pending, now: self.core.now, random: self.core.random };
        Tx { scope: Scope { tenant, conn }, core }
    }
}
