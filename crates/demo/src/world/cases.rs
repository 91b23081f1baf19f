//! The courses that past cases take, by chat and by mail.

use jiff::Timestamp;
use model::{ChannelKind, Medium, Priority};

use crate::dice::Dice;
use crate::talk::phrases as say;

use super::Volumes;
use super::calendar::{DAY, HOUR, MINUTE, arrivals, looked_at};
use super::fold::settle;
use super::roster::Roster;
use super::scene::{Scene, Stage};
use super::story::Story;
use super::types::{PastCase, Purpose};

pub(super) use super::scene::Ground;

/// Tells all cases up to `now`, oldest first.
pub(super) fn tell(
    seed: u64,
    now: Timestamp,
    volumes: &Volumes,
    ground: &Ground<'_>,
) -> Vec<PastCase> {
    let mut dice = Dice::new(seed, 4);
    let mut roster = Roster::default();
    let stage = Stage::new(ground);
    let mut cases = Vec::new();
    for (index, at) in arrivals(&mut dice, now, volumes).into_iter().enumerate() {
        // Each case has dice of its own, so that a change in one story does not change all others.
        let mut own = Dice::new(dice.next(), 5);
        let Some(scene) = stage.set(&mut own, at) else { continue };
        let number = i64::try_from(index).unwrap_or(0) + 1;
        let subject = scene.slots.fill(own.text(scene.topic.subjects));
        let head = (at, number, subject);
        let Some(mut story) = Story::begin(&mut own, ground.shop, &mut roster, &scene, head) else {
            continue;
        };
        match scene.channel {
            ChannelKind::WebChat | ChannelKind::Api => by_chat(&mut story),
            ChannelKind::Email | ChannelKind::Form => by_mail(&mut story),
        }
        cases.extend(settle(story, number, now));
    }
    cases
}

/// A sentence of a list with its slots filled.
fn line(story: &mut Story<'_>, list: &[&str]) -> String {
    let sentence = story.dice.text(list);
    story.slots().fill(sentence)
}

fn by_chat(story: &mut Story<'_>) {
    let topic = story.scene.topic;
    let opening = line(story, topic.openings);
    let (greeting, tail) = (story.dice.text(say::CHAT_GREETINGS), story.dice.text(say::CHAT_TAILS));
    story.customer_says(format!("{greeting}{opening}{tail}"));
    story.enqueue();
    story.wait(3, 80);
    story.hand_out();
    story.wait(15, 60);
    judge(story);
    let hello = line(story, say::HELLO);
    let quick = story.dice.percent(18);
    if quick {
        let answer = line(story, topic.answers);
        story.wait(30, 90);
        story.agent_says(format!("{hello}\n{answer}"));
    } else {
        let ask = line(story, topic.asks);
        story.agent_says(format!("{hello}\n{ask}"));
        story.wait(20, 100);
        let detail = line(story, topic.details);
        story.customer_says(detail);
        work_out(story);
    }
    follow_up(story, quick);
    story.wait(20, 3 * MINUTE);
    story.resolve();
    come_back(story);
}

/// The agent looks into it, or hands it to the specialists, and answers.
fn work_out(story: &mut Story<'_>) {
    let topic = story.scene.topic;
    if hand_over(story) {
        story.wait(3 * MINUTE, 12 * MINUTE);
        let hello = line(story, say::SPECIALIST_HELLO);
        let answer = line(story, topic.answers);
        story.agent_says(format!("{hello}\n{answer}"));
        return;
    }
    if story.dice.percent(55) {
        story.wait(10, 40);
        let hold = line(story, say::HOLD);
        story.agent_says(hold);
    }
    story.wait(MINUTE, 5 * MINUTE);
    let answer = line(story, topic.answers);
    story.agent_says(answer);
    leave_note(story, 12);
}

/// Hands the case to the specialists when its topic asks for it.
fn hand_over(story: &mut Story<'_>) -> bool {
    if !story.dice.percent(story.scene.topic.specialist) {
        return false;
    }
    let Some(queue) = story.shop.queue(Purpose::Specialist) else { return false };
    story.wait(20, 90);
    leave_note(story, 100);
    story.transfer(queue.id, &queue.name);
    story.wait(20, 4 * MINUTE);
    if story.medium() == Medium::Mail {
        story.at = looked_at(story.dice, story.at);
    }
    story.hand_out();
    true
}

fn leave_note(story: &mut Story<'_>, percent: u32) {
    if story.dice.percent(percent) {
        let text = line(story, story.scene.topic.notes);
        let supervisors: Vec<_> = story
            .shop
            .staff
            .iter()
            .filter(|person| person.roles.contains(&model::permission::Role::Supervisor))
            .collect();
        match story.dice.pick(&supervisors).filter(|_| percent < 100) {
            Some(supervisor) if story.dice.percent(25) => {
                story.note(format!("@{} {text}", supervisor.name), vec![supervisor.id]);
            }
            _ => story.note(text, Vec::new()),
        }
    }
}

