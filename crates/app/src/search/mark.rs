//! How far the index has followed the log, kept with each of its commits.

use model::EventId;
use serde::{Deserialize, Serialize};
use store::{StoreError, SystemStore, log};

/// What documents are made of and how. One higher when either changes: indexes of another version
/// are made anew.
const VERSION: u32 = 1;

/// The place on the log up to which the index holds everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    version: u32,
    /// The position.
    pub(super) seq: i64,
    /// The event there: tells this log from another one with as many events.
    event: Option<EventId>,
    /// Whether everything before it is in the index, too.
    whole: bool,
}

impl Mark {
    /// The mark of a position.
    pub(super) async fn at(
        system: &SystemStore,
        seq: i64,
        whole: bool,
    ) -> Result<Self, StoreError> {
        Ok(Self { version: VERSION, seq, event: log::tail::at(system, seq).await?, whole })
    }

    pub(super) fn text(self) -> String {
        serde_json::to_string(&self).unwrap_or_default()
    }

    /// Reads the mark of an index; none when it is not a whole one of this version and this log.
    pub(super) async fn read(
        system: &SystemStore,
        text: Option<&str>,
    ) -> Result<Option<Self>, StoreError> {
        let read = text.and_then(|text| serde_json::from_str::<Self>(text).ok());
        let Some(mark) = read.filter(|mark| mark.version == VERSION && mark.whole) else {
            return Ok(None);
        };
        let there = log::tail::at(system, mark.seq).await?;
        Ok((there == mark.event).then_some(mark))
    }
}
