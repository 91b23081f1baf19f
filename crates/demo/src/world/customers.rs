//! The shop's customers.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use model::CustomerId;

use crate::DEMO_MARK;
use crate::dice::Dice;

use super::calendar::{DAY, plus};
use super::members::{MEMBERS, Member};
use super::names::{COMPANIES, DOMAINS, FAMILY, GIVEN, PREFECTURES};
use super::types::{Customer, Order};

static NOTES: &[&str] = &[
    "お届けは平日18時以降をご希望。",
    "のし・包装のご利用が多い。お名前の表記に注意。",
    "過去に破損あり。二重の箱で発送すること。",
    "電話よりメールでの連絡をご希望。",
    "領収書は毎回会社名で発行。",
];

static TAGS: &[&str] = &["ギフト利用", "定期利用", "まとめ買い", "レビュー投稿", "メールマガジン"];

static WAYS: &[&str] = &["検索", "SNS", "紹介", "雑誌", "催事"];

/// Makes customers; ranks follow when their orders are known.
pub(super) fn people(seed: u64, now: Timestamp, count: usize) -> Vec<Customer> {
    let mut dice = Dice::new(seed, 2);
    let mut mailboxes = HashSet::with_capacity(count);
    mailboxes.extend(MEMBERS.iter().map(|member| member.email.to_owned()));
    let mut people: Vec<Customer> =
        (1..=count).map(|number| person(&mut dice, now, number, &mut mailboxes)).collect();
    // The last ones buy little of their own accord: they become the members of the shop page.
    for (customer, member) in people.iter_mut().rev().zip(MEMBERS) {
        enrol(customer, member);
    }
    people
}

/// Makes a customer a member of the shop page.
fn enrol(customer: &mut Customer, member: &Member) {
    let (family, given) = member.name;
    customer.member = Some(member.key);
    customer.name = format!("{family} {given}");
    customer.family = family.to_owned();
    customer.kana = member.kana.to_owned();
    customer.email = member.email.to_owned();
    customer.company = String::new();
    customer.tags = vec![DEMO_MARK.to_owned()];
    customer.note = member.note.to_owned();
    customer.attributes.insert("都道府県".to_owned(), member.prefecture.to_owned());
}

fn person(
    dice: &mut Dice,
    now: Timestamp,
    number: usize,
    mailboxes: &mut HashSet<String>,
) -> Customer {
    let (family, family_kana, family_latin) = *dice.pick(FAMILY).unwrap_or(&("森", "モリ", "mori"));
    let (given, given_kana, given_latin) = *dice.pick(GIVEN).unwrap_or(&("純", "ジュン", "jun"));
    let created_at = plus(now, -dice.between(3 * DAY, 1_000 * DAY) - dice.between(0, DAY));
    let company = if dice.percent(3) { dice.text(COMPANIES) } else { "" };
    let mut tags = vec![DEMO_MARK.to_owned()];
    for tag in TAGS {
        if dice.percent(9) {
            tags.push((*tag).to_owned());
        }
    }
    if !company.is_empty() {
        tags.push("法人".to_owned());
    }
    Customer {
        id: CustomerId::new(created_at, dice.bytes10()),
        member: None,
        external_id: format!("M{number:06}"),
        name: format!("{family} {given}"),
        family: family.to_owned(),
        kana: format!("{family_kana} {given_kana}"),
        company: company.to_owned(),
        email: mailbox(dice, family_latin, given_latin, mailboxes),
        phone: format!("090-0{:03}-{:04}", dice.below(1_000), dice.below(10_000)),
        rank: String::new(),
        note: if dice.percent(6) { dice.text(NOTES).to_owned() } else { String::new() },
        tags,
        attributes: attributes(dice),
        created_at,
    }
}

fn mailbox(dice: &mut Dice, family: &str, given: &str, taken: &mut HashSet<String>) -> String {
    let domain = dice.text(DOMAINS);
    let local = match dice.below(4) {
        0 => format!("{given}.{family}"),
        1 => format!("{family}-{given}"),
        2 => format!("{}{family}", given.get(..1).unwrap_or("a")),
        _ => format!("{given}_{family}{:02}", dice.between(1, 99)),
    };
    let mut address = format!("{local}@{domain}");
    let mut extra = 2_u32;
    while !taken.insert(address.clone()) {
        address = format!("{local}{extra}@{domain}");
        extra += 1;
    }
    address
}

fn attributes(dice: &mut Dice) -> BTreeMap<String, String> {
    let index = dice.weighted(PREFECTURES.iter().map(|(_, weight)| *weight));
    let prefecture = PREFECTURES.get(index).map_or("東京都", |(name, _)| name);
    let household = ["一人暮らし", "二人暮らし", "三人以上"];
    [
        ("都道府県", prefecture),
        ("世帯", dice.text(&household)),
        ("きっかけ", dice.text(WAYS)),
        ("source", DEMO_MARK),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .collect()
}

/// Gives every customer the rank of what they bought.
pub(super) fn rank(customers: &mut [Customer], orders: &[Order]) {
    let mut spent: HashMap<CustomerId, i64> = HashMap::new();
    for order in orders.iter().filter(|order| order.status != "キャンセル") {
        *spent.entry(order.customer).or_default() += order.total_yen;
    }
    for customer in customers {
        customer.rank = match spent.get(&customer.id).copied().unwrap_or(0) {
            120_000.. => "プラチナ",
            60_000.. => "ゴールド",
            25_000.. => "シルバー",
            _ => "レギュラー",
        }
        .to_owned();
    }
}
