//! Which case a mail belongs to: what to look up, in which order. The subject is never asked: two
//! customers write "お問い合わせ" on the same day, and a shared subject would show one the other's
//! matter (FreeScout #4958).

use model::{CaseId, SideId};

use super::address::{verify_reply_address, verify_side_address};
use super::mail::{Automatic, InboundMail};

/// References looked at; long threads repeat the recent ones at the end.
const REFERENCES_MAX: usize = 50;

/// One thing to look up. The first that leads to a case decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A conversation with somebody outside, named by a signed address.
    Side(SideId),
    /// A case named by a signed address; it needs only to exist.
    Case(CaseId),
    /// A Message-ID of a mail that came in or went out on this channel.
    MessageId(String),
}

/// What to look up for a mail, best evidence first: the signed address (which cannot be made up),
/// the mail that a bounce is about, the mail that is answered, then its ancestors, newest first.
/// Message-IDs can be copied by anybody who saw one, so the caller checks besides that the sender
/// takes part in the case found by one. `recipients` are addresses beyond those in the header,
/// such as the SMTP envelope's.
#[must_use]
pub fn lookups(mail: &InboundMail, recipients: &[String], key: &[u8]) -> Vec<Lookup> {
    let named = mail.to.iter().chain(&mail.cc).map(|mailbox| &mailbox.address);
    let addresses = recipients.iter().chain(&mail.delivered_to).chain(named);
    // What is said with people outside must not get among a customer's words: these come first.
    let sides = addresses.clone().filter_map(|address| verify_side_address(address, key));
    let cases = addresses.filter_map(|address| verify_reply_address(address, key));
    let bounced = match &mail.automatic {
        Some(Automatic::Bounce { original_message_id, .. }) => original_message_id.as_ref(),
        _ => None,
    };
    let answered = mail.in_reply_to.iter();
    let ancestors = mail.references.iter().rev().take(REFERENCES_MAX);
    let ids = bounced.into_iter().chain(answered).chain(ancestors);
    let mut found: Vec<Lookup> = Vec::new();
    let signed = sides.map(Lookup::Side).chain(cases.map(Lookup::Case));
    for lookup in signed.chain(ids.cloned().map(Lookup::MessageId)) {
        if !found.contains(&lookup) {
            found.push(lookup);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::address::{reply_address, side_address};
    use super::super::mail::Mailbox;
    use super::*;

    const KEY: &[u8] = b"key";

    fn ids(list: &[&str]) -> Vec<String> {
        list.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn signed_address_then_answered_mail_then_ancestors_newest_first() {
        let case = CaseId::from_u128(5);
        let signed = reply_address("support@example.jp", case, KEY);
        let mail = InboundMail {
            in_reply_to: ids(&["c@x"]),
            references: ids(&["a@x", "b@x", "c@x"]),
            to: vec![Mailbox { name: None, address: signed }],
            ..InboundMail::default()
        };
        let id = |id: &str| Lookup::MessageId(id.to_owned());
        assert_eq!(lookups(&mail, &[], KEY), [Lookup::Case(case), id("c@x"), id("b@x"), id("a@x")]);
    }

    #[test]
    fn a_conversation_outside_goes_before_a_case() {
        let (case, side) = (CaseId::from_u128(5), SideId::from_u128(6));
        let to = |address: String| Mailbox { name: None, address };
        let mail = InboundMail {
            to: vec![
                to(reply_address("support@example.jp", case, KEY)),
                to(side_address("support@example.jp", side, KEY)),
            ],
            ..InboundMail::default()
        };
        assert_eq!(lookups(&mail, &[], KEY), [Lookup::Side(side), Lookup::Case(case)]);
    }

    #[test]
    fn the_envelope_counts_when_the_header_hides_the_address() {
        let case = CaseId::from_u128(5);
        let signed = reply_address("support@example.jp", case, KEY);
        assert_eq!(lookups(&InboundMail::default(), &[signed], KEY), [Lookup::Case(case)]);
    }

    #[test]
    fn a_subject_alone_never_threads() {
        let mail =
            InboundMail { subject: "Re: お問い合わせ".into(), ..InboundMail::default() };
        assert_eq!(lookups(&mail, &[], KEY), []);
    }

    #[test]
    fn a_bounce_belongs_to_the_mail_that_failed() {
        let mail = InboundMail {
            automatic: Some(Automatic::Bounce {
                failed_recipient: None,
                status: None,
                original_message_id: Some("out@x".into()),
            }),
            ..InboundMail::default()
        };
        assert_eq!(lookups(&mail, &[], KEY), [Lookup::MessageId("out@x".into())]);
    }

    #[test]
    fn a_forged_address_is_no_evidence() {
        let forged = reply_address("support@example.jp", CaseId::from_u128(5), b"other");
        assert_eq!(lookups(&InboundMail::default(), &[forged], KEY), []);
    }
}
