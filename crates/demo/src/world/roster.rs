//! Who takes the next past case: longest idle first, as the real routing does.

use std::collections::HashMap;

use jiff::Timestamp;
use model::UserId;

/// When each agent last took something.
#[derive(Default)]
pub(super) struct Roster(HashMap<UserId, Timestamp>);

impl Roster {
    /// The member who has been without new work for longest; `not` is passed over.
    pub(super) fn next(
        &mut self,
        members: &[UserId],
        not: Option<UserId>,
        at: Timestamp,
    ) -> Option<UserId> {
        let last = |id: &UserId| self.0.get(id).copied().unwrap_or(Timestamp::UNIX_EPOCH);
        let chosen = members.iter().copied().filter(|id| Some(*id) != not).min_by_key(last)?;
        self.0.insert(chosen, at);
        Some(chosen)
    }
}
