//! What is embedded when the pages are left out on purpose: every entry says so, so that nobody
//! takes it for a broken build.

use crate::collect::SourceFile;

const PAGE: &str = r#"<!doctype html>
<html lang="ja">
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>画面なしビルド / built without pages</title>
<body data-madoguchi-ui="skipped">
<main>
<h1>画面なしでビルドされています</h1>
<p>MADOGUCHI_UI_SKIP が設定された状態でビルドされたため、画面は含まれていません。API は動作しています。</p>
<p lang="en">This server was built with MADOGUCHI_UI_SKIP set, so its pages were left out on purpose.
The API works. Build without it, or run <code>./dev</code>.</p>
</main>
"#;

const SCRIPT: &str =
    "console.warn('madoguchi: the chat widget was left out of this build (MADOGUCHI_UI_SKIP)');\n";

/// The stand-ins, one per entry point.
pub(crate) fn pages() -> Vec<SourceFile> {
    let page = |url: &str| SourceFile { url: url.to_owned(), bytes: PAGE.as_bytes().to_vec() };
    vec![
        page("/index.html"),
        page("/widget/app"),
        page("/demo/shop/index.html"),
        SourceFile { url: "/widget.js".to_owned(), bytes: SCRIPT.as_bytes().to_vec() },
    ]
}
