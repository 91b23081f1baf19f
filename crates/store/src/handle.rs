//! The two handles a caller works with.

use std::fmt;
use std::ops::Deref;

use jiff::Timestamp;
use model::TenantId;
use model::event::NewEvent;

use crate::blobs::Blobs;
use crate::error::StoreError;
use crate::open::Store;
use crate::scope::{Scope, System};
use crate::tx::{Committed, SystemTx, Tx, TxFuture};

/// The store of one tenant. Reads as a [`Scope`]; cannot reach another tenant.
pub struct TenantStore {
    store: Store,
    scope: Scope<'static>,
}

impl Clone for TenantStore {
    fn clone(&self) -> Self {
        Self::new(self.store.clone(), self.scope.tenant)
    }
}

impl fmt::Debug for TenantStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TenantStore").field(&self.scope.tenant).finish()
    }
}

impl Deref for TenantStore {
    type Target = Scope<'static>;
    fn deref(&self) -> &Self::Target {
        &self.scope
    }
}

impl TenantStore {
    pub(crate) fn new(store: Store, tenant: TenantId) -> Self {
        let scope = Scope { tenant, conn: store.reader() };
        Self { store, scope }
    }

    /// Runs a closure in a transaction and returns when its effects are durable. Everything the
    /// closure did counts, or nothing.
    ///
    /// The closure runs on the one writer: no network, no blobs, no waiting in it. See the
    /// crate's documentation for an example.
    ///
    /// # Errors
    /// What the closure returned, or as `E`: [`StoreError::Busy`] when too many writes wait,
    /// [`StoreError::DiskFull`], [`StoreError::Unavailable`], [`StoreError::TimedOut`], and
    /// [`StoreError::Unknown`] when it may or may not have been written.
    pub fn write<T, E, F>(
        &self,
        now: Timestamp,
        work: F,
    ) -> impl Future<Output = Result<Committed<T>, E>> + Send + use<T, E, F>
    where
        F: for<'t> FnOnce(&'t mut Tx<'_>) -> TxFuture<'t, T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (store, tenant) = (self.store.clone(), self.scope.tenant);
        async move { store.write(now, move |system| in_tenant(system, tenant, work)).await }
    }

    /// Appends events and nothing else: the fastest write.
    ///
    /// # Errors
    /// As [`TenantStore::write`].
    pub fn write_events(
        &self,
        now: Timestamp,
        events: Vec<NewEvent>,
    ) -> impl Future<Output = Result<Committed<()>, StoreError>> + Send + use<> {
        let (store, tenant) = (self.store.clone(), self.scope.tenant);
        async move { store.append(tenant, now, events).await }
    }

    /// Files by content. Put the blob first, then write the row that names it.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        self.store.blobs()
    }

    /// A new id, for things named before their write begins.
    #[must_use]
    pub fn id<T: From<uuid::Uuid>>(&self, now: Timestamp) -> T {
        self.store.id(now)
    }
}

fn in_tenant<'t, T, E, F>(
    system: &'t mut SystemTx<'_>,
    tenant: TenantId,
    work: F,
) -> TxFuture<'t, T, E>
where
    F: for<'u> FnOnce(&'u mut Tx<'_>) -> TxFuture<'u, T, E> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    Box::pin(async move { work(&mut system.tenant(tenant)).await })
}

/// The store across tenants. Reads as a [`System`]. Not for handlers of a tenant's people.
pub struct SystemStore {
    store: Store,
    system: System<'static>,
}

impl Clone for SystemStore {
    fn clone(&self) -> Self {
        Self::new(self.store.clone())
    }
}

impl fmt::Debug for SystemStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SystemStore")
    }
}

impl Deref for SystemStore {
    type Target = System<'static>;
    fn deref(&self) -> &Self::Target {
        &self.system
    }
}

impl SystemStore {
    pub(crate) fn new(store: Store) -> Self {
        let system = System { conn: store.reader() };
        Self { store, system }
    }

    /// Runs a closure in a transaction across tenants; otherwise as [`TenantStore::write`].
    ///
    /// # Errors
    /// As [`TenantStore::write`].
    pub fn write<T, E, F>(
        &self,
        now: Timestamp,
        work: F,
    ) -> impl Future<Output = Result<Committed<T>, E>> + Send + use<T, E, F>
    where
        F: for<'t> FnOnce(&'t mut SystemTx<'_>) -> TxFuture<'t, T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let store = self.store.clone();
        async move { store.write(now, work).await }
    }
}
