//! The figures: strictly OpenMetrics, with what happened in them, and for nobody who may not.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, TcpListener};

use serde_json::json;
use testkit::server::{ChatSocket, Client, Post, ServerProcess, TestTenant, until};

use crate::suite::fresh_id;

const TOKEN: &str = "a token of this test";

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_openmetrics_and_for_who_has_the_token() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let mut server = ServerProcess::prepare(&["--metrics-listen", &free.to_string()]);
    server.first_admin();
    server.set_env("MADOGUCHI_METRICS_TOKEN", TOKEN);
    server.launch();
    let figures = Client::new(free);
    let ask = || figures.request(reqwest::Method::GET, "/metrics");
    assert_eq!(figures.send(ask()).await.status.as_u16(), 401);
    assert_eq!(figures.send(ask().bearer_auth("another token")).await.status.as_u16(), 401);
    let open = server.admin().await.get("/metrics").await;
    assert!(!open.text.contains("# TYPE"), "not where everybody is served");

    let post = Post::open().await;
    let admin = server.admin().await;
    let tenant = TestTenant::furnish(&admin, "alpha", post.address()).await;
    let start = json!({"channel": tenant.chat_key, "locale": "ja"});
    let mut visitor = ChatSocket::open(server.address(), &start).await;
    visitor.send(&fresh_id(), "在庫はありますか").await;
    let _ = admin.get("/api/v1/admin/users/nobody").await;
    let read = || async { read(&figures.send(ask().bearer_auth(TOKEN)).await.text) };
    let seen = until("the work is counted", || async {
        let seen = read().await;
        (seen.value(r#"madoguchi_work_items{name="waiting"}"#) == Some(1.0)).then_some(seen)
    })
    .await;

    let value = |name: &str| seen.value(name).unwrap_or_else(|| panic!("no {name}: {seen:?}"));
    let sign_in = r#"{method="POST",route="/api/v1/sign-in",status="2xx"}"#;
    assert!(value(&format!("madoguchi_http_requests_total{sign_in}")) >= 2.0);
    let create = r#"{route="/api/v1/admin/users"}"#;
    assert!(value(&format!("madoguchi_http_request_duration_seconds_count{create}")) >= 7.0);
    assert_eq!(value(r#"madoguchi_open_lines{kind="chat"}"#), 1.0);
    assert!(value("madoguchi_commit_duration_seconds_count") >= 10.0);
    assert!(value("madoguchi_commit_writes_sum") >= value("madoguchi_commit_writes_count"));
    assert!(value("madoguchi_log_position") > 10.0);
    for reader in ["live", "routing", "promises", "lookalikes", "search", "webhooks"] {
        let _ = value(&format!("madoguchi_reader_behind_events{{name=\"{reader}\"}}"));
    }
    for name in ["writer_queue", "commits_lost_total", "intake_waiting", "outbox_overdue_seconds"] {
        assert_eq!(value(&format!("madoguchi_{name}")), 0.0, "{name}");
    }
    let memory = value("madoguchi_process_resident_memory_bytes");
    assert!((1e6..4e9).contains(&memory), "{memory}");
    // Totals only: no address, no name, no id.
    for personal in ["alpha", "example", "127.0.0.1", "在庫", &tenant.chat_key, admin.id()] {
        assert!(!seen.text.contains(personal), "{personal}");
    }
    drop(visitor);
    until("the chat is closed", || async {
        let now = read().await;
        (now.value(r#"madoguchi_open_lines{kind="chat"}"#) == Some(0.0)).then_some(())
    })
    .await;
}

#[test]
fn figures_for_everybody_are_refused() {
    let mut server = ServerProcess::prepare(&["--metrics-listen", "0.0.0.0:0"]);
    assert_eq!(server.run_to_end().code(), Some(2), "{}", server.output());
}

/// What was given out.
#[derive(Debug)]
struct Seen {
    text: String,
    samples: BTreeMap<String, f64>,
}

impl Seen {
    fn value(&self, sample: &str) -> Option<f64> {
        self.samples.get(sample).copied()
    }
}

/// Reads OpenMetrics 1.0.0 and refuses everything that it does not allow.
fn read(text: &str) -> Seen {
    let body = text.strip_suffix("# EOF\n").unwrap_or_else(|| panic!("no end: {text}"));
    let (mut samples, mut families) = (BTreeMap::new(), BTreeSet::new());
    let (mut family, mut kind, mut unit) = (String::new(), String::new(), String::new());
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            let (word, rest) = rest.split_once(' ').unwrap();
            let (name, rest) = rest.split_once(' ').unwrap();
            if name != family {
                assert!(families.insert(name.to_owned()), "{name} is not in one piece");
                (family, kind, unit) = (name.to_owned(), String::new(), String::new());
            }
            match word {
                "TYPE" => kind = rest.to_owned(),
                "UNIT" => unit = rest.to_owned(),
                "HELP" => assert!(!rest.is_empty(), "{name} says nothing"),
                _ => panic!("{line}"),
            }
            continue;
        }
        let (sample, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
        let (name, labels) = match sample.split_once('{') {
            Some((name, labels)) => (name, labels.strip_suffix('}').unwrap()),
            None => (sample, ""),
        };
        let suffix = name.strip_prefix(family.as_str()).unwrap_or_else(|| panic!("{line}"));
        let allowed: &[&str] = match kind.as_str() {
            "counter" => &["_total", "_created"],
            "gauge" => &[""],
            "info" => &["_info"],
            "histogram" => &["_bucket", "_count", "_sum", "_created"],
            _ => panic!("{family} has no type"),
        };
        assert!(allowed.contains(&suffix), "{line} in a {kind}");
        assert!(unit.is_empty() || family.ends_with(&format!("_{unit}")), "{family} in {unit}");
        let mut names = BTreeSet::new();
        let mut rest = labels;
        while !rest.is_empty() {
            let (label, quoted) = rest.split_once("=\"").unwrap_or_else(|| panic!("{line}"));
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            assert!(label.chars().all(word) && names.insert(label), "{line}");
            let (value, after) = quoted.split_once('"').unwrap_or_else(|| panic!("{line}"));
            assert!(!value.contains('\\'), "{line}: nothing here needs escaping");
            rest = after.strip_prefix(',').unwrap_or(after);
        }
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
        assert!(kind == "gauge" || value >= 0.0, "{line}");
        assert!(samples.insert(sample.to_owned(), value).is_none(), "twice: {line}");
    }
    grow(&samples);
    Seen { text: text.to_owned(), samples }
}

/// Buckets grow to the count, which is that of the last.
fn grow(samples: &BTreeMap<String, f64>) {
    let mut series: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for (sample, count) in samples.iter().filter(|(sample, _)| sample.contains("_bucket{")) {
        let at = sample.find("le=\"").unwrap();
        let (bound, rest) = sample[at + 4..].split_once('"').unwrap();
        // `le` stands first or last among the labels.
        let key = format!("{}{rest}", &sample[..at]).replace("{,", "{").replace(",}", "}");
        let bound = if bound == "+Inf" { f64::INFINITY } else { bound.parse().unwrap() };
        series.entry(key).or_default().push((bound, *count));
    }
    assert!(!series.is_empty());
    for (key, mut buckets) in series {
        buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(buckets.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{key}: {buckets:?}");
        assert_eq!(buckets.last().unwrap().0, f64::INFINITY, "{key}");
        let count = key.replace("_bucket{}", "_count").replace("_bucket", "_count");
        assert_eq!(samples.get(&count), Some(&buckets.last().unwrap().1), "{count}");
    }
}
