use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use jiff::ToSpan;
use model::event::EventBody;
use model::limits::{
    ATTRIBUTE_CHARS_MAX, ATTRIBUTES_MAX, MESSAGE_CHARS_MAX, NAME_CHARS_MAX, SUBJECT_CHARS_MAX,
    TAGS_MAX,
};
use model::{CaseStatus, ChannelKind, MessageKind, WorkState};

use crate::day::{local, weekend};

use super::*;

/// A Monday, 15:10 in Japan.
fn now() -> Timestamp {
    "2026-11-23T06:10:00Z".parse().unwrap()
}

static WORLD: LazyLock<World> = LazyLock::new(|| generate(7, now(), &Volumes::default()));

fn small() -> Volumes {
    Volumes { customers: 60, orders: 200, case_days: 4, ..Volumes::default() }
}

fn first_words(case: &PastCase) -> &str {
    case.messages.iter().find(|m| m.kind == MessageKind::Inbound).map_or("", |m| &m.text)
}

#[test]
fn the_same_seed_gives_the_same_world_and_another_seed_another() {
    let one = generate(7, now(), &small());
    assert_eq!(one, generate(7, now(), &small()));
    assert_ne!(one.cases, generate(8, now(), &small()).cases);
}

#[test]
fn an_empty_world_is_possible() {
    let none = Volumes { customers: 0, orders: 0, ..small() };
    let world = generate(1, now(), &none);
    assert!(world.customers.is_empty() && world.orders.is_empty() && world.cases.is_empty());
    let no_orders = generate(1, now(), &Volumes { orders: 0, ..small() });
    assert!(no_orders.cases.len() > 100, "articles are asked about without orders too");
}

#[test]
fn volumes_are_as_asked() {
    assert_eq!((WORLD.customers.len(), WORLD.orders.len()), (2_000, 6_000));
    assert_eq!(WORLD.staff.len(), 12);
    let tops = WORLD.categories.iter().filter(|c| c.parent.is_none()).map(|c| c.name.as_str());
    assert_eq!(tops.collect::<Vec<_>>(), ["一般", "相談", "クレーム", "リモート支援"]);
    let chats = WORLD.cases.iter().filter(|c| c.channel_kind == ChannelKind::WebChat).count();
    let share = chats as f64 / WORLD.cases.len() as f64;
    assert!((0.57..0.63).contains(&share), "{share}");
}

#[test]
fn days_and_weekends_have_their_volume() {
    let mut per_day: HashMap<jiff::civil::Date, i64> = HashMap::new();
    for case in &WORLD.cases {
        *per_day.entry(local(case.created_at).date()).or_default() += 1;
    }
    let today = local(now()).date();
    assert_eq!(per_day.len(), 57);
    for (day, count) in per_day.into_iter().filter(|(day, _)| *day != today) {
        let range = if weekend(day.weekday()) { 25..=45 } else { 70..=110 };
        assert!(range.contains(&count), "{day}: {count}");
        assert!(day >= today.checked_sub(56.days()).unwrap());
    }
}

#[test]
fn the_hours_peak_at_ten_and_two_and_halve_after_six() {
    let mut hours = [0_i64; 24];
    for case in &WORLD.cases {
        hours[usize::try_from(local(case.created_at).hour()).unwrap()] += 1;
    }
    assert_eq!(hours.iter().enumerate().max_by_key(|(_, count)| **count).unwrap().0, 10);
    assert!(hours[14] > hours[13] && hours[14] > hours[16], "{hours:?}");
    let afternoon = hours[13..18].iter().sum::<i64>() / 5;
    let evening = hours[18..21].iter().sum::<i64>() / 3;
    assert!(evening * 2 <= afternoon, "{afternoon} {evening}");
    for case in WORLD.cases.iter().filter(|c| c.channel_kind == ChannelKind::WebChat) {
        assert!((9..21).contains(&local(case.created_at).hour()));
    }
}

