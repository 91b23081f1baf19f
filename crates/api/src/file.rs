//! Files: what is uploaded, what is shown.

use bytes::Bytes;
use model::AttachmentId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileView {
    /// Its id.
    pub id: AttachmentId,
    /// Name.
    pub name: String,
    /// Media type as recognised by the server.
    pub mime: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Where to fetch it (relative).
    pub url: String,
}

/// A file on its way in.
pub struct Upload {
    /// Name as the sender calls it.
    pub name: String,
    /// Media type as the sender says.
    pub mime: String,
    /// Content.
    pub content: Bytes,
}

/// A file on its way out.
pub struct Download {
    /// Name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Content.
    pub content: Bytes,
    /// Whether a browser may show it in place (images that cannot run anything); else it is saved.
    pub inline: bool,
}
