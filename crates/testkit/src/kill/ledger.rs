//! What was acknowledged, by what was said. Every text is said by one person once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::Report;

/// How something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Chat,
    Mail,
    Reply,
}

/// Acknowledged texts and complaints; shared by everybody.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    inner: Mutex<Inner>,
    /// How often everybody was heard at least: by chat, by mail and as an agent.
    heard: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Inner {
    said: BTreeMap<String, Vec<String>>,
    counts: [u64; 3],
    repeated: u64,
    wrong: Vec<String>,
}

impl Ledger {
    fn with<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The server has taken over what somebody said.
    pub(super) fn acknowledged(&self, who: &str, text: String, way: Way) {
        let heard = self.with(|inner| {
            inner.said.entry(who.to_owned()).or_default().push(text);
            let [chats, mails, replies] = &mut inner.counts;
            *match way {
                Way::Chat => chats,
                Way::Mail => mails,
                Way::Reply => replies,
            } += 1;
            inner.counts.into_iter().min().unwrap_or_default()
        });
        self.heard.send_if_modified(|last| std::mem::replace(last, heard.max(*last)) < heard);
    }

    /// Waits until there are `times` acknowledgements of each way to say something.
    ///
    /// # Panics
    /// When that takes longer than `patience`.
    pub(super) async fn heard_everybody(&self, times: u64, patience: Duration) {
        let mut heard = self.heard.subscribe();
        let waited = tokio::time::timeout(patience, heard.wait_for(|heard| *heard >= times)).await;
        assert!(waited.is_ok(), "not everybody was heard: {:?}", self.report(0));
    }

    /// Something has to be said again.
    pub(super) fn repeated(&self) {
        self.with(|inner| inner.repeated += 1);
    }

    /// Something is not as it must be.
    pub(super) fn complain(&self, what: String) {
        self.with(|inner| inner.wrong.push(what));
    }

    /// What was acknowledged to whom, in the order in which it was said.
    pub(super) fn said(&self) -> BTreeMap<String, Vec<String>> {
        self.with(|inner| inner.said.clone())
    }

    /// The counts; nothing is looked up yet.
    pub(super) fn report(&self, cycles: u32) -> Report {
        self.with(|inner| {
            let [chats, mails, replies] = inner.counts;
            let (repeated, wrong) = (inner.repeated, inner.wrong.clone());
            Report { cycles, chats, mails, replies, repeated, wrong, ..Report::default() }
        })
    }

    /// Compares with what is there: texts with their positions, wherever they were found.
    pub(super) fn compare(&self, place: &str, there: &[(i64, String)], report: &mut Report) {
        let mut found: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for (seq, text) in there {
            found.entry(text.trim()).or_default().push(*seq);
        }
        for (text, places) in &found {
            if places.len() > 1 {
                report.doubled.push(format!("{place}: {} times: {text}", places.len()));
            }
        }
        for (who, texts) in self.said() {
            let mut last = 0;
            for text in texts {
                match found.get(text.as_str()).and_then(|places| places.first()) {
                    None => report.lost.push(format!("{place}: {text}")),
                    Some(seq) if *seq <= last => {
                        report.wrong.push(format!("{place}: out of {who}'s order: {text}"));
                    }
                    Some(seq) => last = *seq,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_doubles_and_disorder_are_seen() {
        let ledger = Ledger::default();
        for text in ["one", "two", "three", "four"] {
            ledger.acknowledged("a", text.to_owned(), Way::Chat);
        }
        let there = [(1, "one"), (3, "two"), (2, "three"), (4, "one")];
        let there = there.map(|(seq, text)| (seq, text.to_owned()));
        let mut report = ledger.report(1);
        ledger.compare("here", &there, &mut report);
        assert_eq!(report.chats, 4);
        assert_eq!(report.lost, ["here: four"]);
        assert_eq!(report.doubled, ["here: 2 times: one"]);
        assert_eq!(report.wrong, ["here: out of a's order: three"]);
        assert!(!report.is_clean());
    }
}
