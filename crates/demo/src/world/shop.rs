//! The shop's own things: staff, queues, channels, category tree.

use jiff::Timestamp;
use model::permission::Role;
use model::{CategoryId, ChannelId, ChannelKind, QueueId, UserId};

use crate::dice::Dice;
use crate::{SHOP_DOMAIN, SHOP_MAIL};

use super::calendar::{DAY, plus};
use super::types::{Category, Channel, Hands, Purpose, Queue, Staff};

/// Everything that stands before the first customer.
pub(super) struct Shop {
    pub(super) staff: Vec<Staff>,
    pub(super) queues: Vec<Queue>,
    pub(super) channels: Vec<Channel>,
    pub(super) categories: Vec<Category>,
}

impl Shop {
    pub(super) fn queue(&self, purpose: Purpose) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.purpose == purpose)
    }

    pub(super) fn channel(&self, kind: ChannelKind) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.kind == kind)
    }

    /// The leaf of this name.
    pub(super) fn category(&self, name: &str) -> Option<CategoryId> {
        self.categories.iter().find(|category| category.name == name).map(|category| category.id)
    }

    pub(super) fn member(&self, id: UserId) -> Option<&Staff> {
        self.staff.iter().find(|person| person.id == id)
    }
}

use Purpose::{Business, Chat, Mail, Specialist};

/// Family name, given name, mailbox, role, queues, who acts.
type Person = (&'static str, &'static str, &'static str, Role, &'static [Purpose], Hands);

static PEOPLE: &[Person] = &[
    ("水沢", "千夏", "mizusawa", Role::Agent, &[Chat, Mail], Hands::Visitor),
    ("北条", "薫", "hojo", Role::Agent, &[Chat, Mail], Hands::Simulated),
    ("早瀬", "陽介", "hayase", Role::Agent, &[Chat], Hands::Simulated),
    ("三宅", "朋子", "miyake", Role::Agent, &[Chat, Mail, Business], Hands::Simulated),
    ("桐谷", "拓海", "kiritani", Role::Agent, &[Chat, Mail], Hands::Simulated),
    ("深見", "小夜子", "fukami", Role::Agent, &[Mail, Business], Hands::Simulated),
    ("矢島", "仁志", "yajima", Role::Agent, &[Specialist, Mail], Hands::Simulated),
    ("梶", "真理", "kaji", Role::Agent, &[Specialist, Chat], Hands::Simulated),
    (
        "相良",
        "敦子",
        "sagara",
        Role::Supervisor,
        &[Chat, Mail, Specialist, Business],
        Hands::Visitor,
    ),
    ("名取", "宗一", "natori", Role::Supervisor, &[Specialist], Hands::Nobody),
    ("柏木", "未央", "kashiwagi", Role::Planner, &[], Hands::Nobody),
    ("管理", "太郎", "admin", Role::Admin, &[], Hands::Visitor),
];

static QUEUES: &[(&str, Purpose, u32)] = &[
    ("チャット窓口", Chat, 20),
    ("メール窓口", Mail, 60),
    ("専門窓口(修理・不良品)", Specialist, 30),
    ("法人・ギフト窓口", Business, 60),
];

static CATEGORIES: &[(&str, &[&str])] = &[
    (
        "一般",
        &[
            "配送・お届け",
            "注文内容の変更・取消",
            "お支払い・領収書",
            "ポイント・会員情報",
            "在庫・入荷",
            "ギフト包装",
        ],
    ),
    ("相談", &["商品選び・サイズ", "使い方・お手入れ", "返品・交換", "修理・部品"]),
    ("クレーム", &["破損・不良品", "配送の不備", "梱包", "応対"]),
    ("リモート支援", &["サイト操作・ログイン", "お支払い手続きの操作", "画面を見ながらの設定"]),
];

/// Sets the shop up, two years before `now`.
pub(super) fn open(seed: u64, now: Timestamp) -> Shop {
    let mut dice = Dice::new(seed, 1);
    let founded = plus(now, -730 * DAY);
    let mut queues: Vec<Queue> = QUEUES
        .iter()
        .map(|&(name, purpose, offer_seconds)| Queue {
            id: QueueId::new(founded, dice.bytes10()),
            name: name.to_owned(),
            purpose,
            offer_seconds,
            members: Vec::new(),
        })
        .collect();
    let staff: Vec<Staff> =
        PEOPLE.iter().map(|person| hire(&mut dice, founded, person, &mut queues)).collect();
    let mut channels = doors(&mut dice, founded, &queues);
    let categories = tree(&mut dice, founded);
    // Dice of its own: a demo that was made before there were forms knows all other things by the
    // numbers that these dice gave.
    channels.extend(form(&mut Dice::new(seed, 6), founded, &queues));
    Shop { staff, queues, channels, categories }
}

fn hire(dice: &mut Dice, at: Timestamp, person: &Person, queues: &mut [Queue]) -> Staff {
    let &(family, given, mailbox, role, serves, hands) = person;
    let id = UserId::new(at, dice.bytes10());
    let mut own = Vec::new();
    for queue in queues.iter_mut().filter(|queue| serves.contains(&queue.purpose)) {
        queue.members.push(id);
        own.push(queue.id);
    }
    Staff {
        id,
        name: format!("{family} {given}"),
        family: family.to_owned(),
        email: format!("{mailbox}@{SHOP_DOMAIN}"),
        roles: vec![role],
        queues: own,
        chat_capacity: 3,
        mail_capacity: 10,
        hands,
    }
}

fn doors(dice: &mut Dice, at: Timestamp, queues: &[Queue]) -> Vec<Channel> {
    let leads_to = |purpose| queues.iter().find(|q| q.purpose == purpose).map(|q| q.id);
    let mut channels = Vec::new();
    for (kind, name, purpose, address) in [
        (ChannelKind::WebChat, "こより公式サイト チャット", Chat, None),
        (ChannelKind::Email, "お問い合わせメール", Mail, Some(SHOP_MAIL.to_owned())),
    ] {
        let id = ChannelId::new(at, dice.bytes10());
        let Some(queue) = leads_to(purpose) else { continue };
        channels.push(Channel { id, kind, name: name.to_owned(), queue, address });
    }
    channels
}

fn form(dice: &mut Dice, at: Timestamp, queues: &[Queue]) -> Option<Channel> {
    let queue = queues.iter().find(|queue| queue.purpose == Mail)?.id;
    let (kind, name) = (ChannelKind::Form, "お問い合わせフォーム".to_owned());
    Some(Channel { id: ChannelId::new(at, dice.bytes10()), kind, name, queue, address: None })
}

fn tree(dice: &mut Dice, at: Timestamp) -> Vec<Category> {
    let mut all = Vec::new();
    for (position, (top, leaves)) in (0..).zip(CATEGORIES) {
        let parent = CategoryId::new(at, dice.bytes10());
        all.push(Category { id: parent, parent: None, name: (*top).to_owned(), position });
        for (position, leaf) in (0..).zip(*leaves) {
            let id = CategoryId::new(at, dice.bytes10());
            all.push(Category { id, parent: Some(parent), name: (*leaf).to_owned(), position });
        }
    }
    all
}
