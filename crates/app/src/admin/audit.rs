//! Reading the audit log.

use api::admin::{AuditEntry, AuditQuery};
use api::{Answer, Caller, Page};
use model::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use store::audit::{self, AuditFilter};

use crate::failure::OrProblem;
use crate::{App, keyset};

pub(super) async fn list(app: &App, by: &Caller, query: AuditQuery) -> Answer<Page<AuditEntry>> {
    let filter = AuditFilter {
        action: query.action,
        user: query.user,
        before: query.cursor.as_deref().map(keyset::place).transpose()?,
    };
    let limit = query.limit.unwrap_or(PAGE_ROWS_DEFAULT).clamp(1, PAGE_ROWS_MAX);
    let found =
        audit::list(&app.of(by.tenant), &filter, u64::from(limit) + 1).await.or_problem()?;
    let page = Page::of(found, limit, |entry| keyset::cursor(entry.at, entry.id));
    Ok(page.map(|entry| AuditEntry {
        id: entry.id,
        at: entry.at,
        user: entry.user,
        action: entry.action,
        target: entry.target,
        detail: entry.detail,
        ip: entry.ip,
    }))
}
