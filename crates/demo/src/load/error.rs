//! Why the world cannot be loaded.

use store::StoreError;

/// Why the world cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// Invented people must not stand beside real ones.
    #[error("the store serves the tenant `{name}`, which is no demo")]
    OtherTenant {
        /// Name of the tenant.
        name: String,
    },
    /// The demo's own marks are gone.
    #[error("the demo's tenant is there but was changed beyond recognition")]
    Unreadable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
