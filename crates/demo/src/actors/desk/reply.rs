//! What an agent answers: recognised topics get their own sentences, everything else general ones.

use jiff::Timestamp;
use model::{ChannelKind, MessageKind};

use super::api::Message;
use crate::dice::Dice;
use crate::talk::{Slots, Topic, letter, phrases as say};
use crate::world::{plus, weekday_text};

/// What the agent does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// Nothing: the customer has the word.
    Wait,
    /// Answer and wait for the customer.
    Answer(String),
    /// Answer and resolve.
    Close(String),
    /// Hand over to the specialists with this note.
    HandOver(String),
}

/// What the agent has before the eyes.
pub(super) struct View<'a> {
    pub(super) thread: &'a [Message],
    pub(super) channel: ChannelKind,
    pub(super) agent: &'a str,
    pub(super) customer: &'a str,
    pub(super) now: Timestamp,
    /// Whether the case may still go to the specialists.
    pub(super) may_hand_over: bool,
}

impl View<'_> {
    /// What the customer's words are about.
    pub(super) fn topic(&self) -> Option<&'static Topic> {
        let said: Vec<&str> = self.of(MessageKind::Inbound).map(|m| m.text.as_str()).collect();
        Topic::recognise(&said.join("\n"))
    }

    fn of(&self, kind: MessageKind) -> impl Iterator<Item = &Message> + Clone {
        self.thread.iter().filter(move |message| message.kind == kind)
    }

    /// The last word of the conversation; notes and system lines are none.
    fn last(&self) -> Option<&Message> {
        let spoken = |m: &&Message| matches!(m.kind, MessageKind::Inbound | MessageKind::Outbound);
        self.thread.iter().rev().find(spoken)
    }

    /// The next move.
    pub(super) fn next(&self, dice: &mut Dice) -> Move {
        let Some(last) = self.last().filter(|last| last.kind == MessageKind::Inbound) else {
            return Move::Wait;
        };
        let answered = self.of(MessageKind::Outbound).count();
        let topic = self.topic();
        let slots = self.slots(dice);
        if answered > 0 && is_thanks(&last.text) {
            return Move::Close(self.dress(&slots, dice.text(say::CLOSINGS), false));
        }
        let specialist = topic.map_or(0, |topic| topic.specialist);
        if answered == 1 && self.may_hand_over && dice.percent(specialist) {
            let note = topic.map_or("", |topic| dice.text(topic.notes));
            return Move::HandOver(slots.fill(note));
        }
        let asks = topic.map_or(say::GENERAL_ASKS, |topic| topic.asks);
        let answers = topic.map_or(say::GENERAL_ANSWERS, |topic| topic.answers);
        // By mail a good first answer saves a day.
        let live = matches!(self.channel, ChannelKind::WebChat | ChannelKind::Api);
        let direct = !live && dice.percent(60);
        if answered == 0 && !direct {
            return Move::Answer(self.dress(&slots, dice.text(asks), true));
        }
        let follow = topic.and_then(|topic| matching(topic, &last.text));
        let sentence = follow.unwrap_or_else(|| dice.text(answers));
        let text = self.dress(&slots, sentence, answered == 0);
        if answered >= 4 { Move::Close(text) } else { Move::Answer(text) }
    }

    fn slots(&self, dice: &mut Dice) -> Slots {
        let said = self.of(MessageKind::Inbound).map(|message| message.text.as_str());
        let order = said.clone().find_map(order_number).unwrap_or("ご注文");
        let articles = crate::world::catalogue();
        let mut named = said.flat_map(|text| articles.iter().filter(|a| text.contains(a.name)));
        let article = named.next().map_or("お品", |article| article.name);
        let family = self.customer.split([' ', '\u{3000}']).next().unwrap_or("");
        Slots {
            name: if family.is_empty() { "お客様".to_owned() } else { family.to_owned() },
            agent: self.agent.to_owned(),
            article: article.to_owned(),
            order: order.to_owned(),
            day: "先日".to_owned(),
            soon: weekday_text(plus(self.now, dice.between(1, 3) * 86_400)),
            price: "表示の価格".to_owned(),
        }
    }

    /// A sentence as this channel wants it; the first one comes with a greeting.
    fn dress(&self, slots: &Slots, sentence: &str, first: bool) -> String {
        match self.channel {
            ChannelKind::Email | ChannelKind::Form => {
                letter(slots, sentence).replace("お客様 様", "お客様")
            }
            ChannelKind::WebChat | ChannelKind::Api if first => {
                let hello = "お問い合わせありがとうございます。こよりの{agent}でございます。";
                slots.fill(&format!("{hello}\n{sentence}"))
            }
            ChannelKind::WebChat | ChannelKind::Api => slots.fill(sentence),
        }
    }
}

