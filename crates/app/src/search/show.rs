//! What was found as people see it: from the rows, with the words marked.

use std::collections::{HashMap, HashSet};

use api::Caller;
use api::case::CaseRow;
use api::search::{FoundCase, FoundCustomer, FoundMessage, FoundOrder, SearchHit, SearchPiece};
use language::search::{Piece, contains, mark, snippet};
use model::{CaseId, CustomerId};
use store::customer::{self, Customer};
use store::{StoreError, TenantStore, case, message, purchase};
use uuid::Uuid;

use super::documents;
use crate::cases::rows;
use crate::customers::{orders, view};

/// Characters of a snippet.
const SNIPPET: usize = 120;

/// A person that was found, by the first of the records that were.
pub(super) struct Found {
    leader: Customer,
    record: CustomerId,
}

/// The people whose records were found, in their order, everybody once.
pub(super) async fn people(
    store: &TenantStore,
    records: &[CustomerId],
) -> Result<Vec<Found>, StoreError> {
    let leaders = customer::leaders(store, records).await?;
    let mut seen = HashSet::new();
    let people = records.iter().filter_map(|record| {
        let leader = leaders.get(record)?;
        seen.insert(leader.id).then(|| Found { leader: leader.clone(), record: *record })
    });
    Ok(people.collect())
}

/// Shows what was found to somebody.
pub(super) struct Shown<'a> {
    store: &'a TenantStore,
    by: &'a Caller,
    words: &'a [String],
}

impl<'a> Shown<'a> {
    pub(super) const fn new(store: &'a TenantStore, by: &'a Caller, words: &'a [String]) -> Self {
        Self { store, by, words }
    }

    pub(super) async fn customers(&self, people: Vec<Found>) -> Result<Vec<SearchHit>, StoreError> {
        let records: Vec<CustomerId> = people.iter().map(|found| found.record).collect();
        let records = customer::many(self.store, &records).await?;
        let emails = documents::addresses(self.store, &records).await?;
        let records: HashMap<CustomerId, Customer> =
            records.into_iter().map(|record| (record.id, record)).collect();
        let found: Vec<CustomerId> = people.iter().map(|found| found.record).collect();
        let leaders = people.into_iter().map(|found| found.leader).collect();
        let rows = view::rows(self.store, leaders).await?;
        let hits = rows.into_iter().zip(found).map(|(row, record)| {
            let emails = emails.get(&record).map(Vec::as_slice).unwrap_or_default();
            let texts = records.get(&record).map(|it| documents::customer_texts(it, emails));
            SearchHit::Customer(FoundCustomer {
                title: self.mark(&row.name),
                snippet: self.beside(&row.name, &texts.unwrap_or_default()),
                customer: row,
            })
        });
        Ok(hits.collect())
    }

    /// Of some texts, those beside the title that have a word.
    fn beside(&self, title: &str, texts: &[String]) -> Vec<SearchPiece> {
        let named = |text: &&String| self.words.iter().any(|word| contains(text, word));
        let texts: HashSet<&String> =
            texts.iter().filter(|text| *text != title).filter(named).collect();
        let mut texts: Vec<&String> = texts.into_iter().collect();
        texts.sort_by_key(|text| text.len());
        let mut pieces = Vec::new();
        for text in texts.into_iter().take(3) {
            if !pieces.is_empty() {
                pieces.push(SearchPiece { text: " · ".to_owned(), hit: false });
            }
            pieces.extend(self.snippet(text));
        }
        pieces
    }

    pub(super) async fn cases(&self, ids: &[Uuid]) -> Result<Vec<SearchHit>, StoreError> {
        let ids: Vec<CaseId> = ids.iter().map(|id| (*id).into()).collect();
        let mut rows = self.case_rows(&ids).await?;
        let found = ids.iter().filter_map(|id| rows.remove(id));
        let hits = found.map(|case| {
            let snippet = self.mark(&case.customer.name);
            SearchHit::Case(FoundCase { title: self.title(&case), snippet, case })
        });
        Ok(hits.collect())
    }

    pub(super) async fn messages(&self, ids: &[Uuid]) -> Result<Vec<SearchHit>, StoreError> {
        let wanted: Vec<_> = ids.iter().map(|id| (*id).into()).collect();
        let found = message::many(self.store, &wanted).await?;
        let cases: Vec<CaseId> = found.iter().map(|message| message.case).collect();
        let rows = self.case_rows(&cases).await?;
        let mut found: HashMap<Uuid, _> =
            found.into_iter().map(|message| (message.id.0, message)).collect();
        let messages = ids.iter().filter_map(|id| found.remove(id));
        let hits = messages.filter_map(|message| {
            let case = rows.get(&message.case)?.clone();
            let texts = documents::message_texts(&message);
            let has = |text: &&String| self.words.iter().any(|word| contains(text, word));
            let text = texts.iter().find(has).or(texts.first());
            Some(SearchHit::Message(FoundMessage {
                message: message.id,
                seq: message.seq,
                direction: message.kind,
                author: message.author,
                outside: message.side.is_some() && message.author.is_none(),
                at: message.at,
                title: self.title(&case),
                snippet: text.map(|text| self.snippet(text)).unwrap_or_default(),
                case,
            }))
        });
        Ok(hits.collect())
    }

    pub(super) async fn orders(&self, ids: &[Uuid]) -> Result<Vec<SearchHit>, StoreError> {
        let wanted: Vec<_> = ids.iter().map(|id| (*id).into()).collect();
        let found = purchase::many(self.store, &wanted).await?;
        let buyers: Vec<CustomerId> = found.iter().map(|order| order.customer).collect();
        let leaders = customer::leaders(self.store, &buyers).await?;
        let mut found: HashMap<Uuid, _> =
            found.into_iter().map(|order| (order.id.0, order)).collect();
        let hits = ids.iter().filter_map(|id| found.remove(id)).filter_map(|order| {
            let customer = rows::brief(leaders.get(&order.customer)?);
            let order = orders::view(order);
            let names: Vec<&str> = order.items.iter().map(|item| item.name.as_str()).collect();
            Some(SearchHit::Order(FoundOrder {
                title: self.mark(&order.number),
                snippet: self.snippet(&names.join("、")),
                customer,
                order,
            }))
        });
        Ok(hits.collect())
    }

    async fn case_rows(&self, ids: &[CaseId]) -> Result<HashMap<CaseId, CaseRow>, StoreError> {
        let found = case::many(self.store, ids).await?;
        let rows = rows::rows(self.store, found, Some(self.by.user)).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }

    fn title(&self, case: &CaseRow) -> Vec<SearchPiece> {
        let subject = if case.subject.is_empty() { &case.snippet } else { &case.subject };
        let mut pieces = self.mark(&format!("#{}", case.number));
        pieces.push(SearchPiece { text: " ".to_owned(), hit: false });
        pieces.extend(self.snippet(subject));
        pieces
    }

    fn mark(&self, text: &str) -> Vec<SearchPiece> {
        pieces(mark(text, self.words))
    }

    fn snippet(&self, text: &str) -> Vec<SearchPiece> {
        pieces(snippet(text, self.words, SNIPPET))
    }
}

fn pieces(pieces: Vec<Piece>) -> Vec<SearchPiece> {
    pieces.into_iter().map(|Piece { text, hit }| SearchPiece { text, hit }).collect()
}
