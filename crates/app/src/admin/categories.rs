//! The category tree.

use api::admin::{CategoryChange, NewCategory};
use api::directory::CategoryView;
use api::{Answer, Caller, Code, Problem};
use model::CategoryId;
use serde_json::json;
use store::category::{self, Category};
use store::{StoreError, Tx};

use super::announce;
use crate::App;
use crate::audit::{Who, differences, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// Levels of the tree.
const DEPTH_MAX: usize = 4;
/// Categories of one tenant, those out of use among them.
const CATEGORIES_MAX: usize = 2_000;
/// Highest place among siblings.
const POSITION_MAX: i32 = 100_000;

fn view(category: Category) -> CategoryView {
    CategoryView {
        id: category.id,
        parent: category.parent,
        name: category.name,
        position: category.position,
        archived: category.archived,
        version: category.version,
    }
}

pub(super) async fn create(app: &App, by: &Caller, input: NewCategory) -> Answer<CategoryView> {
    let name = validate::name("name", &input.name)?;
    let caller = by.clone();
    let made = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { insert(tx, &caller, input.parent, name).await })
        })
        .await
        .or_problem()?;
    Ok(view(made.value))
}

async fn insert(
    tx: &mut Tx<'_>,
    by: &Caller,
    parent: Option<CategoryId>,
    name: String,
) -> Result<Category, Failure> {
    let all = category::all(tx).await?;
    if all.len() >= CATEGORIES_MAX {
        return Err(Problem::invalid(
            "name",
            format!("カテゴリは{CATEGORIES_MAX}件までです。"),
            format!("At most {CATEGORIES_MAX} categories."),
        )
        .into());
    }
    if let Some(parent) = parent {
        check_parent(&all, parent)?;
    }
    let siblings = all.iter().filter(|other| other.parent == parent);
    let position = siblings.map(|other| other.position.saturating_add(1)).max().unwrap_or(0);
    let new = Category { id: tx.id(), parent, name, position, archived: false, version: 1 };
    name_is_free(&all, &new)?;
    category::insert(tx, &new).await?;
    let detail = json!({"name": new.name, "parent": new.parent});
    record(tx, &Who::from(by), "category.created", &new.id.to_string(), detail).await?;
    announce(tx, by, "categories").await?;
    Ok(new)
}

fn check_parent(all: &[Category], parent: CategoryId) -> Answer<()> {
    let usable = all.iter().any(|other| other.id == parent && !other.archived);
    if !usable {
        return Err(Problem::invalid(
            "parent",
            "上位カテゴリがありません。",
            "The parent does not exist or is out of use.",
        ));
    }
    if depth(all, parent) >= DEPTH_MAX {
        return Err(Problem::invalid(
            "parent",
            format!("カテゴリは{DEPTH_MAX}階層までです。"),
            format!("At most {DEPTH_MAX} levels."),
        ));
    }
    Ok(())
}

/// The level of a category, counted from 1; ends even if the stored tree had a circle.
fn depth(all: &[Category], id: CategoryId) -> usize {
    let mut depth = 0;
    let mut next = Some(id);
    while let Some(id) = next {
        depth += 1;
        next = all.iter().find(|other| other.id == id).and_then(|found| found.parent);
        if depth > DEPTH_MAX {
            break;
        }
    }
    depth
}

fn name_is_free(all: &[Category], category: &Category) -> Answer<()> {
    let same = |other: &&Category| {
        other.id != category.id
            && !other.archived
            && other.parent == category.parent
            && other.name == category.name
    };
    if category.archived || !all.iter().any(|other| same(&other)) {
        return Ok(());
    }
    let mut problem = Problem::new(Code::Taken);
    problem.field = Some("name".to_owned());
    Err(problem)
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (CategoryId, i64),
    change: CategoryChange,
) -> Answer<CategoryView> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    if change.position.is_some_and(|place| !(0..=POSITION_MAX).contains(&place)) {
        return Err(Problem::invalid(
            "position",
            format!("0〜{POSITION_MAX}で指定してください。"),
            format!("Between 0 and {POSITION_MAX}."),
        ));
    }
    let change = CategoryChange { name, ..change };
    let caller = by.clone();
    let changed = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { update(tx, &caller, (id, version), change).await })
        })
        .await
        .or_problem()?;
    Ok(view(changed.value))
}

async fn update(
    tx: &mut Tx<'_>,
    by: &Caller,
    (id, version): (CategoryId, i64),
    change: CategoryChange,
) -> Result<Category, Failure> {
    let all = category::all(tx).await?;
    let found = all.iter().find(|other| other.id == id);
    let before = found.cloned().ok_or(Problem::new(Code::NotFound))?;
    if before.version != version {
        return Err(StoreError::Version { what: "category", expected: version }.into());
    }
    let mut after = Category {
        name: change.name.unwrap_or_else(|| before.name.clone()),
        position: change.position.unwrap_or(before.position),
        archived: change.archived.unwrap_or(before.archived),
        ..before.clone()
    };
    name_is_free(&all, &after)?;
    category::save(tx, &mut after).await?;
    let told = |one: &Category| json!({"name": one.name, "position": one.position, "archived": one.archived});
    let detail = differences(&told(&before), &told(&after));
    record(tx, &Who::from(by), "category.changed", &id.to_string(), detail.into()).await?;
    announce(tx, by, "categories").await?;
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(id: u128, parent: Option<u128>) -> Category {
        Category {
            id: CategoryId::from_u128(id),
            parent: parent.map(CategoryId::from_u128),
            name: format!("c{id}"),
            position: 0,
            archived: false,
            version: 1,
        }
    }

    #[test]
    fn the_tree_has_four_levels() {
        let all: Vec<Category> = (1..=4).map(|id| category(id, (id > 1).then(|| id - 1))).collect();
        assert_eq!(depth(&all, CategoryId::from_u128(4)), 4);
        assert!(check_parent(&all, CategoryId::from_u128(3)).is_ok());
        assert!(check_parent(&all, CategoryId::from_u128(4)).is_err());
        assert!(check_parent(&all, CategoryId::from_u128(9)).is_err());
    }

    #[test]
    fn a_circle_in_stored_data_does_not_hang() {
        let all = [category(1, Some(2)), category(2, Some(1))];
        assert!(depth(&all, CategoryId::from_u128(1)) > DEPTH_MAX);
    }
}
