//! From the names in operators to what documents can be narrowed by.

use std::collections::BTreeSet;

use ::search::Facet;
use api::Caller;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use language::search::{Filter, Kind, contains};
use model::{CategoryId, ChannelKind};
use store::{StoreError, TenantStore, category, channel, user_account};

/// What the operators of a search say.
#[derive(Debug, Default)]
pub(super) struct Narrowing {
    /// Of each list, one holds.
    pub(super) facets: Vec<Vec<Facet>>,
    /// Whose it is, by words of a customer's; to be looked for first.
    pub(super) customers: Vec<String>,
    /// Kinds of things; all when empty.
    pub(super) kinds: BTreeSet<Kind>,
    /// Not before, microseconds.
    pub(super) from: Option<i64>,
    /// Before, microseconds.
    pub(super) until: Option<i64>,
    /// Operators that nothing can answer.
    pub(super) unknown: Vec<String>,
    /// Only cases and what is in them can answer.
    pub(super) of_cases: bool,
}

/// Looks the names up.
pub(super) async fn narrowing(
    store: &TenantStore,
    by: &Caller,
    filters: &[Filter],
) -> Result<Narrowing, StoreError> {
    let mut all = Narrowing::default();
    for filter in filters {
        let (operator, name, facets) = match filter {
            Filter::Channel(name) => ("channel", name, channels(store, name).await?),
            Filter::Category(name) => ("category", name, categories(store, name).await?),
            Filter::Agent(name) => ("agent", name, agents(store, by, name).await?),
            Filter::Customer(name) => {
                all.customers.push(name.clone());
                continue;
            }
            Filter::Kind(kind) => {
                all.kinds.insert(*kind);
                continue;
            }
            Filter::After(day) => {
                all.from = all.from.max(beginning(*day));
                continue;
            }
            Filter::Before(day) => {
                let until = beginning(*day);
                all.until = all.until.into_iter().chain(until).min();
                continue;
            }
            Filter::Unreadable(text) => {
                all.unknown.push(text.clone());
                continue;
            }
        };
        if facets.is_empty() {
            all.unknown.push(format!("{operator}:{name}"));
        }
        all.of_cases = true;
        all.facets.push(facets);
    }
    Ok(all)
}

/// The first instant of a day in Japan.
fn beginning(day: Date) -> Option<i64> {
    let zone: TimeZone = crate::import::tokyo();
    day.to_zoned(zone).ok().map(|start| start.timestamp().as_microsecond())
}

/// Channels of a name, or of a kind.
async fn channels(store: &TenantStore, name: &str) -> Result<Vec<Facet>, StoreError> {
    let kind = match language::fold(name).as_str() {
        "めーる" | "mail" | "email" | "e-mail" => Some(ChannelKind::Email),
        "ちゃっと" | "chat" | "web_chat" => Some(ChannelKind::WebChat),
        _ => None,
    };
    let all = channel::all(store).await?.into_iter();
    let named = all.filter(|one| kind == Some(one.kind) || contains(&one.name, name));
    Ok(named.map(|one| Facet::Channel(one.id)).collect())
}

/// Categories of a name, with everything below them.
async fn categories(store: &TenantStore, name: &str) -> Result<Vec<Facet>, StoreError> {
    let all = category::all(store).await?;
    let mut chosen: Vec<CategoryId> =
        all.iter().filter(|one| contains(&one.name, name)).map(|one| one.id).collect();
    let mut at = 0;
    while let Some(parent) = chosen.get(at).copied() {
        at += 1;
        let below = all.iter().filter(|one| one.parent == Some(parent)).map(|one| one.id);
        let new: Vec<CategoryId> = below.filter(|id| !chosen.contains(id)).collect();
        chosen.extend(new);
    }
    Ok(chosen.into_iter().map(Facet::Category).collect())
}

/// People of a name or an address, or oneself.
async fn agents(store: &TenantStore, by: &Caller, name: &str) -> Result<Vec<Facet>, StoreError> {
    if matches!(language::fold(name).as_str(), "me" | "自分" | "私" | "わたし") {
        return Ok(vec![Facet::Agent(by.user)]);
    }
    let all = user_account::list(store).await?.into_iter();
    let named = all.filter(|one| contains(&one.name, name) || contains(&one.email, name));
    Ok(named.map(|one| Facet::Agent(one.id)).collect())
}
