//! Lists of cases that people keep (保存ビュー).

use api::case_work::{NewSavedView, SavedQuery, SavedView as View};
use api::{Answer, Caller, Code, Problem};
use model::SavedViewId;
use model::limits::SEARCH_CHARS_MAX;
use model::permission::Permission;
use serde_json::json;
use store::StoreError;
use store::saved_view::{self, SavedView};

use crate::App;
use crate::admin::announce;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// What desks read again when a list that everybody sees changes.
const PART: &str = "views";
/// Lists that one person sees.
const VIEWS_MAX: u64 = 100;

fn view(stored: SavedView) -> Result<View, StoreError> {
    let query: SavedQuery = serde_json::from_value(stored.query)
        .map_err(|error| StoreError::Corrupt(format!("view {}: {error}", stored.id)))?;
    Ok(View { id: stored.id, name: stored.name, shared: stored.owner.is_none(), query })
}

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    let all = saved_view::of_user(&app.of(by.tenant), by.user).await.or_problem()?;
    all.into_iter().map(view).collect::<Result<_, _>>().or_problem()
}

/// What everybody sees is kept by whoever may change queues.
fn may_share(by: &Caller) -> Answer<()> {
    if by.may(Permission::QueueManage) {
        return Ok(());
    }
    Err(Problem::new(Code::Forbidden).with(
        "全員に共有するビューは、管理者だけが追加・削除できます。",
        "Only administrators keep views that everybody sees.",
    ))
}

pub(super) async fn save(app: &App, by: &Caller, input: NewSavedView) -> Answer<View> {
    let name = validate::name("name", &input.name)?;
    if input.shared {
        may_share(by)?;
    }
    let words = input.query.q.as_deref().map(|q| validate::optional("q", q, SEARCH_CHARS_MAX));
    let q = words.transpose()?.filter(|q| !q.is_empty());
    let query = SavedQuery { q, ..input.query };
    let query = serde_json::to_value(query).map_err(|error| {
        tracing::error!(%error, "a view cannot be stored");
        Problem::new(Code::Internal)
    })?;
    let by = by.clone();
    let shared = input.shared;
    let made = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            if saved_view::count(tx, by.user).await? >= VIEWS_MAX {
                return Err(Failure::from(Problem::invalid(
                    "name",
                    format!("保存できるビューは{VIEWS_MAX}件までです。"),
                    format!("At most {VIEWS_MAX} views."),
                )));
            }
            let new = SavedView { id: tx.id(), owner: (!shared).then_some(by.user), name, query };
            saved_view::insert(tx, &new).await?;
            if shared {
                let detail = json!({"name": new.name});
                record(tx, &Who::from(&by), "view.shared", &new.id.to_string(), detail).await?;
                announce(tx, &by, PART).await?;
            }
            Ok(new)
        })
    });
    view(made.await.or_problem()?.value).or_problem()
}

pub(super) async fn remove(app: &App, by: &Caller, id: SavedViewId) -> Answer<()> {
    let by = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let found = saved_view::get(tx, by.user, id).await?;
                let found = found.ok_or_else(|| Problem::new(Code::NotFound))?;
                if found.owner.is_none() {
                    may_share(&by)?;
                    let detail = json!({"name": found.name});
                    record(tx, &Who::from(&by), "view.removed", &id.to_string(), detail).await?;
                    announce(tx, &by, PART).await?;
                }
                saved_view::remove(tx, id).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    Ok(())
}