/// Category always, priority where it is not ordinary.
fn judge(story: &mut Story<'_>) {
    story.categorise();
    if story.dice.percent(story.scene.topic.raised) {
        let urgent = story.dice.percent(15);
        story.prioritise(if urgent { Priority::Urgent } else { Priority::High });
    } else if story.dice.percent(4) {
        story.prioritise(Priority::Low);
    }
}

/// A further question, thanks, a closing word; `brief` stories may end without.
fn follow_up(story: &mut Story<'_>, brief: bool) {
    let topic = story.scene.topic;
    if !brief
        && story.dice.percent(40)
        && let Some((question, answer)) = story.dice.pick(topic.follows)
    {
        story.wait(30, 2 * MINUTE);
        let (question, answer) = (story.slots().fill(question), story.slots().fill(answer));
        story.customer_says(question);
        story.wait(40, 3 * MINUTE);
        story.agent_says(answer);
    }
    if story.dice.percent(if brief { 55 } else { 85 }) {
        story.wait(15, 80);
        let thanks = line(story, say::THANKS);
        story.customer_says(thanks);
        if story.dice.percent(70) {
            story.wait(10, 40);
            let closing = line(story, say::CLOSINGS);
            story.agent_says(closing);
        }
    }
}

fn by_mail(story: &mut Story<'_>) {
    let topic = story.scene.topic;
    let opening = line(story, topic.openings);
    let (greeting, tail) = (line(story, say::MAIL_GREETINGS), story.dice.text(say::MAIL_TAILS));
    let letter = signed(story.scene, &format!("{greeting}\n\n{opening}\n\n{tail}"));
    story.customer_says(letter);
    story.enqueue();
    story.at = looked_at(story.dice, story.at);
    story.hand_out();
    story.wait(MINUTE, 5 * MINUTE);
    judge(story);
    if story.dice.percent(38) {
        let ask = line(story, topic.asks);
        write(story, &ask);
        story.pend();
        story.wait(15 * MINUTE, 9 * HOUR);
        let detail = line(story, topic.details);
        story.customer_says(signed(story.scene, &detail));
        story.resume();
        story.at = looked_at(story.dice, story.at);
    }
    hand_over(story);
    story.wait(4 * MINUTE, 18 * MINUTE);
    leave_note(story, 12);
    let answer = line(story, topic.answers);
    write(story, &answer);
    answered(story);
    come_back(story);
}

/// What follows the solution by mail: nothing, thanks, or one more question.
fn answered(story: &mut Story<'_>) {
    if story.dice.percent(45) {
        story.wait(5, 20);
        story.resolve();
        return;
    }
    story.pend();
    story.wait(20 * MINUTE, 14 * HOUR);
    if story.dice.percent(35)
        && let Some((question, answer)) = story.dice.pick(story.scene.topic.follows)
    {
        let (question, answer) = (story.slots().fill(question), story.slots().fill(answer));
        story.customer_says(signed(story.scene, &question));
        story.resume();
        story.at = looked_at(story.dice, story.at);
        write(story, &answer);
    } else if story.dice.percent(60) {
        let thanks = line(story, say::THANKS);
        story.customer_says(signed(story.scene, &thanks));
        story.resume();
        story.at = looked_at(story.dice, story.at);
    } else {
        story.wait(DAY, 2 * DAY);
        story.at = looked_at(story.dice, story.at);
    }
    story.wait(5, 60);
    story.resolve();
}

/// One case in twenty-five is not over when it is resolved.
fn come_back(story: &mut Story<'_>) {
    if !story.dice.percent(4) {
        return;
    }
    story.wait(4 * HOUR, 3 * DAY);
    let again = line(story, say::REOPENINGS);
    let mail = story.medium() == Medium::Mail;
    story.reopen(if mail { signed(story.scene, &again) } else { again });
    if mail {
        story.at = looked_at(story.dice, story.at);
    } else {
        story.wait(5, 90);
    }
    story.hand_out();
    story.wait(2 * MINUTE, 9 * MINUTE);
    let answer = line(story, say::REOPEN_ANSWERS);
    if mail {
        write(story, &answer);
    } else {
        story.agent_says(answer);
    }
    story.wait(MINUTE, 4 * MINUTE);
    story.resolve();
}

/// The customer's mail with its signature.
fn signed(scene: &Scene<'_>, body: &str) -> String {
    let customer = scene.customer;
    let company =
        if customer.company.is_empty() { String::new() } else { format!("{}\n", customer.company) };
    format!("{body}\n\n--\n{company}{}\n{}", customer.name, customer.email)
}

/// The agent writes a whole letter around a sentence.
fn write(story: &mut Story<'_>, sentence: &str) {
    let slots = story.slots();
    let letter = crate::talk::letter(&slots, sentence);
    story.agent_says(letter);
}
