//! What a desk can follow.

use model::{CaseId, UserId};

/// One subject of live events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Every case of the tenant, as rows.
    Inbox,
    /// Figures per queue and states of agents.
    Board,
    /// What concerns one person: offers, own state. Followed without asking.
    Me(UserId),
    /// One open thread.
    Case(CaseId),
}

impl Topic {
    /// Reads the name of a topic that a desk may ask for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "inbox" => Some(Self::Inbox),
            "board" => Some(Self::Board),
            _ => text.strip_prefix("case:")?.parse().ok().map(Self::Case),
        }
    }
}

impl std::fmt::Display for Topic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Inbox => f.write_str("inbox"),
            Self::Board => f.write_str("board"),
            Self::Me(_) => f.write_str("me"),
            Self::Case(case) => write!(f, "case:{case}"),
        }
    }
}
