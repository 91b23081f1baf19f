//! The pages of Madoguchi inside the binary: the staff application, the chat widget and the demo
//! shop, each file compressed once when the binary was built (see `build/main.rs`).
//!
//! This crate knows addresses and bytes only; sending them is the web crate's job.

mod negotiate;

pub use negotiate::Encoding;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    url: &'static str,
    mime: &'static str,
    hash: &'static str,
    immutable: bool,
    identity: &'static [u8],
    gzip: Option<&'static [u8]>,
    brotli: Option<&'static [u8]>,
}

/// One of the three things that are embedded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// The staff application. Its router takes every address that is not a file.
    Desk,
    /// The page inside the chat widget's frame, served for every channel key.
    Widget,
    /// The shop that shows the widget at work.
    DemoShop,
}

impl Bundle {
    /// The bundle's own page.
    ///
    /// # Panics
    /// Never: the build fails when a page is missing.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the build script refuses a bundle without its page")]
    pub fn page(self) -> &'static Asset {
        let url = match self {
            Self::Desk => "/index.html",
            Self::Widget => "/widget/app",
            Self::DemoShop => "/demo/shop/index.html",
        };
        find(url).expect("every bundle has its page")
    }
}

/// The file behind an address, e.g. `/assets/index-Bk3x9aQz.js`, `/widget.js` or `/demo/shop/`.
/// `None` for everything else: there is no fallback here.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    match path {
        "/" => return Some(Bundle::Desk.page()),
        "/demo/shop" | "/demo/shop/" => return Some(Bundle::DemoShop.page()),
        _ => {}
    }
    let index = ASSETS.binary_search_by(|asset| asset.url.cmp(path)).ok()?;
    ASSETS.get(index)
}

/// Every embedded file, ordered by address.
#[must_use]
pub fn all() -> &'static [Asset] {
    ASSETS
}

/// Whether the pages were left out on purpose (`MADOGUCHI_UI_SKIP`).
#[must_use]
pub const fn skipped() -> bool {
    SKIPPED
}

impl Asset {
    /// The address it is served under.
    #[must_use]
    pub const fn url(&self) -> &'static str {
        self.url
    }

    /// Its media type, for `Content-Type`.
    #[must_use]
    pub const fn mime(&self) -> &'static str {
        self.mime
    }

    /// Whether the address carries a content hash, so that it may be cached for ever. Everything
    /// else must be asked for again (`no-cache`) and is answered with 304 by its tag.
    #[must_use]
    pub const fn immutable(&self) -> bool {
        self.immutable
    }

    /// The bytes in one encoding; `None` when that encoding would not save anything.
    #[must_use]
    pub const fn bytes(&self, encoding: Encoding) -> Option<&'static [u8]> {
        match encoding {
            Encoding::Identity => Some(self.identity),
            Encoding::Gzip => self.gzip,
            Encoding::Brotli => self.brotli,
        }
    }

    /// The smallest form that the client's `Accept-Encoding` takes.
    #[must_use]
    pub fn best(&self, accept_encoding: &str) -> (Encoding, &'static [u8]) {
        [Encoding::Brotli, Encoding::Gzip]
            .into_iter()
            .filter(|encoding| encoding.accepted_by(accept_encoding))
            .find_map(|encoding| self.bytes(encoding).map(|bytes| (encoding, bytes)))
            .unwrap_or((Encoding::Identity, self.identity))
    }

    /// The strong entity tag of one encoding (RFC 9110 §8.8.3: encodings differ in their tags).
    #[must_use]
    pub fn etag(&self, encoding: Encoding) -> String {
        match encoding.token() {
            Some(token) => format!("\"{}-{token}\"", self.hash),
            None => format!("\"{}\"", self.hash),
        }
    }

    /// Whether the client has this file already, in whichever encoding (`If-None-Match`).
    #[must_use]
    pub fn known_to(&self, if_none_match: &str) -> bool {
        let have = |tag: &str| tag == "*" || Encoding::ALL.iter().any(|e| self.etag(*e) == tag);
        if_none_match.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(have)
    }
}
