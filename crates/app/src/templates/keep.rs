//! Writing canned replies.

use ::template::{Flaw, check};
use api::template::{NewTemplate, Template as View, TemplateActions, TemplateChange};
use api::{Answer, Caller, Code, Problem};
use model::limits::{TEMPLATE_CHARS_MAX, TEMPLATE_SHORTCUT_CHARS_MAX, TEMPLATES_MAX};
use model::{CategoryId, TemplateId};
use serde_json::json;
use store::template::{self, Template};
use store::{StoreError, Tx, category};

use super::list::view;
use super::values;
use crate::App;
use crate::admin::announce;
use crate::audit::{Who, differences, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// What desks read again when canned replies change.
const PART: &str = "templates";

pub(super) fn actions(template: &Template) -> Result<TemplateActions, StoreError> {
    serde_json::from_value(template.actions.clone())
        .map_err(|error| StoreError::Corrupt(format!("actions of {}: {error}", template.id)))
}

pub(super) async fn create(app: &App, by: &Caller, input: NewTemplate) -> Answer<View> {
    let (ja, en) = (text("ja", &input.ja)?, text("en", &input.en)?);
    let name = validate::name("name", &input.name)?;
    let shortcut = shortcut(input.shortcut.as_deref().unwrap_or_default())?;
    let stored = stored(&input.actions)?;
    let by = by.clone();
    let made = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            if template::count(tx).await? >= TEMPLATES_MAX {
                return Err(Failure::from(Problem::invalid(
                    "name",
                    format!("定型文は{TEMPLATES_MAX}件までです。"),
                    format!("At most {TEMPLATES_MAX} canned replies."),
                )));
            }
            let new = Template {
                id: tx.id(),
                name,
                shortcut,
                ja,
                en,
                category: input.category,
                actions: stored,
                archived: false,
                version: 1,
            };
            whole(tx, &new, &input.actions).await?;
            template::insert(tx, &new).await.map_err(taken)?;
            let detail = json!({"name": new.name});
            record(tx, &Who::from(&by), "template.created", &new.id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(new)
        })
    });
    view(made.await.or_problem()?.value).or_problem()
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (TemplateId, i64),
    change: TemplateChange,
) -> Answer<View> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let ja = change.ja.as_deref().map(|ja| text("ja", ja)).transpose()?;
    let en = change.en.as_deref().map(|en| text("en", en)).transpose()?;
    let shortcut = change.shortcut.as_deref().map(shortcut).transpose()?;
    let by = by.clone();
    let changed = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let before =
                template::get(tx, id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            if before.version != version {
                return Err(StoreError::Version { what: "template", expected: version }.into());
            }
            let does = change.actions.map_or_else(|| actions(&before), Ok)?;
            let mut after = Template {
                name: name.unwrap_or_else(|| before.name.clone()),
                ja: ja.unwrap_or_else(|| before.ja.clone()),
                en: en.unwrap_or_else(|| before.en.clone()),
                shortcut: shortcut.unwrap_or_else(|| before.shortcut.clone()),
                category: change.category.unwrap_or(before.category),
                actions: stored(&does)?,
                archived: change.archived.unwrap_or(before.archived),
                ..before.clone()
            };
            whole(tx, &after, &does).await?;
            template::save(tx, &mut after).await.map_err(taken)?;
            let told = |one: &Template| {
                json!({
                    "name": one.name, "ja": one.ja, "en": one.en, "shortcut": one.shortcut,
                    "category": one.category, "actions": one.actions, "archived": one.archived,
                })
            };
            let detail = differences(&told(&before), &told(&after)).into();
            record(tx, &Who::from(&by), "template.changed", &id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(after)
        })
    });
    view(changed.await.or_problem()?.value).or_problem()
}

fn stored(actions: &TemplateActions) -> Answer<serde_json::Value> {
    serde_json::to_value(actions).map_err(|error| {
        tracing::error!(%error, "the actions of a canned reply cannot be stored");
        Problem::new(Code::Internal)
    })
}

/// A text whose gaps are all of known names; may be empty.
fn text(field: &str, text: &str) -> Answer<String> {
    let text = text.replace("\r\n", "\n");
    let text = validate::optional(field, &text, TEMPLATE_CHARS_MAX)?;
    check(&text, &values::names()).map_err(|flaw| flawed(field, &flaw))?;
    Ok(text)
}

/// What is wrong with a text, for its writer.
pub(super) fn flawed(field: &str, flaw: &Flaw) -> Problem {
    let (ja, en) = match flaw {
        Flaw::Syntax { line, detail } => (
            format!(
                "{line}行目の書き方に誤りがあります。差し込みは {{{{ 名前 }}}} の形で入力してください。"
            ),
            format!("Line {line} is not well-formed: {detail}. A gap is written {{{{ name }}}}."),
        ),
        Flaw::Unknown { name } => (
            format!("「{name}」という差し込み項目はありません。一覧から選んでください。"),
            format!("Nothing is called “{name}”. Choose from the list."),
        ),
        Flaw::Forbidden { line, word } => (
            format!("{line}行目の「{word}」は使えません。差し込みと条件(if)だけが使えます。"),
            format!(
                "“{word}” in line {line} has no place here: only gaps and conditions (if) have."
            ),
        ),
        Flaw::TooLong => (
            format!("{TEMPLATE_CHARS_MAX}文字以内で入力してください。"),
            format!("At most {TEMPLATE_CHARS_MAX} characters."),
        ),
    };
    Problem::invalid(field, ja, en)
}

/// What is typed to find a canned reply: one word, compared without regard to case.
fn shortcut(text: &str) -> Answer<Option<String>> {
    let text = text.trim().trim_start_matches('/').to_lowercase();
    if text.is_empty() {
        return Ok(None);
    }
    let short = text.chars().count() <= TEMPLATE_SHORTCUT_CHARS_MAX;
    if !short || text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') {
        return Err(Problem::invalid(
            "shortcut",
            format!(
                "空白や「/」を含まない{TEMPLATE_SHORTCUT_CHARS_MAX}文字以内で入力してください。"
            ),
            format!("At most {TEMPLATE_SHORTCUT_CHARS_MAX} characters, without spaces or “/”."),
        ));
    }
    Ok(Some(text))
}

/// There is a text in one language at least, and the categories are in use.
async fn whole(tx: &Tx<'_>, template: &Template, actions: &TemplateActions) -> Result<(), Failure> {
    if template.ja.is_empty() && template.en.is_empty() {
        return Err(Problem::invalid(
            "ja",
            "日本語か英語の本文を入力してください。",
            "Write a text in Japanese or in English.",
        )
        .into());
    }
    usable(tx, "category", template.category).await?;
    usable(tx, "actions", actions.category).await
}

async fn usable(tx: &Tx<'_>, field: &str, id: Option<CategoryId>) -> Result<(), Failure> {
    let Some(id) = id else { return Ok(()) };
    if category::get(tx, id).await?.is_none_or(|found| found.archived) {
        return Err(Problem::invalid(
            field,
            "このカテゴリは使えません。",
            "This category cannot be used.",
        )
        .into());
    }
    Ok(())
}

/// The same shortcut twice is told at its field.
fn taken(error: StoreError) -> Failure {
    if !matches!(error, StoreError::Conflict(_)) {
        return error.into();
    }
    let mut problem = Problem::new(Code::Taken);
    problem.field = Some("shortcut".to_owned());
    problem.into()
}
