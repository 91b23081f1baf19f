//! The kill test as a command: see `testkit::kill`.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};
use testkit::kill::{Plan, Report};
use testkit::postgres::Postgres;

use crate::figures::Figures;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

#[derive(Args)]
pub(crate) struct Options {
    /// How often the server is killed.
    #[arg(long, default_value_t = 200)]
    cycles: u32,
    /// On which database; PostgreSQL itself is not killed.
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// The program; `madoguchi` beside this one when absent.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Seed of the moments.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(crate) async fn run(options: &Options) -> anyhow::Result<Figures> {
    let server = (options.database == Database::Postgres).then(|| Postgres::start(true));
    let plan = Plan {
        database_url: server.as_ref().map(Postgres::database),
        binary: options.binary.clone(),
        seed: options.seed,
        ..Plan::new(options.cycles)
    };
    let report = plan.run().await;
    let figures = figures(&report);
    if report.is_clean() {
        return Ok(figures);
    }
    let all = [&report.lost, &report.doubled, &report.wrong];
    let all: Vec<&str> = all.into_iter().flatten().map(String::as_str).collect();
    bail!("{}", all.join("\n"))
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn figures(report: &Report) -> Figures {
    let mut figures = Figures::default();
    let mut add = |name: &str, value: u64, unit: &str| figures.add(name, value as f64, unit);
    add("cycles", report.cycles.into(), "kills");
    add("acknowledged", report.acknowledged(), "");
    add("acknowledged_chat", report.chats, "messages");
    add("acknowledged_mail", report.mails, "mails");
    add("acknowledged_replies", report.replies, "replies");
    add("repeated", report.repeated, "attempts without an acknowledgement");
    add("cases", report.cases, "");
    add("lost", report.lost.len() as u64, "");
    add("doubled", report.doubled.len() as u64, "");
    add("otherwise_wrong", report.wrong.len() as u64, "");
    figures
}
