//! Files: what is uploaded, what is shown.

use bytes::Bytes;
use model::AttachmentId;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncRead;
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
    /// The virus that was found in it: nobody gets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub infected: Option<String>,
    /// Whether it may do something when it is opened: a program, a macro, a page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub program: bool,
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

/// The bytes of a file on its way out, read piece by piece.
pub type Content = Box<dyn AsyncRead + Send + Unpin>;

/// A file on its way out.
pub struct Download {
    /// Name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Size: the content is exactly that long.
    pub bytes: u64,
    /// Content.
    pub content: Content,
    /// Whether a browser may show it in place (images that cannot run anything); else it is saved.
    pub inline: bool,
}
