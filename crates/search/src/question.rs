//! Asking the index.

use language::search::plan;
use model::TenantId;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query,
    RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, TantivyDocument, Term};
use uuid::Uuid;

use crate::error::SearchError;
use crate::index::Index;
use crate::schema::{AT, Facet, Kind, facet, kind};

/// Grams that a word of one or two letters may begin: of 36 letters and digits, every one.
const BEGINNINGS_MAX: u32 = 2_000;

/// What is looked for: one kind of thing of one tenant.
#[derive(Clone, Debug)]
pub struct Question {
    /// Whose.
    pub tenant: TenantId,
    /// What kind.
    pub kind: Kind,
    /// Each is in a text of it.
    pub words: Vec<String>,
    /// None of these is.
    pub without: Vec<String>,
    /// Of each list, one holds; an empty list finds nothing.
    pub narrowed: Vec<Vec<Facet>>,
    /// Also found, whatever its texts, when one of these holds (the words' place is taken).
    pub or: Vec<Facet>,
    /// Not before, microseconds.
    pub from: Option<i64>,
    /// Before, microseconds.
    pub until: Option<i64>,
    /// Which first.
    pub order: Order,
    /// How many of the first are left out.
    pub skip: usize,
    /// How many are wanted; with none, they are only counted.
    pub limit: usize,
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// What happened last.
    Newest,
    /// Where the words are rarest and the text shortest.
    Best,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Ids in their order.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
}

/// One document that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its id.
    pub id: Uuid,
}

impl Index {
    /// Looks for what a question asks.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn ask(&self, question: &Question) -> Result<Found, SearchError> {
        let searcher = self.searcher();
        let query = self.query(question);
        if question.limit == 0 {
            return Ok(Found { hits: Vec::new(), total: searcher.search(&query, &Count)? });
        }
        let top = TopDocs::with_limit(question.limit).and_offset(question.skip);
        let (places, total): (Vec<DocAddress>, usize) = match question.order {
            Order::Newest => {
                let newest = top.order_by_fast_field::<i64>(AT, tantivy::Order::Desc);
                let (found, total) = searcher.search(&query, &(newest, Count))?;
                (found.into_iter().map(|(_, place)| place).collect(), total)
            }
            Order::Best => {
                let (found, total) = searcher.search(&query, &(top.order_by_score(), Count))?;
                (found.into_iter().map(|(_, place)| place).collect(), total)
            }
        };
        let mut hits = Vec::with_capacity(places.len());
        for place in places.into_iter().take(question.limit) {
            let row: TantivyDocument = searcher.doc(place)?;
            hits.extend(self.fields.id(&row).map(|id| Hit { id }));
        }
        Ok(Found { hits, total })
    }

    fn query(&self, question: &Question) -> BooleanQuery {
        let tenant = question.tenant;
        let whose = Term::from_field_bytes(self.fields.facet, &kind(tenant, question.kind));
        let mut all: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, plain(whose))];
        let mut words: Vec<(Occur, Box<dyn Query>)> =
            question.words.iter().map(|word| (Occur::Must, self.word(word))).collect();
        if question.or.is_empty() {
            all.append(&mut words);
        } else {
            let or = self.any(tenant, &question.or);
            let words: Box<dyn Query> = Box::new(BooleanQuery::new(words));
            let either = BooleanQuery::new(vec![(Occur::Should, words), (Occur::Should, or)]);
            all.push((Occur::Must, Box::new(either)));
        }
        for narrowed in &question.narrowed {
            all.push((Occur::Must, self.any(tenant, narrowed)));
        }
        if let Some(range) = self.range(question) {
            all.push((Occur::Must, range));
        }
        for word in &question.without {
            all.push((Occur::MustNot, self.word(word)));
        }
        BooleanQuery::new(all)
    }

    /// Documents that contain a word.
    fn word(&self, word: &str) -> Box<dyn Query> {
        let plan = plan(word);
        let term = |text: &str| Term::from_field_text(self.fields.text, text);
        let mut phrase: Vec<(usize, Term)> =
            plan.grams.iter().map(|(at, gram)| (*at as usize, term(gram))).collect();
        if let Some((at, beginning)) = &plan.beginning {
            phrase.push((*at as usize, term(beginning)));
            let mut query = PhrasePrefixQuery::new_with_offset(phrase);
            query.set_max_expansions(BEGINNINGS_MAX);
            return Box::new(query);
        }
        match phrase.len() {
            // Punctuation: nothing has it.
            0 => Box::new(EmptyQuery),
            1 => {
                let only = phrase.pop().map(|(_, term)| term);
                only.map_or_else(
                    || Box::new(EmptyQuery) as Box<dyn Query>,
                    |term| Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
                )
            }
            _ => Box::new(PhraseQuery::new_with_offset(phrase)),
        }
    }

    fn any(&self, tenant: TenantId, facets: &[Facet]) -> Box<dyn Query> {
        let term = |one: &Facet| Term::from_field_bytes(self.fields.facet, &facet(tenant, *one));
        match facets {
            [] => Box::new(EmptyQuery),
            [one] => plain(term(one)),
            many => Box::new(TermSetQuery::new(many.iter().map(term))),
        }
    }

    fn range(&self, question: &Question) -> Option<Box<dyn Query>> {
        use std::ops::Bound;
        if question.from.is_none() && question.until.is_none() {
            return None;
        }
        let term = |at: i64| Term::from_field_i64(self.fields.at, at);
        let from = question.from.map_or(Bound::Unbounded, |at| Bound::Included(term(at)));
        let until = question.until.map_or(Bound::Unbounded, |at| Bound::Excluded(term(at)));
        let range = Box::new(RangeQuery::new(from, until));
        Some(Box::new(ConstScoreQuery::new(range, 0.0)))
    }
}

/// Documents with a term, which says nothing about how well they answer.
fn plain(term: Term) -> Box<dyn Query> {
    let query = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
    Box::new(ConstScoreQuery::new(query, 0.0))
}
