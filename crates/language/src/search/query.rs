//! What people type into a search box: words, and filters by their operators.
//!
//! ```text
//! 返金 "届いて いない" -テスト channel:メール category:配送 agent:me after:2026-11-01
//! ```
//! Reading never fails: what is no operator is a word, and an operator without its value, which
//! somebody is still typing, is nothing.

use std::iter::Peekable;
use std::str::CharIndices;

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

/// What was typed, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Each must be there, or must not.
    pub words: Vec<Word>,
    /// Each must hold.
    pub filters: Vec<Filter>,
}

/// One word, or what stood between quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it was typed.
    pub text: String,
    /// Whether it must not be there: a minus stood before it.
    pub without: bool,
}

/// A condition by an operator, with its value as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// `channel:` チャネル: a channel's name, or a kind of channel.
    Channel(String),
    /// `category:` カテゴリ: a category's name; those below it count, too.
    Category(String),
    /// `agent:` 担当: who has the case, or wrote the message.
    Agent(String),
    /// `customer:` 顧客: whose it is.
    Customer(String),
    /// `kind:` 種類.
    Kind(Kind),
    /// `after:` 以降: on this day or later.
    After(Date),
    /// `before:` より前: before this day.
    Before(Date),
    /// An operator whose value could not be read.
    Unreadable(String),
}

/// What kind of thing is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 顧客
    Customer,
    /// 案件
    Case,
    /// メッセージ
    Message,
    /// 注文
    Order,
}

impl Kind {
    fn read(text: &str) -> Option<Self> {
        Some(match crate::fold(text).as_str() {
            "customer" | "customers" | "顧客" | "お客様" => Self::Customer,
            "case" | "cases" | "案件" => Self::Case,
            "message" | "messages" | "めっせーじ" | "発言" => Self::Message,
            "order" | "orders" | "注文" => Self::Order,
            _ => return None,
        })
    }
}

/// Reads what was typed. `today` is what 今日 and `7d` are counted from.
#[must_use]
pub fn parse(text: &str, today: Date) -> Query {
    let mut query = Query::default();
    let mut rest = text.char_indices().peekable();
    while rest.peek().is_some() {
        if rest.next_if(|(_, c)| c.is_whitespace()).is_some() {
            continue;
        }
        let start = rest.peek().map_or(text.len(), |(at, _)| *at);
        let part = part(&mut rest);
        let end = rest.peek().map_or(text.len(), |(at, _)| *at);
        let typed = text.get(start..end).unwrap_or_default();
        match part.operator.as_deref().and_then(Operator::read) {
            Some(_) if part.value.is_empty() => {}
            Some(operator) => {
                let filter = operator.filter(&part.value, today);
                query.filters.push(filter.unwrap_or_else(|| Filter::Unreadable(typed.to_owned())));
            }
            None => {
                let text = match part.operator {
                    Some(before) => format!("{before}:{}", part.value),
                    None => part.value,
                };
                if text.chars().any(|c| !c.is_whitespace()) {
                    query.words.push(Word { text, without: part.without });
                }
            }
        }
    }
    query
}

/// What stands between two spaces.
#[derive(Default)]
struct Part {
    without: bool,
    /// What stood before the first colon outside quotes.
    operator: Option<String>,
    value: String,
}

fn part(rest: &mut Peekable<CharIndices<'_>>) -> Part {
    let mut part = Part::default();
    if let Some((_, minus)) = rest.next_if(|(_, c)| is_minus(*c)) {
        part.without = rest.peek().is_some_and(|(_, c)| !c.is_whitespace());
        if !part.without {
            part.value.push(minus);
        }
    }
    let (mut quoted, mut was_quoted) = (false, false);
    while let Some((_, c)) = rest.next_if(|(_, c)| quoted || !c.is_whitespace()) {
        if is_quote(c) {
            quoted = !quoted;
            was_quoted = true;
        } else if is_colon(c) && !was_quoted && part.operator.is_none() {
            part.operator = Some(std::mem::take(&mut part.value));
        } else {
            part.value.push(c);
        }
    }
    part
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '＂')
}

const fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

const fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－' | '−')
}

#[derive(Clone, Copy)]
enum Operator {
    Channel,
    Category,
    Agent,
    Customer,
    Kind,
    After,
    Before,
}

impl Operator {
    fn read(text: &str) -> Option<Self> {
        Some(match crate::fold(text).as_str() {
            "channel" | "ちゃねる" => Self::Channel,
            "category" | "かてごり" | "かてごりー" | "分類" => Self::Category,
            "agent" | "担当" | "担当者" => Self::Agent,
            "customer" | "顧客" => Self::Customer,
            "kind" | "種類" => Self::Kind,
            "after" | "以降" | "から" => Self::After,
            "before" | "より前" | "以前" => Self::Before,
            _ => return None,
        })
    }

    fn filter(self, value: &str, today: Date) -> Option<Filter> {
        let text = || value.to_owned();
        Some(match self {
            Self::Channel => Filter::Channel(text()),
            Self::Category => Filter::Category(text()),
            Self::Agent => Filter::Agent(text()),
            Self::Customer => Filter::Customer(text()),
            Self::Kind => Filter::Kind(Kind::read(value)?),
            Self::After => Filter::After(day(value, today)?),
            Self::Before => Filter::Before(day(value, today)?),
        })
    }
}

/// A day: 2026-11-01, 2026/11/1, 2026年11月1日, a month or a year for its first day, 今日, 昨日, and
/// `7d`, `2w`, `3m`, `1y` for so long ago.
fn day(text: &str, today: Date) -> Option<Date> {
    let text = crate::fold(text);
    match text.as_str() {
        "今日" | "本日" | "today" => return Some(today),
        "昨日" | "yesterday" => return today.yesterday().ok(),
        _ => {}
    }
    if let Some(ago) = ago(&text) {
        return today.checked_sub(ago).ok();
    }
    let mut numbers = text.trim_end_matches('日').split(['-', '/', '.', '年', '月']);
    let year = numbers.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut number = || match numbers.next().filter(|number| !number.is_empty()) {
        Some(number) => number.parse::<i8>().ok(),
        None => Some(1),
    };
    let (month, day) = (number()?, number()?);
    match numbers.next() {
        None | Some("") => Date::new(year, month, day).ok(),
        Some(_) => None,
    }
}

fn ago(text: &str) -> Option<Span> {
    let unit = text.chars().last()?;
    let count: i64 = text.strip_suffix(unit)?.parse().ok()?;
    let span = match unit {
        'd' => 0.days().try_days(count),
        'w' => 0.days().try_weeks(count),
        'm' => 0.days().try_months(count),
        'y' => 0.days().try_years(count),
        _ => return None,
    };
    span.ok()
}
