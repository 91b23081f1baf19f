//! The embedded files are whole, in every encoding.

use std::io::Read as _;

use ui_assets::{Bundle, Encoding, all, find, skipped};

#[test]
fn every_bundle_has_its_page() {
    for (bundle, path) in [
        (Bundle::Desk, "/"),
        (Bundle::Desk, "/index.html"),
        (Bundle::Widget, "/widget/app"),
        (Bundle::DemoShop, "/demo/shop"),
        (Bundle::DemoShop, "/demo/shop/"),
    ] {
        let page = find(path).unwrap();
        assert_eq!(page.url(), bundle.page().url());
        assert_eq!(page.mime(), "text/html; charset=utf-8");
        assert!(!page.immutable(), "{path} must be asked for again after an update");
    }
    assert_eq!(find("/widget.js").unwrap().mime(), "text/javascript; charset=utf-8");
}

#[test]
fn an_unknown_address_has_no_file() {
    for path in ["/assets/none.js", "/api/v1/me", "index.html", "", "/../Cargo.toml", "//"] {
        assert!(find(path).is_none(), "{path:?}");
    }
}

#[test]
fn a_build_without_pages_says_so() {
    let html = Bundle::Desk.page().bytes(Encoding::Identity).unwrap();
    let marked = String::from_utf8_lossy(html).contains("data-madoguchi-ui=\"skipped\"");
    assert_eq!(marked, skipped());
}

#[test]
fn compressed_forms_hold_the_same_bytes() {
    for asset in all() {
        let plain = asset.bytes(Encoding::Identity).unwrap();
        let mut unpacked = Vec::new();
        if let Some(gzip) = asset.bytes(Encoding::Gzip) {
            flate2::read::GzDecoder::new(gzip).read_to_end(&mut unpacked).unwrap();
            assert!(unpacked == plain, "gzip of {}", asset.url());
        }
        unpacked.clear();
        if let Some(mut brotli) = asset.bytes(Encoding::Brotli) {
            brotli::BrotliDecompress(&mut brotli, &mut unpacked).unwrap();
            assert!(unpacked == plain, "brotli of {}", asset.url());
        }
    }
}

#[test]
fn the_client_gets_the_smallest_form_it_takes() {
    let page = Bundle::Desk.page();
    assert_eq!(page.best("gzip, br").0, Encoding::Brotli);
    assert_eq!(page.best("gzip").0, Encoding::Gzip);
    assert_eq!(page.best("").0, Encoding::Identity);
    assert!(page.best("br").1.len() < page.best("").1.len());
}

#[test]
fn tags_differ_by_encoding_and_any_of_them_is_recognised() {
    let page = Bundle::Desk.page();
    let tags: Vec<String> = Encoding::ALL.iter().map(|e| page.etag(*e)).collect();
    assert!(tags.iter().all(|tag| tags.iter().filter(|other| *other == tag).count() == 1));
    for tag in &tags {
        assert!(page.known_to(&format!("\"other\", W/{tag}")));
    }
    assert!(page.known_to("*"));
    assert!(!page.known_to("\"other\""));
    assert!(!page.known_to(""));
}
