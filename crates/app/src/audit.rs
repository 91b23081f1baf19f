//! Writing the audit log.

use api::Caller;
use api::caller::UsedToken;
use model::{AuditId, UserId};
use serde_json::{Map, Value, json};
use store::audit::{self, Audit};
use store::{StoreError, Tx};

/// Who did something that the audit log keeps.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The person; the system when absent.
    pub user: Option<UserId>,
    /// From where.
    pub ip: Option<String>,
    /// The API token with which a program did it for the person.
    pub token: Option<UsedToken>,
}

impl From<&Caller> for Who {
    fn from(caller: &Caller) -> Self {
        Self {
            user: Some(caller.user),
            ip: caller.ip.map(|ip| ip.to_string()),
            token: caller.token.clone(),
        }
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
        detail: naming(who.token.as_ref(), detail),
        ip: who.ip.clone(),
    };
    audit::insert(tx, &entry).await
}

/// What changed between two objects, field by field, as the audit log tells it: `{from, to}`.
#[must_use]
pub fn differences(before: &Value, after: &Value) -> Map<String, Value> {
    let (Value::Object(before), Value::Object(after)) = (before, after) else { return Map::new() };
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let told = keys.into_iter().filter_map(|key| {
        let (from, to) = (before.get(key), after.get(key));
        (from != to).then(|| (key.clone(), json!({"from": from, "to": to})))
    });
    told.collect()
}

/// A detail that names the token by which it was done, if one was used.
fn naming(token: Option<&UsedToken>, mut detail: Value) -> Value {
    if let (Some(token), Some(fields)) = (token, detail.as_object_mut()) {
        fields.insert("token".to_owned(), json!(token.name));
        fields.insert("token_id".to_owned(), json!(token.id));
    }
    detail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_told() {
        let before = json!({"name": "受付", "seconds": 30, "gone": 1});
        let after = json!({"name": "受付", "seconds": 60, "new": [1]});
        let told = json!({
            "gone": {"from": 1, "to": null},
            "new": {"from": null, "to": [1]},
            "seconds": {"from": 30, "to": 60},
        });
        assert_eq!(Value::Object(differences(&before, &after)), told);
    }
}
