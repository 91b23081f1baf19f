//! What a past case is about: who, which order, which article, which topic.

use std::collections::HashMap;

use jiff::Timestamp;
use model::{ChannelKind, CustomerId};

use crate::day::{CHAT_PERCENT_OPEN, chat_open, local};
use crate::dice::Dice;
use crate::talk::{Slots, TOPICS, Topic};

use super::calendar::{DAY, HOUR, day_text, plus, weekday_text};
use super::shop::Shop;
use super::types::{Article, Customer, Order};

/// The people and things that cases are about.
pub(super) struct Ground<'a> {
    pub(super) shop: &'a Shop,
    pub(super) articles: &'a [Article],
    pub(super) customers: &'a [Customer],
    pub(super) orders: &'a [Order],
}

/// What one case is about.
pub(super) struct Scene<'a> {
    pub(super) topic: &'static Topic,
    pub(super) channel: ChannelKind,
    pub(super) customer: &'a Customer,
    pub(super) order: Option<&'a Order>,
    pub(super) slots: Slots,
}

/// Sets scenes; keeps the indexes that makes this quick.
pub(super) struct Stage<'a> {
    ground: &'a Ground<'a>,
    customers: HashMap<CustomerId, &'a Customer>,
    articles: HashMap<&'static str, &'a Article>,
}

/// How far back the order of a case lies, by default and for matters of long use.
const RECENT: i64 = 25 * DAY;
const LONG_AGO: i64 = 300 * DAY;

impl<'a> Stage<'a> {
    pub(super) fn new(ground: &'a Ground<'a>) -> Self {
        let customers = ground.customers.iter().map(|customer| (customer.id, customer)).collect();
        let articles = ground.articles.iter().map(|article| (article.sku, article)).collect();
        Self { ground, customers, articles }
    }

    /// The scene of a case that begins at `at`; `None` in a world without customers.
    pub(super) fn set(&self, dice: &mut Dice, at: Timestamp) -> Option<Scene<'a>> {
        let by_chat = chat_open(local(at).hour()) && dice.percent(CHAT_PERCENT_OPEN);
        let channel = if by_chat { ChannelKind::WebChat } else { ChannelKind::Email };
        let topic = Topic::draw(dice);
        if topic.ordered
            && let Some(scene) = self.about_order(dice, at, topic, channel)
        {
            return Some(scene);
        }
        self.about_article(dice, at, topic, channel)
    }

    fn about_order(
        &self,
        dice: &mut Dice,
        at: Timestamp,
        topic: &'static Topic,
        channel: ChannelKind,
    ) -> Option<Scene<'a>> {
        let span = if topic.category == "修理・部品" { LONG_AGO } else { RECENT };
        let orders = self.ground.orders;
        let first = orders.partition_point(|order| order.ordered_at < plus(at, -span));
        let end = orders.partition_point(|order| order.ordered_at < plus(at, -3 * HOUR));
        let window = orders.get(first..end)?;
        // Not every order holds an article the topic fits: look at a few.
        for _ in 0..40 {
            let order = dice.pick(window)?;
            let Some(article) = self.fitting(dice, topic, order) else { continue };
            let customer = self.customers.get(&order.customer)?;
            let slots = slots(dice, at, customer, Some(order), article);
            return Some(Scene { topic, channel, customer, order: Some(order), slots });
        }
        None
    }

    fn fitting(&self, dice: &mut Dice, topic: &Topic, order: &Order) -> Option<&'a Article> {
        let bought = order.items.iter().filter_map(|item| self.articles.get(item.sku?).copied());
        let fitting: Vec<&Article> = bought.filter(|article| topic.fits(article.section)).collect();
        dice.pick(&fitting).copied()
    }

    /// A customer who thinks of buying; topics that need an order give way to one that does not.
    fn about_article(
        &self,
        dice: &mut Dice,
        at: Timestamp,
        wanted: &'static Topic,
        channel: ChannelKind,
    ) -> Option<Scene<'a>> {
        let mut topic = wanted;
        if topic.ordered {
            let free: Vec<&'static Topic> =
                TOPICS.iter().copied().filter(|topic| !topic.ordered).collect();
            topic = dice.pick(&free).copied()?;
        }
        let known = |customer: &&Customer| customer.created_at < at;
        let customer = (0..40).find_map(|_| dice.pick(self.ground.customers).filter(known))?;
        let fitting: Vec<&Article> =
            self.ground.articles.iter().filter(|article| topic.fits(article.section)).collect();
        let article = dice.pick(&fitting)?;
        let slots = slots(dice, at, customer, None, article);
        Some(Scene { topic, channel, customer, order: None, slots })
    }
}

fn slots(
    dice: &mut Dice,
    at: Timestamp,
    customer: &Customer,
    order: Option<&Order>,
    article: &Article,
) -> Slots {
    Slots {
        name: customer.family.clone(),
        agent: String::new(),
        article: article.name.to_owned(),
        order: order.map(|order| order.number.clone()).unwrap_or_default(),
        day: order.map(|order| day_text(order.ordered_at)).unwrap_or_default(),
        soon: weekday_text(plus(at, dice.between(1, 4) * DAY)),
        price: format!("{}円", yen(article.price_yen)),
    }
}

/// 12345 → 「12,345」.
pub(crate) fn yen(amount: u32) -> String {
    if amount < 1_000 {
        amount.to_string()
    } else {
        format!("{},{:03}", yen(amount / 1_000), amount % 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::yen;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        assert_eq!(yen(660), "660");
        assert_eq!(yen(1_000), "1,000");
        assert_eq!(yen(1_234_056), "1,234,056");
    }
}
