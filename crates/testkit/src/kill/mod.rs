//! The kill test: the real binary under load by chat, mail and agents is ended by SIGKILL again and
//! again; afterwards everything it acknowledged must be there, once, in order, and no work lost.
//!
//! [`Plan::run`] is the test. Customers and agents repeat what was not acknowledged, as their
//! programs do: under the same id. What they were told was taken over stands in the [`Ledger`].
#![expect(
    clippy::indexing_slicing,
    reason = "only JSON values are indexed, which gives null instead of a panic"
)]

mod agent;
mod centre;
mod ledger;
mod rows;
mod sender;
mod threads;
mod visitor;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::server::ServerProcess;
use centre::Centre;
use ledger::Ledger;
use visitor::Visitor;

/// How long the server lives after it answers and everybody has been heard, milliseconds.
const LIFE_MILLIS: std::ops::RangeInclusive<u64> = 50..=1_500;
/// How long a server may need, on a machine with other work, until it has heard everybody.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long what is under way in the end may take to be acknowledged.
const LAST_WORDS: Duration = Duration::from_secs(120);

/// How often to kill what.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Kills.
    pub cycles: u32,
    /// A PostgreSQL database; embedded without it.
    pub database_url: Option<String>,
    /// The program; beside this one when absent.
    pub binary: Option<PathBuf>,
    /// Seed of the moments and of what agents do.
    pub seed: u64,
    /// Customers in chats.
    pub visitors: u32,
    /// Customers who mail.
    pub senders: u32,
    /// Agents.
    pub agents: u32,
}

impl Plan {
    /// A small centre under load.
    #[must_use]
    pub const fn new(cycles: u32) -> Self {
        Self {
            cycles,
            database_url: None,
            binary: None,
            seed: 1,
            visitors: 8,
            senders: 4,
            agents: 3,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Kills.
    pub cycles: u32,
    /// Acknowledged chat messages.
    pub chats: u64,
    /// Acknowledged mails.
    pub mails: u64,
    /// Acknowledged replies of agents.
    pub replies: u64,
    /// Further attempts, because an acknowledgement did not come.
    pub repeated: u64,
    /// Cases in the end.
    pub cases: u64,
    /// Acknowledged and not there.
    pub lost: Vec<String>,
    /// There more than once.
    pub doubled: Vec<String>,
    /// Anything else that is not as it must be.
    pub wrong: Vec<String>,
}

impl Report {
    /// Everything acknowledged.
    #[must_use]
    pub const fn acknowledged(&self) -> u64 {
        self.chats + self.mails + self.replies
    }

    /// Whether the server kept its promises.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.wrong.is_empty()
    }
}

impl Plan {
    /// Kills and looks.
    ///
    /// # Panics
    /// When the server does not start (again), or a part of the load breaks.
    pub async fn run(&self) -> Report {
        let mut centre = Centre::open(self).await;
        let ledger = Arc::new(Ledger::default());
        let (stop, stopped) = watch::channel(false);
        let mut load = centre.load(self, &ledger, &stopped).await;
        let mut moments = Dice::new(self.seed);
        for cycle in 0..self.cycles {
            // A server that is killed before it has heard anybody has nothing to lose.
            ledger.heard_everybody(u64::from(cycle) + 2, PATIENCE).await;
            tokio::time::sleep(Duration::from_millis(moments.between(LIFE_MILLIS))).await;
            centre.kill_and_start();
            assert!(load.try_join_next().is_none(), "a customer or an agent broke off");
        }
        stop.send_replace(true);
        for visitor in last_words(&mut load).await {
            visitor.look_back(&ledger).await;
        }
        let mut report = ledger.report(self.cycles);
        threads::look(&centre, &ledger, &mut report).await;
        let stopped = centre.stop();
        rows::look(&stopped, self.database_url.clone(), &ledger, &mut report).await;
        report
    }
}

/// What somebody does; visitors come back for a last look.
type Load = JoinSet<Option<Visitor>>;

/// Waits until everybody has heard that their last message was taken over.
async fn last_words(load: &mut Load) -> Vec<Visitor> {
    let all = async {
        let mut visitors = Vec::new();
        while let Some(ended) = load.join_next().await {
            let ended = ended.unwrap_or_else(|error| panic!("somebody broke off: {error}"));
            visitors.extend(ended);
        }
        visitors
    };
    let ended = tokio::time::timeout(LAST_WORDS, all).await;
    ended.unwrap_or_else(|_| panic!("not everything was acknowledged in the end"))
}

/// Where the server's data is after it has stopped; kept as long as this lives.
struct Stopped {
    server: ServerProcess,
}

/// Numbers from a seed (SplitMix64), so that a run can be repeated.
#[derive(Clone, Debug)]
struct Dice(u64);

impl Dice {
    const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn between(&mut self, range: std::ops::RangeInclusive<u64>) -> u64 {
        range.start() + self.next() % (range.end() - range.start() + 1)
    }

    fn pick(&mut self, from: [&'static str; 3]) -> &'static str {
        let [first, second, third] = from;
        match self.next() % 3 {
            0 => first,
            1 => second,
            _ => third,
        }
    }

    /// A UUID of version 4.
    fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            8 + (b >> 62),
            (b >> 48) & 0xfff,
            b & 0xffff_ffff_ffff
        )
    }
}
