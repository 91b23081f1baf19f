//! What may stand in the gaps of canned replies.

use std::collections::BTreeMap;

use ::template::{Value, Values};
use api::template::TemplateVariable;
use api::{Caller, Locale};
use jiff::Timestamp;
use jiff::civil::Date;
use model::{CustomerId, IdentityKind};
use store::case::Case;
use store::{Scope, Tx, identity, purchase, queue, tenant, user_account};

use crate::customers::get::{filled, present};
use crate::failure::Failure;

/// A gap's name, what people call it, and what stands in it for an invented customer.
struct Variable {
    name: &'static str,
    ja: &'static str,
    en: &'static str,
    sample: (&'static str, &'static str),
}

const fn variable(
    name: &'static str,
    (ja, en): (&'static str, &'static str),
    sample: (&'static str, &'static str),
) -> Variable {
    Variable { name, ja, en, sample }
}

/// Every gap there is. A new one is put here, and gets its value in [`of_case`].
const VARIABLES: [Variable; 14] = [
    variable("customer.name", ("お客様の氏名", "customer's name"), ("山田 花子", "Hanako Yamada")),
    variable(
        "customer.kana",
        ("氏名のよみがな", "reading of the name"),
        ("ヤマダ ハナコ", "ヤマダ ハナコ"),
    ),
    variable("customer.company", ("お客様の会社名", "customer's company"), ("", "")),
    variable("customer.number", ("会員番号", "member number"), ("M-1024", "M-1024")),
    variable(
        "customer.email",
        ("お客様のメールアドレス", "customer's e-mail"),
        ("hanako@example.jp", "hanako@example.jp"),
    ),
    variable(
        "customer.phone",
        ("お客様の電話番号", "customer's phone"),
        ("090-1234-5678", "090-1234-5678"),
    ),
    variable("order.number", ("最新の注文番号", "latest order"), ("K-20481", "K-20481")),
    variable(
        "order.date",
        ("最新の注文日", "date of the latest order"),
        ("2026年11月20日", "20 November 2026"),
    ),
    variable("case.number", ("案件番号", "case number"), ("1234", "1234")),
    variable("case.subject", ("件名", "subject"), ("土鍋のふたについて", "The lid of my donabe")),
    variable("queue.name", ("窓口の名前", "queue"), ("一般窓口", "General")),
    variable("agent.name", ("担当者の氏名", "agent's name"), ("佐藤 花", "Hana Sato")),
    variable("company.name", ("自社の名前", "our company"), ("青葉くらしの店", "Aoba Living")),
    variable("today", ("今日の日付", "today"), ("", "")),
];

pub(super) fn variables() -> Vec<TemplateVariable> {
    let view = |each: &Variable| TemplateVariable {
        name: each.name.to_owned(),
        ja: each.ja.to_owned(),
        en: each.en.to_owned(),
    };
    VARIABLES.iter().map(view).collect()
}

pub(super) fn names() -> Vec<&'static str> {
    VARIABLES.iter().map(|each| each.name).collect()
}

/// Values with their labels in a language; what `text` does not know stays open.
fn labelled(locale: Locale, mut text: impl FnMut(&Variable) -> Option<String>) -> Values {
    let value = |each: &Variable| {
        let label = match locale {
            Locale::Ja => each.ja,
            Locale::En => each.en,
        };
        (each.name.to_owned(), Value { label: label.to_owned(), text: text(each) })
    };
    VARIABLES.iter().map(value).collect()
}

/// What stands in the gaps for an invented customer.
pub(super) fn sample(locale: Locale, now: Timestamp) -> Values {
    labelled(locale, |each| {
        let (ja, en) = each.sample;
        match (each.name, locale) {
            ("today", _) => Some(written(day(now), locale)),
            (_, Locale::Ja) => Some(ja.to_owned()),
            (_, Locale::En) => Some(en.to_owned()),
        }
    })
}

/// What is known of a case and its customer.
pub(super) async fn of_case(
    tx: &Tx<'_>,
    by: &Caller,
    case: &Case,
    locale: Locale,
) -> Result<Values, Failure> {
    let mut known = of_customer(tx, case.customer, locale).await?;
    known.insert("case.number", case.number.to_string());
    known.insert("case.subject", case.subject.clone());
    known.insert("today", written(day(tx.now()), locale));
    known.insert("company.name", tenant::get(tx).await?.name);
    if let Some(agent) = user_account::by_id(tx, by.user).await? {
        known.insert("agent.name", agent.name);
    }
    if let Some(queue) = queue::get(tx, case.queue).await? {
        known.insert("queue.name", queue.name);
    }
    Ok(labelled(locale, |each| known.remove(each.name)))
}

async fn of_customer(
    scope: &Scope<'_>,
    id: CustomerId,
    locale: Locale,
) -> Result<BTreeMap<&'static str, String>, Failure> {
    let person = present(scope, id).await?;
    let (ids, shown) = (person.ids(), filled(&person));
    let mut known = BTreeMap::from([
        ("customer.name", shown.name),
        ("customer.kana", shown.kana),
        ("customer.company", shown.company),
        ("customer.phone", shown.phone),
        ("customer.number", shown.external_id.unwrap_or_default()),
    ]);
    let emails = identity::of_customers(scope, IdentityKind::Email, &ids).await?;
    if let Some(email) = emails.into_iter().next() {
        known.insert("customer.email", email.value);
    }
    if let Some(order) = purchase::of_customer(scope, &ids, None, 1).await?.pop() {
        known.insert("order.date", written(day(order.ordered_at), locale));
        known.insert("order.number", order.external_id);
    }
    Ok(known)
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(crate::import::tokyo()).date()
}

/// A date as it is written in a letter.
fn written(date: Date, locale: Locale) -> String {
    match locale {
        Locale::Ja => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Locale::En => date.strftime("%-d %B %Y").to_string(),
    }
}
