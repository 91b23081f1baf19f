//! Finding customers.

use api::customer::{CustomerQuery, CustomerRow};
use api::{Answer, Caller, Page, Problem};
use model::limits::{NAME_CHARS_MAX, PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use store::customer::{self, CustomerSearch};

use super::{fold, view};
use crate::failure::OrProblem;
use crate::{App, keyset};

/// Words of one search.
const WORDS_MAX: usize = 8;

/// One page of a search.
pub(super) async fn search(
    app: &App,
    by: &Caller,
    query: CustomerQuery,
) -> Answer<Page<CustomerRow>> {
    let store = app.of(by.tenant);
    let wanted = CustomerSearch {
        words: words(query.q.as_deref().unwrap_or_default())?,
        anonymous: query.anonymous.unwrap_or(false),
        after: query.cursor.as_deref().map(keyset::place).transpose()?,
    };
    let limit = query.limit.unwrap_or(PAGE_ROWS_DEFAULT).clamp(1, PAGE_ROWS_MAX);
    let found = customer::search(&store, &wanted, u64::from(limit) + 1).await.or_problem()?;
    let page = Page::of(found, limit, |row| keyset::cursor(row.updated_at, row.id));
    let items = view::rows(&store, page.items).await.or_problem()?;
    Ok(Page { items, next: page.next })
}

fn words(text: &str) -> Answer<Vec<Vec<String>>> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    if text.chars().count() > NAME_CHARS_MAX || words.len() > WORDS_MAX {
        return Err(Problem::invalid(
            "q",
            format!("検索語は{WORDS_MAX}語・{NAME_CHARS_MAX}文字以内です。"),
            format!("At most {WORDS_MAX} words and {NAME_CHARS_MAX} characters."),
        ));
    }
    Ok(words.into_iter().map(fold::spellings).collect())
}
