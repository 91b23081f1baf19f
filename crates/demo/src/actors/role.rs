//! The part a customer plays in one contact: who, what about, which words.

use super::Stage;
use super::cast::{Member, MemberOrder};
use crate::dice::Dice;
use crate::talk::{Slots, TOPICS, Topic};
use crate::world::{Article, catalogue, day_text, plus, weekday_text, yen};

/// One contact's part.
pub(super) struct Role {
    pub(super) member: Member,
    pub(super) topic: &'static Topic,
    pub(super) slots: Slots,
}

impl Role {
    /// A part for one of the members; `None` when there are none.
    pub(super) fn draw(stage: &Stage, dice: &mut Dice) -> Option<Self> {
        let articles = catalogue();
        let wanted = Topic::draw(dice);
        let mut member = dice.pick(&stage.members)?;
        let mut bought = None;
        // Not everybody has bought what the topic is about: ask a few.
        for _ in 0..if wanted.ordered { 12 } else { 0 } {
            bought = about(dice, member, wanted, &articles);
            if bought.is_some() {
                break;
            }
            member = dice.pick(&stage.members)?;
        }
        let (topic, order, article) = match bought {
            Some((order, article)) => (wanted, Some(order), article),
            None => {
                let topic = unordered(dice, wanted)?;
                let fitting: Vec<&Article> =
                    articles.iter().filter(|article| topic.fits(article.section)).collect();
                (topic, None, *dice.pick(&fitting)?)
            }
        };
        let now = (stage.clock)();
        let slots = Slots {
            name: member.family.clone(),
            agent: "ご担当者".to_owned(),
            article: article.name.to_owned(),
            order: order.map(|order| order.number.clone()).unwrap_or_default(),
            day: order.map(|order| day_text(order.ordered_at)).unwrap_or_default(),
            soon: weekday_text(plus(now, dice.between(1, 4) * 86_400)),
            price: format!("{}円", yen(article.price_yen)),
        };
        Some(Self { member: member.clone(), topic, slots })
    }

    /// One of the sentences, filled.
    pub(super) fn line(&self, dice: &mut Dice, list: &[&str]) -> String {
        self.slots.fill(dice.text(list))
    }

    /// A further question of the topic.
    pub(super) fn question(&self, dice: &mut Dice) -> Option<String> {
        dice.pick(self.topic.follows).map(|(question, _)| self.slots.fill(question))
    }
}

/// An order of the member with an article that fits.
fn about<'a>(
    dice: &mut Dice,
    member: &'a Member,
    topic: &Topic,
    articles: &'a [Article],
) -> Option<(&'a MemberOrder, &'a Article)> {
    let order = dice.pick(&member.orders)?;
    let fitting: Vec<&Article> = articles
        .iter()
        .filter(|article| order.skus.contains(&article.sku) && topic.fits(article.section))
        .collect();
    Some((order, dice.pick(&fitting).copied()?))
}

/// The wanted topic, or one that needs no order when that one does.
fn unordered(dice: &mut Dice, wanted: &'static Topic) -> Option<&'static Topic> {
    if !wanted.ordered {
        return Some(wanted);
    }
    let free: Vec<&'static Topic> = TOPICS.iter().copied().filter(|topic| !topic.ordered).collect();
    dice.pick(&free).copied()
}