/// Whether a customer's words end the matter.
fn is_thanks(text: &str) -> bool {
    let own = text.split("\n> ").next().unwrap_or(text);
    let thanks =
        ["ありがとうございま", "助かりました", "了解です"].iter().any(|word| own.contains(word));
    let asks = own.contains("か。") || own.contains("か?") || own.contains("ください");
    thanks && !asks
}

/// The answer to a question that the topic knows.
fn matching(topic: &Topic, text: &str) -> Option<&'static str> {
    topic.follows.iter().find(|(question, _)| text.contains(question)).map(|(_, answer)| *answer)
}

/// The first order number of a text: `K-` and eight digits.
fn order_number(text: &str) -> Option<&str> {
    text.match_indices("K-").find_map(|(at, _)| {
        let number = text.get(at..at + 10)?;
        let digits = number.get(2..)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: MessageKind, text: &str) -> Message {
        Message { seq: 1, kind, text: text.to_owned() }
    }

    fn view<'a>(thread: &'a [Message], channel: ChannelKind) -> View<'a> {
        let now = "2026-11-23T01:00:00Z".parse().unwrap();
        View { thread, channel, agent: "早瀬", customer: "森 純", now, may_hand_over: true }
    }

    #[test]
    fn first_the_agent_asks_what_the_topic_needs() {
        let thread = [message(MessageKind::Inbound, "K-10230001の領収書をお願いします")];
        let view = view(&thread, ChannelKind::WebChat);
        assert_eq!(view.topic().unwrap().category, "お支払い・領収書");
        let Move::Answer(text) = view.next(&mut Dice::new(1, 1)) else { panic!("no answer") };
        assert!(text.contains("早瀬") && text.contains("宛名"), "{text}");
    }

    #[test]
    fn thanks_end_it_and_own_words_wait() {
        let mut thread = vec![
            message(MessageKind::Inbound, "領収書をお願いします"),
            message(MessageKind::Outbound, "宛名はいかがいたしましょうか。"),
        ];
        assert_eq!(view(&thread, ChannelKind::WebChat).next(&mut Dice::new(1, 1)), Move::Wait);
        thread.push(message(MessageKind::Inbound, "よく分かりました。ありがとうございました。"));
        thread.push(message(MessageKind::Note, "完了"));
        let next = view(&thread, ChannelKind::WebChat).next(&mut Dice::new(1, 1));
        assert!(matches!(next, Move::Close(_)), "{next:?}");
    }

    #[test]
    fn unknown_matters_get_a_plausible_answer_without_slots() {
        for channel in [ChannelKind::WebChat, ChannelKind::Email] {
            let mut thread = vec![message(MessageKind::Inbound, "あのう")];
            for seed in 0..20 {
                let Move::Answer(text) = view(&thread, channel).next(&mut Dice::new(seed, 1))
                else {
                    panic!("no answer")
                };
                assert!(!text.contains('{') && !text.contains("様 様"), "{text}");
            }
            thread.push(message(MessageKind::Outbound, "はい"));
            thread.push(message(MessageKind::Inbound, "そのう"));
            assert!(matches!(view(&thread, channel).next(&mut Dice::new(1, 1)), Move::Answer(_)));
        }
    }

    #[test]
    fn a_repair_mostly_goes_to_the_specialists_once() {
        let thread = [
            message(MessageKind::Inbound, "包丁の研ぎと修理をお願いします"),
            message(MessageKind::Outbound, "写真をお送りいただけますか。"),
            message(MessageKind::Inbound, "右側の留め具がゆるんでいます。"),
        ];
        let mut given = 0;
        for seed in 0..50 {
            let mut view = view(&thread, ChannelKind::WebChat);
            given += u32::from(matches!(view.next(&mut Dice::new(seed, 1)), Move::HandOver(_)));
            view.may_hand_over = false;
            assert!(matches!(view.next(&mut Dice::new(seed, 1)), Move::Answer(_)));
        }
        assert!((30..50).contains(&given), "{given}");
    }

    #[test]
    fn order_numbers_are_found() {
        assert_eq!(order_number("注文番号はK-10230017です"), Some("K-10230017"));
        assert_eq!(order_number("K-1023"), None);
        assert_eq!(order_number("K-いろはにほへと"), None);
    }
}
