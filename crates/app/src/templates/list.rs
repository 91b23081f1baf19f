//! Looking at canned replies.

use api::template::{Template as View, TemplateDraft, TemplateRow, TemplateText};
use api::{Answer, Caller, Code, Locale, Problem};
use model::TemplateId;
use store::StoreError;
use store::template::{self, Template};

use super::keep::{actions, flawed};
use super::values;
use crate::App;
use crate::failure::OrProblem;

/// Characters of a text's beginning in a list.
const BEGINNING_CHARS: usize = 80;

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<TemplateRow>> {
    let all = template::all(&app.of(by.tenant)).await.or_problem()?;
    all.into_iter().map(row).collect::<Result<_, _>>().or_problem()
}

fn row(template: Template) -> Result<TemplateRow, StoreError> {
    let actions = actions(&template)?;
    let texts = [(Locale::Ja, &template.ja), (Locale::En, &template.en)];
    let there = || texts.iter().filter(|(_, text)| !text.is_empty());
    let beginning = there().next().map_or("", |(_, text)| text.trim_start());
    Ok(TemplateRow {
        id: template.id,
        locales: there().map(|(locale, _)| *locale).collect(),
        beginning: beginning.replace('\n', " ").chars().take(BEGINNING_CHARS).collect(),
        name: template.name,
        shortcut: template.shortcut,
        category: template.category,
        acts: actions.category.is_some() || actions.priority.is_some() || actions.after.is_some(),
        archived: template.archived,
    })
}

pub(super) async fn get(app: &App, by: &Caller, id: TemplateId) -> Answer<View> {
    let found = template::get(&app.of(by.tenant), id).await.or_problem()?;
    view(found.ok_or(Problem::new(Code::NotFound))?).or_problem()
}

pub(super) fn view(template: Template) -> Result<View, StoreError> {
    Ok(View {
        actions: actions(&template)?,
        id: template.id,
        name: template.name,
        shortcut: template.shortcut,
        ja: template.ja,
        en: template.en,
        category: template.category,
        archived: template.archived,
        version: template.version,
    })
}

/// A text that is being written, filled for an invented customer.
pub(super) fn preview(app: &App, draft: &TemplateDraft) -> Answer<TemplateText> {
    let sample = values::sample(draft.locale, app.now());
    ::template::check(&draft.text, &values::names()).map_err(|flaw| flawed("text", &flaw))?;
    let filled = ::template::fill(&draft.text, &sample).map_err(|flaw| flawed("text", &flaw))?;
    Ok(TemplateText { text: filled.text, open: filled.open })
}
