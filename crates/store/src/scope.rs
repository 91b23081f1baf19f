//! Who may see what: [`Scope`] is one tenant, [`System`] is the installation.
//!
//! Query functions take a `&Scope` (or a `&System`, which their name and documentation say), and
//! no function of the crate turns a `Scope` into one of another tenant. Handlers get a
//! [`TenantStore`](crate::TenantStore) and therefore cannot leave their tenant.

use model::TenantId;

use crate::conn::Conn;

/// The rows of one tenant, read from a reader connection or inside a write.
#[derive(Debug)]
pub struct Scope<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) conn: Conn<'a>,
}

impl<'a> Scope<'a> {
    /// Whose rows these are.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The tenant as it stands in the `tenant` columns.
    pub(crate) const fn key(&self) -> uuid::Uuid {
        self.tenant.0
    }

    /// Where the statements go.
    pub(crate) const fn db(&self) -> &Conn<'a> {
        &self.conn
    }
}

/// All tenants at once: sign-in, public keys, the log tail, the outbox worker, administration.
#[derive(Debug)]
pub struct System<'a> {
    pub(crate) conn: Conn<'a>,
}

impl<'a> System<'a> {
    /// Where the statements go.
    pub(crate) const fn db(&self) -> &Conn<'a> {
        &self.conn
    }
}
