//! How far a mailbox has been read (RFC 3501 §2.3.1.1).

use serde::{Deserialize, Serialize};

/// The durable place in a mailbox: every mail up to `last_uid` has been taken over. Written in the
/// same transaction as the mail itself, so that nothing is lost and what is fetched twice after a
/// crash is recognised by its content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxCursor {
    /// Which mailbox that is: [`super::ImapSettings::place`]; empty before the first time.
    #[serde(default)]
    pub place: String,
    /// The mailbox's UIDVALIDITY when it was last read; 0 before the first time.
    pub uid_validity: u32,
    /// The highest UID that was taken over; 0 for none.
    pub last_uid: u32,
}

impl MailboxCursor {
    /// Where to go on reading in a mailbox that now has this UIDVALIDITY. When it differs, the
    /// server has given all mails new numbers; when the settings name another mailbox, the numbers
    /// are those of other mails. Then everything must be looked at (again).
    #[must_use]
    pub fn resume(self, place: &str, uid_validity: u32) -> Self {
        if self.place == place && self.uid_validity == uid_validity {
            self
        } else {
            Self { place: place.to_owned(), uid_validity, last_uid: 0 }
        }
    }

    /// The place after a mail was taken over. Never goes back: mails may be taken over in any
    /// order within one batch.
    #[must_use]
    pub fn advance(self, uid: u32) -> Self {
        if uid > self.last_uid { Self { last_uid: uid, ..self } } else { self }
    }

    /// Whether the mailbox may hold mails that were not taken over.
    #[must_use]
    pub const fn is_behind(&self, uid_next: u32) -> bool {
        self.last_uid.saturating_add(1) < uid_next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INBOX: &str = "support@mail.example.jp/INBOX";

    fn cursor(uid_validity: u32, last_uid: u32) -> MailboxCursor {
        MailboxCursor { place: INBOX.to_owned(), uid_validity, last_uid }
    }

    #[test]
    fn goes_forward_only() {
        let at_three = MailboxCursor::default().resume(INBOX, 7).advance(3).advance(2);
        assert_eq!(at_three, cursor(7, 3));
        assert_eq!(at_three.clone().resume(INBOX, 7), at_three);
    }

    #[test]
    fn a_renumbered_mailbox_is_read_from_the_start() {
        assert_eq!(cursor(7, 300).resume(INBOX, 8), cursor(8, 0));
    }

    #[test]
    fn another_mailbox_is_read_from_the_start_though_its_validity_is_the_same() {
        for other in ["support@mail.example.com/INBOX", "support@mail.example.jp/Support", ""] {
            let start = MailboxCursor { place: other.to_owned(), uid_validity: 7, last_uid: 0 };
            assert_eq!(cursor(7, 300).resume(other, 7), start, "{other}");
        }
    }

    #[test]
    fn knows_when_something_is_missing() {
        assert!(cursor(1, 5).is_behind(7));
        assert!(!cursor(1, 5).is_behind(6));
        assert!(!cursor(1, u32::MAX).is_behind(u32::MAX));
    }
}
