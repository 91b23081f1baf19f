//! Consent (同意): for which purpose a customer may be contacted, and in which way.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::case::ChannelKind;
use crate::ids::ConsentPurposeId;
use crate::text_enum;

text_enum! {
    /// A way in which a person is reached. Other than [`ChannelKind`] it says nothing of a door:
    /// several mailboxes are one way, and some ways have no door here yet.
    ConsentChannel {
        /// メール
        Mail = "mail",
        /// 電話
        Phone = "phone",
        /// SMS
        Sms = "sms",
        /// LINE
        Line = "line",
        /// チャット・アプリ
        Chat = "chat",
        /// 郵送
        Post = "post",
    }
}

impl ConsentChannel {
    /// How a person is reached through a door of a kind; an inquiry form is answered by mail.
    #[must_use]
    pub const fn of(kind: ChannelKind) -> Self {
        match kind {
            ChannelKind::Email | ChannelKind::Form => Self::Mail,
            ChannelKind::WebChat | ChannelKind::Api => Self::Chat,
        }
    }
}

text_enum! {
    /// What an entry of the ledger of consents says.
    ConsentDecision {
        /// 同意
        Granted = "granted",
        /// 撤回
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// Why a purpose may be followed.
    ConsentBasis {
        /// Only with the person's consent.
        Consent = "consent",
        /// A contract asks for it: no consent is needed, and none can be withdrawn.
        Contract = "contract",
    }
}

text_enum! {
    /// Where a consent or its withdrawal came from.
    ConsentSource {
        /// The customer ticked it in an inquiry form.
        Form = "form",
        /// The customer wrote it in a case.
        Case = "case",
        /// The customer said it on the phone.
        Phone = "phone",
        /// The customer said it in person or on paper.
        Paper = "paper",
        /// It was taken over from another system.
        Import = "import",
        /// The customer followed the link in a message.
        Link = "link",
        /// A program told it.
        Api = "api",
    }
}

/// One entry of the ledger as far as it decides what holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentSaid {
    /// When the customer said it.
    pub at: Timestamp,
    /// Position on the log: of two that were said at the same instant the later written counts.
    pub number: i64,
    /// For what.
    pub purpose: ConsentPurposeId,
    /// In which ways.
    pub channels: Vec<ConsentChannel>,
    /// What.
    pub decision: ConsentDecision,
}

/// What holds, by purpose and way, and the place in `entries` of the entry that says so. The order
/// of the entries is of no effect: what was said last counts, whenever it was written down.
#[must_use]
pub fn standing(
    entries: &[ConsentSaid],
) -> BTreeMap<(ConsentPurposeId, ConsentChannel), (ConsentDecision, usize)> {
    let mut last = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        for channel in &entry.channels {
            let said = (entry.at, entry.number, entry.decision, place);
            let known = last.entry((entry.purpose, *channel)).or_insert(said);
            if (entry.at, entry.number) >= (known.0, known.1) {
                *known = said;
            }
        }
    }
    last.into_iter().map(|(key, (_, _, decision, place))| (key, (decision, place))).collect()
}