#[test]
fn every_reference_resolves() {
    let customers: HashSet<_> = WORLD.customers.iter().map(|c| c.id).collect();
    let orders: HashMap<_, _> = WORLD.orders.iter().map(|o| (o.id, o)).collect();
    let staff: HashSet<_> = WORLD.staff.iter().map(|s| s.id).collect();
    let queues: HashSet<_> = WORLD.queues.iter().map(|q| q.id).collect();
    let channels: HashSet<_> = WORLD.channels.iter().map(|c| c.id).collect();
    let leaves: HashSet<_> =
        WORLD.categories.iter().filter(|c| c.parent.is_some()).map(|c| c.id).collect();
    assert_eq!(customers.len(), 2_000);
    for queue in &WORLD.queues {
        assert!(queue.members.len() >= 2, "{}", queue.name);
        for member in &queue.members {
            let person = WORLD.staff.iter().find(|person| person.id == *member).unwrap();
            assert!(person.queues.contains(&queue.id));
        }
    }
    let known: HashSet<_> =
        WORLD.articles.iter().map(|a| (Some(a.sku), a.name, a.price_yen)).collect();
    for order in &WORLD.orders {
        assert!(customers.contains(&order.customer));
        let goods = order.items.iter().filter(|item| item.sku.is_some());
        assert!(goods.clone().count() > 0);
        assert!(goods.clone().all(|item| known.contains(&(item.sku, item.name, item.unit_yen))));
        let sum: u32 = order.items.iter().map(|item| item.quantity * item.unit_yen).sum();
        assert_eq!(i64::from(sum), order.total_yen);
    }
    for case in &WORLD.cases {
        assert!(customers.contains(&case.customer) && channels.contains(&case.channel));
        assert!(queues.contains(&case.queue));
        assert!(case.owner.is_none_or(|owner| staff.contains(&owner)));
        assert!(case.category.is_none_or(|category| leaves.contains(&category)));
        if let Some(order) = case.order {
            let order = orders[&order];
            assert_eq!(order.customer, case.customer);
            assert!(order.ordered_at < case.created_at);
        }
        let sessions: HashSet<_> = case.interactions.iter().map(|i| i.id).collect();
        assert!(case.messages.iter().all(|m| sessions.contains(&m.interaction)));
        assert!(case.work.iter().all(|w| sessions.contains(&w.interaction)));
    }
}

#[test]
fn every_topic_finds_its_category() {
    let names: HashSet<_> = WORLD.categories.iter().map(|c| c.name.as_str()).collect();
    let used: HashSet<_> = crate::talk::TOPICS.iter().map(|topic| topic.category).collect();
    assert!(used.iter().all(|category| names.contains(category)), "{used:?}");
    let parents: HashSet<_> = WORLD.categories.iter().filter_map(|c| c.parent).collect();
    let leaves = WORLD.categories.iter().filter(|c| !parents.contains(&c.id));
    assert!(leaves.clone().all(|leaf| used.contains(leaf.name.as_str())), "no leaf stays empty");
}

#[test]
fn ids_numbers_and_addresses_are_unique() {
    let unique = |all: Vec<String>| {
        let count = all.len();
        assert_eq!(all.into_iter().collect::<HashSet<_>>().len(), count);
    };
    unique(
        WORLD
            .customers
            .iter()
            .map(|c| c.email.clone())
            .chain(WORLD.staff.iter().map(|s| s.email.clone()))
            .collect(),
    );
    unique(WORLD.customers.iter().map(|c| c.external_id.clone()).collect());
    unique(WORLD.orders.iter().map(|o| o.number.clone()).collect());
    unique(WORLD.cases.iter().map(|c| c.number.to_string()).collect());
    let messages = || WORLD.cases.iter().flat_map(|case| &case.messages);
    unique(messages().map(|m| m.id.to_string()).collect());
    unique(
        messages().filter_map(|m| m.mail.as_ref().map(|mail| mail.message_id.clone())).collect(),
    );
    unique(WORLD.cases.iter().flat_map(|c| &c.work).map(|w| w.id.to_string()).collect());
}

#[test]
fn the_members_of_the_shop_page_have_their_orders() {
    for (key, first, orders) in [
        ("tanaka", "染付 飯碗", 3),
        ("sato", "ひのきのまな板", 2),
        ("suzuki", "朱泥の急須 300ml", 1),
    ] {
        let member = WORLD.customers.iter().find(|c| c.member == Some(key)).unwrap();
        let own: Vec<_> = WORLD.orders.iter().filter(|o| o.customer == member.id).collect();
        assert!(own.len() >= orders, "{key}");
        assert!(own.iter().any(|order| order.items[0].name == first), "{key}");
    }
}

#[test]
fn customers_are_complete_and_marked() {
    for customer in &WORLD.customers {
        assert!(
            !customer.name.is_empty() && !customer.kana.is_empty() && !customer.rank.is_empty()
        );
        assert!(
            customer.kana.chars().all(|c| ('ァ'..='ー').contains(&c) || c == ' '),
            "{}",
            customer.kana
        );
        assert!(customer.name.starts_with(&customer.family));
        assert!(customer.tags.contains(&"demo".to_owned()));
        assert_eq!(customer.attributes["source"], "demo");
        let domain = customer.email.split_once('@').unwrap().1;
        assert!(domain.starts_with("example.") || domain.ends_with(".example"), "{domain}");
        assert!(customer.phone.starts_with("090-0"));
        assert_eq!(customer.email, customer.email.to_lowercase());
    }
    let ranks: HashSet<_> = WORLD.customers.iter().map(|c| c.rank.as_str()).collect();
    assert_eq!(ranks.len(), 4);
}

