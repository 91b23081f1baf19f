//! The use-case: what was typed is read, the index is asked, what it found is shown.

use ::search::{Facet, Found, Index, Kind, Order, Question, SearchError};
use api::search::{SearchKind, SearchPage, SearchQuery, SearchTotals};
use api::{Answer, Caller, Code, Problem};
use language::search::{Kind as Typed, parse};
use model::limits::{
    PAGE_ROWS_MAX, SEARCH_CHARS_MAX, SEARCH_CUSTOMERS_MAX, SEARCH_HITS_MAX, SEARCH_WORDS_MAX,
};
use model::permission::Permission;
use model::{CustomerId, TenantId};
use store::{TenantStore, customer};
use tokio::task::spawn_blocking;

use super::filters::{self, Narrowing};
use super::shelf::Open;
use super::show::{self, Shown};
use crate::App;
use crate::failure::OrProblem;

/// Rows of each kind when none is chosen.
const EACH_DEFAULT: u32 = 5;
/// Rows of a chosen kind.
const ROWS_DEFAULT: u32 = 20;

pub(super) async fn find(app: &App, by: &Caller, query: SearchQuery) -> Answer<SearchPage> {
    let open = app.search.get().ok_or_else(not_open)?;
    let wanted = read(app, by, &query).await?;
    let kinds: Vec<Kind> = kinds(by, query.kind, &wanted.narrowing)?;
    let mut page = SearchPage {
        unknown: wanted.narrowing.unknown.clone(),
        complete: open.complete,
        ..SearchPage::default()
    };
    let empty = wanted.words.is_empty() && !wanted.narrowed;
    if empty || !page.unknown.is_empty() {
        page.totals = query.cursor.is_none().then(SearchTotals::default);
        return Ok(page);
    }
    let store = app.of(by.tenant);
    let asking = Asking { app, store: &store, open: &open, wanted };
    let names = asking.customers_of_words(&kinds).await?;
    if query.cursor.is_none() {
        page.totals = Some(asking.totals(by, &names).await?);
    }
    match query.kind {
        Some(kind) => {
            let kind = of_index(kind);
            let rows = query.limit.unwrap_or(ROWS_DEFAULT).clamp(1, PAGE_ROWS_MAX) as usize;
            let skip = query.cursor.as_deref().map_or(Ok(0), place)?;
            if kinds.contains(&kind) {
                let (items, next) = asking.page(by, (kind, &names), skip, rows).await?;
                page.items = items;
                page.next = next.map(|next| next.to_string());
            }
        }
        None => {
            let rows = query.limit.unwrap_or(EACH_DEFAULT).clamp(1, PAGE_ROWS_MAX) as usize;
            for kind in kinds {
                page.items.extend(asking.page(by, (kind, &names), 0, rows).await?.0);
            }
        }
    }
    Ok(page)
}

/// What is looked for, read.
struct Wanted {
    words: Vec<String>,
    without: Vec<String>,
    narrowing: Narrowing,
    /// Whether any operator narrows it.
    narrowed: bool,
}

async fn read(app: &App, by: &Caller, query: &SearchQuery) -> Answer<Wanted> {
    let text = query.q.as_deref().unwrap_or_default();
    let today = app.now().to_zoned(crate::import::tokyo()).date();
    let typed = parse(text, today);
    let parts = typed.words.len() + typed.filters.len();
    if text.chars().count() > SEARCH_CHARS_MAX || parts > SEARCH_WORDS_MAX {
        return Err(Problem::invalid(
            "q",
            format!("検索は{SEARCH_WORDS_MAX}語・{SEARCH_CHARS_MAX}文字以内です。"),
            format!("At most {SEARCH_WORDS_MAX} words and {SEARCH_CHARS_MAX} characters."),
        ));
    }
    let store = app.of(by.tenant);
    let narrowing = filters::narrowing(&store, by, &typed.filters).await.or_problem()?;
    let (without, words): (Vec<_>, Vec<_>) = typed.words.into_iter().partition(|w| w.without);
    let texts = |words: Vec<language::search::Word>| words.into_iter().map(|w| w.text).collect();
    Ok(Wanted {
        narrowed: !typed.filters.is_empty(),
        words: texts(words),
        without: texts(without),
        narrowing,
    })
}

