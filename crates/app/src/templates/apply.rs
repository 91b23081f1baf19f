//! Using a canned reply: it is filled for the case, and does to the case what it says.

use api::case::CaseChange;
use api::template::{TemplateActions, TemplateText, TemplateUse, TemplateUsed};
use api::{Answer, Caller, Code, Locale, Problem};
use model::CaseId;
use store::case::Case;
use store::template::{self, Template};
use store::{Tx, category};

use super::keep::{actions, flawed};
use super::values;
use crate::App;
use crate::cases::flow::Moving;
use crate::cases::{change, rows};
use crate::failure::{Failure, OrProblem};

struct Used {
    filled: TemplateText,
    actions: TemplateActions,
    case: Case,
    changed: bool,
}

pub(super) async fn apply(
    app: &App,
    by: &Caller,
    case: CaseId,
    input: TemplateUse,
) -> Answer<TemplateUsed> {
    let store = app.of(by.tenant);
    let caller = by.clone();
    let used = store.write(app.now(), move |tx| {
        Box::pin(async move {
            let found =
                template::get(tx, input.template).await?.filter(|template| !template.archived);
            let template = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            carry_out(tx, &caller, case, &template, input.locale).await
        })
    });
    let used = used.await.or_problem()?.value;
    Ok(TemplateUsed {
        case: rows::one(&store, used.case, Some(by.user)).await.or_problem()?,
        filled: used.filled,
        after: used.actions.after,
        changed: used.changed,
    })
}

async fn carry_out(
    tx: &mut Tx<'_>,
    by: &Caller,
    case: CaseId,
    template: &Template,
    locale: Locale,
) -> Result<Used, Failure> {
    let mut moving = Moving::read(tx, case).await?;
    let (text, locale) = match locale {
        Locale::Ja if template.ja.is_empty() => (&template.en, Locale::En),
        Locale::En if template.en.is_empty() => (&template.ja, Locale::Ja),
        Locale::Ja => (&template.ja, Locale::Ja),
        Locale::En => (&template.en, Locale::En),
    };
    let values = values::of_case(tx, by, &moving.case, locale).await?;
    let filled = ::template::fill(text, &values).map_err(|flaw| flawed("text", &flaw))?;
    let actions = actions(template)?;
    let wanted = wanted(tx, &moving.case, &actions).await?;
    let changed = wanted.category.is_some() || wanted.priority.is_some();
    if changed {
        change::apply(tx, by.actor(), &mut moving, wanted).await?;
    }
    let filled = TemplateText { text: filled.text, open: filled.open };
    Ok(Used { filled, actions, case: moving.case, changed })
}

/// What the case is not yet. A category that is out of use by now stays away: the reply is still
/// good.
async fn wanted(
    tx: &Tx<'_>,
    case: &Case,
    actions: &TemplateActions,
) -> Result<CaseChange, Failure> {
    let mut change = CaseChange {
        priority: actions.priority.filter(|priority| *priority != case.priority),
        ..CaseChange::default()
    };
    if let Some(id) = actions.category.filter(|id| Some(*id) != case.category) {
        let usable = category::get(tx, id).await?.is_some_and(|found| !found.archived);
        change.category = usable.then_some(Some(id));
    }
    Ok(change)
}