#[test]
fn texts_are_various_and_name_their_order_and_article() {
    let firsts: HashSet<_> = WORLD.cases.iter().map(first_words).collect();
    let share = firsts.len() as f64 / WORLD.cases.len() as f64;
    assert!(share >= 0.8, "{share}");
    let (mut named, mut about) = (0, 0);
    let numbers: HashMap<_, _> = WORLD.orders.iter().map(|o| (o.id, o.number.as_str())).collect();
    for case in &WORLD.cases {
        assert!(case.messages.iter().all(|m| !m.text.contains('{')), "{:?}", first_words(case));
        if let Some(order) = case.order {
            about += 1;
            named += usize::from(first_words(case).contains(numbers[&order]));
        }
    }
    assert!(about * 2 > WORLD.cases.len() && named * 10 > about * 6, "{named} of {about}");
}

#[test]
fn everything_fits_the_limits() {
    let chars = |text: &str| text.chars().count();
    for customer in &WORLD.customers {
        assert!(chars(&customer.name) <= NAME_CHARS_MAX && customer.tags.len() <= TAGS_MAX);
        assert!(customer.attributes.len() <= ATTRIBUTES_MAX);
        assert!(customer.attributes.values().all(|value| chars(value) <= ATTRIBUTE_CHARS_MAX));
    }
    for case in &WORLD.cases {
        assert!(chars(&case.subject) <= SUBJECT_CHARS_MAX && !case.subject.is_empty());
        let spoken = case
            .messages
            .iter()
            .filter(|m| matches!(m.kind, MessageKind::Inbound | MessageKind::Outbound));
        assert!(
            case.messages.iter().all(|m| chars(&m.text) <= MESSAGE_CHARS_MAX && !m.text.is_empty())
        );
        let settled = case.status == CaseStatus::Resolved;
        let count = spoken.count();
        assert!(count <= 14 && (!settled || count >= 2), "{count}");
    }
}

#[test]
fn facts_are_in_order_and_lawful() {
    for case in &WORLD.cases {
        assert!(case.events.is_sorted_by_key(|event| event.at));
        assert!(case.messages.is_sorted_by_key(|message| message.at));
        assert!(case.events.last().unwrap().at <= now());
        let mut status = CaseStatus::Waiting;
        for event in &case.events {
            if let EventBody::CaseStatusChanged { from, to } = &event.body {
                assert_eq!(*from, status);
                assert!(from.may_become(*to), "{from} -> {to}");
                status = *to;
            }
        }
        assert_eq!(status, case.status);
        let told = case.events.iter().filter(|event| {
            matches!(
                event.body,
                EventBody::MessageReceived { .. }
                    | EventBody::MessageSent { .. }
                    | EventBody::NoteAdded { .. }
                    | EventBody::ThreadSystem { .. }
            )
        });
        assert_eq!(told.count(), case.messages.len());
        let working = case.work.iter().filter(|work| work.state != WorkState::Done).count();
        let wanted = usize::from(matches!(
            case.status,
            CaseStatus::Waiting | CaseStatus::Assigned | CaseStatus::Reopened
        ));
        assert_eq!(working, wanted, "{:?} {:#?}", case.status, case.events);
    }
    assert!(WORLD.log().is_sorted_by_key(|event| event.at));
}

#[test]
fn most_is_resolved_and_the_last_hours_are_open() {
    let count =
        |wanted: &dyn Fn(&PastCase) -> bool| WORLD.cases.iter().filter(|c| wanted(c)).count();
    let all = WORLD.cases.len();
    let open = count(&|case| case.status.is_open());
    assert!(open >= 15 && open * 20 < all, "{open} of {all}");
    for status in [CaseStatus::Waiting, CaseStatus::Assigned, CaseStatus::PendingCustomer] {
        assert!(count(&|case| case.status == status) > 0, "{status}");
    }
    let happened =
        |wanted: fn(&EventBody) -> bool| count(&|c| c.events.iter().any(|e| wanted(&e.body)));
    let reopened =
        happened(|b| matches!(b, EventBody::CaseStatusChanged { to: CaseStatus::Reopened, .. }));
    let transferred = happened(|b| matches!(b, EventBody::CaseTransferred { .. }));
    let noted = happened(|b| matches!(b, EventBody::NoteAdded { .. }));
    assert!((2..=6).contains(&(reopened * 100 / all)), "{reopened}");
    assert!((5..=18).contains(&(transferred * 100 / all)), "{transferred}");
    assert!(noted > transferred, "{noted}");
}

#[test]
fn a_chat_takes_minutes_and_a_mail_hours() {
    let mut chat = Vec::new();
    for case in WORLD.cases.iter().filter(|c| c.channel_kind == ChannelKind::WebChat) {
        let Some(work) = case.work.first() else { continue };
        if let (Some(from), Some(to)) = (work.assigned_at, work.done_at) {
            chat.push(to.as_second() - from.as_second());
        }
    }
    let mean = chat.iter().sum::<i64>() / i64::try_from(chat.len()).unwrap();
    assert!((3 * 60..15 * 60).contains(&mean), "{mean}");
}