/// The kinds that are asked for and may be seen.
fn kinds(by: &Caller, one: Option<SearchKind>, narrowing: &Narrowing) -> Answer<Vec<Kind>> {
    let may = |kind: &Kind| by.may(permission(*kind));
    let all = [Kind::Customer, Kind::Case, Kind::Message, Kind::Order];
    if !all.iter().any(may) || one.is_some_and(|one| !may(&of_index(one))) {
        return Err(Problem::new(Code::Forbidden));
    }
    let typed = |kind: &Kind| {
        narrowing.kinds.is_empty() || narrowing.kinds.iter().any(|typed| of_typed(*typed) == *kind)
    };
    let of_cases = |kind: &Kind| !narrowing.of_cases || matches!(kind, Kind::Case | Kind::Message);
    let all = all.into_iter().filter(may).filter(typed).filter(of_cases);
    Ok(all.filter(|kind| one.is_none_or(|one| of_index(one) == *kind)).collect())
}

const fn permission(kind: Kind) -> Permission {
    match kind {
        Kind::Case | Kind::Message => Permission::CaseRead,
        Kind::Customer | Kind::Order => Permission::CustomerRead,
    }
}

const fn of_index(kind: SearchKind) -> Kind {
    match kind {
        SearchKind::Customer => Kind::Customer,
        SearchKind::Case => Kind::Case,
        SearchKind::Message => Kind::Message,
        SearchKind::Order => Kind::Order,
    }
}

const fn of_typed(kind: Typed) -> Kind {
    match kind {
        Typed::Customer => Kind::Customer,
        Typed::Case => Kind::Case,
        Typed::Message => Kind::Message,
        Typed::Order => Kind::Order,
    }
}

/// Customers that matter beside the words.
struct Names {
    /// Records of people whose texts have all the words: their cases and orders are found, too.
    by_words: Vec<Facet>,
    /// Records of people whom `customer:` names, one list for each.
    by_operator: Vec<Vec<Facet>>,
}

struct Asking<'a> {
    app: &'a App,
    store: &'a TenantStore,
    open: &'a Open,
    wanted: Wanted,
}

