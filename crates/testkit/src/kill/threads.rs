//! Looking through the public API: every thread of every case.

use std::time::{Duration, Instant};

use super::Report;
use super::centre::Centre;
use super::ledger::Ledger;

/// How long journalled mails may take to become cases.
const FILING: Duration = Duration::from_secs(60);

/// Compares what an administrator sees with what was acknowledged.
pub(super) async fn look(centre: &Centre, ledger: &Ledger, report: &mut Report) {
    let begun = Instant::now();
    loop {
        let (cases, there) = all(centre).await;
        let mut seen = Report::default();
        ledger.compare("the desk", &there, &mut seen);
        report.cases = cases;
        if seen.is_clean() {
            return;
        }
        // Mail is acknowledged when it is journalled; it is filed a moment later.
        if begun.elapsed() > FILING || seen.lost.is_empty() {
            report.lost.extend(seen.lost);
            report.doubled.extend(seen.doubled);
            report.wrong.extend(seen.wrong);
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Every message of every case, and how many cases there are.
async fn all(centre: &Centre) -> (u64, Vec<(i64, String)>) {
    let (mut cases, mut there, mut cursor) = (0, Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/cases?view=all&limit=200{cursor}");
        let page = centre.admin.get(&path).await.good();
        for case in page["items"].as_array().into_iter().flatten() {
            cases += 1;
            thread(centre, case["id"].as_str().unwrap_or_default(), &mut there).await;
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (cases, there),
        }
    }
}

async fn thread(centre: &Centre, case: &str, there: &mut Vec<(i64, String)>) {
    let mut before = i64::MAX;
    loop {
        let path = format!("/api/v1/cases/{case}/messages?before={before}&limit=200");
        let page = centre.admin.get(&path).await.good();
        for message in page["messages"].as_array().into_iter().flatten() {
            let seq = message["seq"].as_i64().unwrap_or_default();
            before = before.min(seq);
            if ["inbound", "outbound"].contains(&message["kind"].as_str().unwrap_or_default()) {
                there.push((seq, message["text"].as_str().unwrap_or_default().to_owned()));
            }
        }
        if page["more"] != true {
            return;
        }
    }
}
