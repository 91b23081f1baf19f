//! Files on their way out. They were sent by strangers, so a browser gets every hint not to run
//! them: an exact type, no guessing, a sandbox, and "save" unless it is a plain image.

use std::io;
use std::net::IpAddr;

use api::file::{Content, Download};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _, stream};
use model::limits::DOWNLOAD_PIECE_BYTES;
use tokio::io::AsyncReadExt as _;

use crate::headers::FILE_CSP;
use crate::limits::Seat;

/// Images that cannot carry anything that runs.
const SHOWN: [&str; 5] = ["image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"];

/// The answer with a file.
pub(crate) struct Sent(pub(crate) Download);

impl IntoResponse for Sent {
    fn into_response(self) -> Response {
        let Self(file) = self;
        let shown = file.inline && SHOWN.contains(&file.mime.as_str());
        let fallback = HeaderValue::from_static("application/octet-stream");
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&file.mime).unwrap_or(fallback));
        headers.insert(header::CONTENT_DISPOSITION, disposition(shown, &file.name));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FILE_CSP));
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, max-age=3600, immutable"),
        );
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.bytes));
        (headers, Body::from_stream(pieces(file.content))).into_response()
    }
}

/// One piece in memory at a time, whatever the file's size.
fn pieces(content: Content) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(content, |mut content| async move {
        let mut piece = BytesMut::with_capacity(DOWNLOAD_PIECE_BYTES);
        let read = content.read_buf(&mut piece).await?;
        Ok((read > 0).then(|| (piece.freeze(), content)))
    })
}

/// The answer, which keeps its place among the downloads of its address until it has gone out or
/// its connection has ended.
pub(crate) fn seated(response: Response, seat: Option<Seat<IpAddr>>) -> Response {
    let Some(seat) = seat else { return response };
    response.map(|body| {
        Body::from_stream(body.into_data_stream().inspect(move |_| {
            let _held = &seat;
        }))
    })
}

/// RFC 6266: an ASCII name for old clients, the whole one percent-encoded (RFC 8187). Nothing of
/// the name reaches the header unencoded but letters, digits, `.`, `-` and `_`.
fn disposition(shown: bool, name: &str) -> HeaderValue {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if plain(char::from(byte)) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    let kind = if shown { "inline" } else { "attachment" };
    HeaderValue::from_str(&format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        assert_eq!(
            disposition(false, "見積 \"1\";\r\nx.pdf"),
            "attachment; filename=\"____1____x.pdf\"; \
             filename*=UTF-8''%E8%A6%8B%E7%A9%8D%20%221%22%3B%0D%0Ax.pdf"
        );
        assert_eq!(
            disposition(true, "a.png"),
            "inline; filename=\"a.png\"; filename*=UTF-8''a.png"
        );
    }
}
