//! Writing the audit log.

use api::Caller;
use model::{AuditId, UserId};
use serde_json::Value;
use store::audit::{self, Audit};
use store::{StoreError, Tx};

/// Who did something that the audit log keeps.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The person; the system when absent.
    pub user: Option<UserId>,
    /// From where.
    pub ip: Option<String>,
}

impl From<&Caller> for Who {
    fn from(caller: &Caller) -> Self {
        Self { user: Some(caller.user), ip: caller.ip.map(|ip| ip.to_string()) }
    }
}

/// Writes an entry in the transaction of what it is about.
pub async fn record(
    tx: &Tx<'_>,
    who: &Who,
    action: &str,
    target: &str,
    detail: Value,
) -> Result<(), StoreError> {
    let entry = Audit {
        id: tx.id::<AuditId>(),
        at: tx.now(),
        user: who.user,
        action: action.to_owned(),
        target: target.to_owned(),
        detail,
        ip: who.ip.clone(),
    };
    audit::insert(tx, &entry).await
}
