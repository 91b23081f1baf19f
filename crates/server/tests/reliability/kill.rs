//! A few cycles of the kill test; `cargo run --release -p bench -- kill` does many.

use testkit::kill::{Plan, Report};
use testkit::postgres::Postgres;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_nine_under_load_loses_and_doubles_nothing_on_sqlite() {
    let report = Plan::new(20).run().await;
    verify(&report);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_nine_under_load_loses_and_doubles_nothing_on_postgres() {
    let database = tokio::task::spawn_blocking(|| Postgres::shared().database()).await.unwrap();
    let plan = Plan { database_url: Some(database), seed: 2, ..Plan::new(5) };
    verify(&plan.run().await);
}

fn verify(report: &Report) {
    assert!(report.is_clean(), "{report:#?}");
    // Everybody got to speak, and some had to say it twice.
    let everybody = report.chats.min(report.mails).min(report.replies);
    assert!(everybody > u64::from(report.cycles), "{report:?}");
    assert!(report.repeated > 0, "nobody was ever interrupted: {report:?}");
}
