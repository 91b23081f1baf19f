//! Going on by chat: the link, code and picture that a customer is given, and what they find there.

use jiff::Timestamp;
use model::{ChannelId, HandoverId, text_enum};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A link for the customer of a case.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandover {
    /// Which web chat it leads to; the only one when absent.
    #[serde(default)]
    pub channel: Option<ChannelId>,
}

/// A link as it is shown to the colleague who made it: once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// The address to give to the customer.
    pub url: String,
    /// The code in it, to be read out: three groups of four.
    pub code: String,
    /// Where the code is typed in.
    pub code_url: String,
    /// The address as a QR code (SVG).
    pub qr: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

text_enum! {
    /// How a link stands.
    HandoverState {
        /// It can be taken.
        Open = "open",
        /// A browser has taken it.
        Taken = "taken",
        /// It is too late.
        Expired = "expired",
    }
}

/// What somebody with the code sees before they go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverDoor {
    /// The company.
    pub company: String,
    /// The heading of the chat.
    pub title: String,
    /// How the link stands.
    pub state: HandoverState,
    /// The public key of the chat.
    pub channel: String,
}

/// Where a browser that took a link goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverTaken {
    /// The public key of the chat.
    pub channel: String,
    /// The token of its visitor.
    pub visitor: String,
}
