//! What people write to the shop and what it answers: topics with interchangeable sentences.
//! The past cases, the simulated customers and the simulated agents all speak from here.

mod delivery;
mod order;
mod payment;
pub(crate) mod phrases;
mod product;
mod remote;
mod trouble;

use crate::dice::Dice;
use crate::world::Section;

/// One matter that customers write about. Sentences hold slots in braces, see [`Slots`].
#[derive(Debug)]
pub(crate) struct Topic {
    /// Name of the category, a leaf of the tree.
    pub(crate) category: &'static str,
    /// How often it comes, relative to the others.
    pub(crate) share: u32,
    /// Percent of cases with raised priority.
    pub(crate) raised: u32,
    /// Percent of cases that go to the specialists.
    pub(crate) specialist: u32,
    /// Whether an order is spoken about (else an article the customer thinks of buying).
    pub(crate) ordered: bool,
    /// Sections whose articles it can be about; any when empty.
    pub(crate) sections: &'static [Section],
    /// Words by which the topic is recognised.
    pub(crate) words: &'static [&'static str],
    /// Subjects of mails.
    pub(crate) subjects: &'static [&'static str],
    /// The customer's first sentences.
    pub(crate) openings: &'static [&'static str],
    /// What the agent needs to know.
    pub(crate) asks: &'static [&'static str],
    /// The customer's answer to that.
    pub(crate) details: &'static [&'static str],
    /// The solution.
    pub(crate) answers: &'static [&'static str],
    /// A further question with its answer.
    pub(crate) follows: &'static [(&'static str, &'static str)],
    /// Notes that agents leave for colleagues.
    pub(crate) notes: &'static [&'static str],
}

/// All topics, in a fixed order.
pub(crate) static TOPICS: &[&Topic] = &[
    &delivery::LATE,
    &delivery::WHEN,
    &delivery::WRONG_PLACE,
    &order::ADDRESS,
    &order::CANCEL,
    &order::GIFT,
    &order::STOCK,
    &payment::INVOICE,
    &payment::POINTS,
    &payment::METHOD,
    &product::SIZE,
    &product::CARE,
    &product::CHOICE,
    &product::RETURN,
    &product::REPAIR,
    &trouble::BROKEN,
    &trouble::FAULTY,
    &trouble::WRONG_ITEM,
    &trouble::PACKAGING,
    &trouble::MANNER,
    &remote::SIGN_IN,
    &remote::CHECKOUT,
    &remote::SETUP,
];

impl Topic {
    /// One of the topics by their shares.
    pub(crate) fn draw(dice: &mut Dice) -> &'static Self {
        let index = dice.weighted(TOPICS.iter().map(|topic| topic.share));
        TOPICS.get(index).copied().unwrap_or(&delivery::LATE)
    }

    /// The topic with most of its words in a text; `None` when no word is.
    pub(crate) fn recognise(text: &str) -> Option<&'static Self> {
        let hits = |topic: &Self| topic.words.iter().filter(|word| text.contains(**word)).count();
        let mut best: Option<(&'static Self, usize)> = None;
        for &topic in TOPICS {
            let count = hits(topic);
            if count > best.map_or(0, |(_, most)| most) {
                best = Some((topic, count));
            }
        }
        best.map(|(topic, _)| topic)
    }

    /// Whether an article of this section fits.
    pub(crate) fn fits(&self, section: Section) -> bool {
        self.sections.is_empty() || self.sections.contains(&section)
    }
}

/// What the slots of a sentence are filled with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    /// `{name}`: the customer's family name.
    pub(crate) name: String,
    /// `{agent}`: the agent's family name.
    pub(crate) agent: String,
    /// `{article}`: the article spoken about.
    pub(crate) article: String,
    /// `{order}`: the order number.
    pub(crate) order: String,
    /// `{day}`: the day of the order.
    pub(crate) day: String,
    /// `{soon}`: a day shortly ahead.
    pub(crate) soon: String,
    /// `{price}`: the article's price with 円.
    pub(crate) price: String,
}

impl Slots {
    /// The sentence with its slots filled.
    pub(crate) fn fill(&self, sentence: &str) -> String {
        let mut out = String::with_capacity(sentence.len() + 32);
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((slot, behind)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                break;
            };
            out.push_str(match slot {
                "name" => &self.name,
                "agent" => &self.agent,
                "article" => &self.article,
                "order" => &self.order,
                "day" => &self.day,
                "soon" => &self.soon,
                "price" => &self.price,
                other => other,
            });
            rest = behind;
        }
        out.push_str(rest);
        out
    }
}

/// An agent's sentence as a whole mail.
pub(crate) fn letter(slots: &Slots, sentence: &str) -> String {
    let (head, foot) = (phrases::LETTER_HEAD, phrases::LETTER_FOOT);
    slots.fill(&format!("{head}{sentence}{foot}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(topic: &Topic) -> Vec<&'static str> {
        let follows = topic.follows.iter().flat_map(|(question, answer)| [*question, *answer]);
        [topic.subjects, topic.openings, topic.asks, topic.details, topic.answers, topic.notes]
            .concat()
            .into_iter()
            .chain(follows)
            .collect()
    }

    #[test]
    fn every_slot_is_known_and_every_list_has_entries() {
        let slots = ["name", "agent", "article", "order", "day", "soon", "price"];
        for topic in TOPICS {
            assert!(topic.openings.len() >= 4 && topic.answers.len() >= 2, "{}", topic.category);
            assert!(topic.subjects.len() >= 2 && topic.asks.len() >= 2, "{}", topic.category);
            assert!(topic.details.len() >= 3 && !topic.notes.is_empty(), "{}", topic.category);
            for sentence in sentences(topic) {
                for slot in sentence.split('{').skip(1) {
                    let slot = slot.split('}').next().unwrap();
                    assert!(slots.contains(&slot), "{slot} in {sentence}");
                    let about_order = slot == "order" || slot == "day";
                    assert!(!about_order || topic.ordered, "{slot} without order: {sentence}");
                }
            }
        }
    }

    #[test]
    fn an_opening_is_recognised_as_its_own_topic() {
        let mut wrong = Vec::new();
        let mut all = 0;
        for topic in TOPICS {
            for opening in topic.openings {
                all += 1;
                if !Topic::recognise(opening).is_some_and(|found| std::ptr::eq(found, *topic)) {
                    wrong.push(*opening);
                }
            }
        }
        assert!(wrong.len() * 10 <= all, "{} of {all}: {wrong:#?}", wrong.len());
    }

    #[test]
    fn slots_are_filled_and_stray_braces_survive() {
        let slots = Slots { name: "森".into(), article: "急須".into(), ..Slots::default() };
        assert_eq!(slots.fill("{name}様の{article}です"), "森様の急須です");
        assert_eq!(slots.fill("閉じない{name"), "閉じない{name");
    }
}
