//! How far a mailbox has been read (RFC 3501 §2.3.1.1).

use serde::{Deserialize, Serialize};

/// The durable place in a mailbox: every mail up to `last_uid` has been taken over. Written in the
/// same transaction as the mail itself, so that nothing is lost and what is fetched twice after a
/// crash is recognised by its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxCursor {
    /// The mailbox's UIDVALIDITY when it was last read; 0 before the first time.
    pub uid_validity: u32,
    /// The highest UID that was taken over; 0 for none.
    pub last_uid: u32,
}

impl MailboxCursor {
    /// Where to go on reading in a mailbox that now has this UIDVALIDITY. When it differs, the
    /// server has given all mails new numbers and everything must be looked at again.
    #[must_use]
    pub const fn resume(self, uid_validity: u32) -> Self {
        if self.uid_validity == uid_validity { self } else { Self { uid_validity, last_uid: 0 } }
    }

    /// The place after a mail was taken over. Never goes back: mails may be taken over in any
    /// order within one batch.
    #[must_use]
    pub const fn advance(self, uid: u32) -> Self {
        if uid > self.last_uid { Self { last_uid: uid, ..self } } else { self }
    }

    /// Whether the mailbox may hold mails that were not taken over.
    #[must_use]
    pub const fn is_behind(self, uid_next: u32) -> bool {
        self.last_uid.saturating_add(1) < uid_next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_forward_only() {
        let cursor = MailboxCursor::default().resume(7).advance(3).advance(2);
        assert_eq!(cursor, MailboxCursor { uid_validity: 7, last_uid: 3 });
        assert_eq!(cursor.resume(7), cursor);
    }

    #[test]
    fn a_renumbered_mailbox_is_read_from_the_start() {
        let cursor = MailboxCursor { uid_validity: 7, last_uid: 300 };
        assert_eq!(cursor.resume(8), MailboxCursor { uid_validity: 8, last_uid: 0 });
    }

    #[test]
    fn knows_when_something_is_missing() {
        let cursor = MailboxCursor { uid_validity: 1, last_uid: 5 };
        assert!(cursor.is_behind(7));
        assert!(!cursor.is_behind(6));
        assert!(!MailboxCursor { uid_validity: 1, last_uid: u32::MAX }.is_behind(u32::MAX));
    }
}
