//! How long contents are kept (保存期間): days after a case was resolved, by the kind of channel on
//! which it began and by what is deleted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::case::ChannelKind;
use crate::text_enum;

text_enum! {
    /// What is deleted when its time is over. A later one takes the earlier ones with it.
    RetentionPart {
        /// The inputs as they came: raw mails, posted forms, bodies of webhooks.
        Originals = "originals",
        /// Files of messages.
        Files = "files",
        /// Texts, subjects, senders, remarks; files and originals with them.
        Contents = "contents",
    }
}

impl RetentionPart {
    /// How far it goes: what has been cleared so far is kept with a case as this number.
    #[must_use]
    pub const fn depth(self) -> i64 {
        match self {
            Self::Originals => 1,
            Self::Files => 2,
            Self::Contents => 3,
        }
    }

    /// What was cleared so far; the inverse of [`Self::depth`].
    #[must_use]
    pub fn of_depth(depth: i64) -> Option<Self> {
        Self::ALL.iter().rev().find(|part| part.depth() <= depth).copied()
    }
}

/// Days for which the parts of one kind of channel's cases are kept; absent means for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionDays {
    /// Of the inputs as they came.
    #[serde(default)]
    pub originals: Option<u32>,
    /// Of files.
    #[serde(default)]
    pub files: Option<u32>,
    /// Of everything that was said.
    #[serde(default)]
    pub contents: Option<u32>,
}

impl RetentionDays {
    /// The days of a part.
    #[must_use]
    pub const fn of(&self, part: RetentionPart) -> Option<u32> {
        match part {
            RetentionPart::Originals => self.originals,
            RetentionPart::Files => self.files,
            RetentionPart::Contents => self.contents,
        }
    }

    /// The part that has to be cleared of what was resolved so many days ago: the furthest one whose
    /// time is over.
    #[must_use]
    pub fn due(&self, days: u32) -> Option<RetentionPart> {
        let over = |part: &&RetentionPart| self.of(**part).is_some_and(|kept| kept <= days);
        RetentionPart::ALL.iter().rev().find(over).copied()
    }
}

/// The policy of a tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Retention(pub BTreeMap<ChannelKind, RetentionDays>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_furthest_part_whose_time_is_over_is_due() {
        let days = RetentionDays { originals: Some(30), files: None, contents: Some(365) };
        assert_eq!(days.due(29), None);
        assert_eq!(days.due(30), Some(RetentionPart::Originals));
        assert_eq!(days.due(364), Some(RetentionPart::Originals));
        assert_eq!(days.due(365), Some(RetentionPart::Contents));
        assert_eq!(RetentionDays::default().due(u32::MAX), None);
        let odd = RetentionDays { originals: Some(90), files: Some(60), contents: None };
        assert_eq!(odd.due(60), Some(RetentionPart::Files), "files take the originals with them");
    }
}