impl Asking<'_> {
    async fn customers_of_words(&self, kinds: &[Kind]) -> Answer<Names> {
        let mut names = Names { by_words: Vec::new(), by_operator: Vec::new() };
        for name in &self.wanted.narrowing.customers {
            let words = name.split_whitespace().map(str::to_owned).collect();
            names.by_operator.push(self.people(words).await?);
        }
        let useful = kinds.iter().any(|kind| matches!(kind, Kind::Case | Kind::Order));
        if useful && !self.wanted.words.is_empty() {
            names.by_words = self.people(self.wanted.words.clone()).await?;
        }
        Ok(names)
    }

    /// Every record of the people whose texts have all the words.
    async fn people(&self, words: Vec<String>) -> Answer<Vec<Facet>> {
        let question = Question {
            words,
            limit: SEARCH_CUSTOMERS_MAX,
            order: Order::Best,
            ..empty(self.store.tenant(), Kind::Customer)
        };
        let found = self.ask(question).await?;
        let ids: Vec<CustomerId> = found.hits.iter().map(|hit| hit.id.into()).collect();
        let records = customer::companions(self.store, &ids).await.or_problem()?;
        Ok(records.into_iter().map(Facet::Customer).collect())
    }

    fn question(&self, kind: Kind, names: &Names) -> Question {
        let narrowing = &self.wanted.narrowing;
        let mut narrowed = names.by_operator.clone();
        if matches!(kind, Kind::Case | Kind::Message) {
            narrowed.extend(narrowing.facets.iter().cloned());
        }
        let or = if matches!(kind, Kind::Case | Kind::Order) { &names.by_words[..] } else { &[] };
        Question {
            words: self.wanted.words.clone(),
            without: self.wanted.without.clone(),
            narrowed,
            or: or.to_vec(),
            from: narrowing.from,
            until: narrowing.until,
            order: if kind == Kind::Customer { Order::Best } else { Order::Newest },
            ..empty(self.store.tenant(), kind)
        }
    }

    async fn totals(&self, by: &Caller, names: &Names) -> Answer<SearchTotals> {
        let mut totals = SearchTotals::default();
        for kind in kinds(by, None, &self.wanted.narrowing)? {
            let total = self.ask(self.question(kind, names)).await?.total as u64;
            match kind {
                Kind::Customer => totals.customer = total,
                Kind::Case => totals.case = total,
                Kind::Message => totals.message = total,
                Kind::Order => totals.order = total,
            }
        }
        Ok(totals)
    }

    /// Rows of one kind after the first so many; and where the next page begins.
    async fn page(
        &self,
        by: &Caller,
        (kind, names): (Kind, &Names),
        skip: usize,
        rows: usize,
    ) -> Answer<(Vec<api::search::SearchHit>, Option<usize>)> {
        let mut shown = Shown::new(self.store, by, &self.wanted.words);
        let until = (skip + rows).min(SEARCH_HITS_MAX);
        if kind == Kind::Customer {
            return self.customers(&mut shown, names, skip, until).await;
        }
        let question =
            Question { skip, limit: until.saturating_sub(skip), ..self.question(kind, names) };
        let found = self.ask(question).await?;
        let ids: Vec<_> = found.hits.iter().map(|hit| hit.id).collect();
        let items = match kind {
            Kind::Customer => Ok(Vec::new()),
            Kind::Case => shown.cases(&ids).await,
            Kind::Message => shown.messages(&ids).await,
            Kind::Order => shown.orders(&ids).await,
        };
        let more = found.total.min(SEARCH_HITS_MAX) > until;
        Ok((items.or_problem()?, more.then_some(until)))
    }

    /// Customers: many records may be one person, who is counted once. All records that are found
    /// are gone through from the first on, so that nobody is on two pages.
    async fn customers(
        &self,
        shown: &mut Shown<'_>,
        names: &Names,
        skip: usize,
        until: usize,
    ) -> Answer<(Vec<api::search::SearchHit>, Option<usize>)> {
        let mut limit = (until * 2).clamp(50, SEARCH_HITS_MAX);
        loop {
            let question = Question { limit, ..self.question(Kind::Customer, names) };
            let found = self.ask(question).await?;
            let ids: Vec<CustomerId> = found.hits.iter().map(|hit| hit.id.into()).collect();
            let people = show::people(self.store, &ids).await.or_problem()?;
            let all = found.total <= limit || limit >= SEARCH_HITS_MAX;
            if people.len() > until || all {
                let more = people.len() > until;
                let people = people.into_iter().take(until).skip(skip).collect();
                let items = shown.customers(people).await.or_problem()?;
                return Ok((items, more.then_some(until)));
            }
            limit = (limit * 2).min(SEARCH_HITS_MAX);
        }
    }

    /// Asks the index on a thread that may take its time.
    async fn ask(&self, question: Question) -> Answer<Found> {
        let turn = self.app.search.turns.acquire().await;
        let index: Index = self.open.index.clone();
        let asked = spawn_blocking(move || index.ask(&question)).await;
        drop(turn);
        let failed = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, "the search index failed");
            Problem::new(Code::Unavailable)
        };
        match asked {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => {
                let error: SearchError = error;
                Err(failed(&error))
            }
            Err(broken) => Err(failed(&broken)),
        }
    }
}

/// A question for everything of a kind, and only how many there are.
const fn empty(tenant: TenantId, kind: Kind) -> Question {
    Question {
        tenant,
        kind,
        words: Vec::new(),
        without: Vec::new(),
        narrowed: Vec::new(),
        or: Vec::new(),
        from: None,
        until: None,
        order: Order::Newest,
        skip: 0,
        limit: 0,
    }
}

fn place(cursor: &str) -> Answer<usize> {
    cursor.parse().ok().filter(|at| *at <= SEARCH_HITS_MAX).ok_or_else(|| {
        Problem::new(Code::Malformed).with(
            "ページの位置(cursor)が正しくありません。",
            "The page position (cursor) is wrong.",
        )
    })
}

fn not_open() -> Problem {
    Problem::new(Code::Unavailable).with(
        "検索の準備をしています。少し待ってからやり直してください。",
        "The search is being prepared. Try again in a moment.",
    )
}
