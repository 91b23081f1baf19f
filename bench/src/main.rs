//! Side-by-side benchmarks: `cargo run --release -p bench -- <name> [--json]`. Each prints what it
//! measured; where there is a reference it runs in the same process, on the same disk, in turns
//! with ours, so that a noisy machine disturbs both alike.

mod fanout;
mod figures;
mod intake;
mod kill;
mod powercut;
mod routing_decisions;
mod search;

use clap::{Parser, Subcommand};
use figures::Figures;
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(about = "Side-by-side benchmarks of Madoguchi")]
struct Arguments {
    #[command(subcommand)]
    bench: Bench,
    /// End with one line of JSON: the figures, `ratio` among them where there is a reference.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Bench {
    /// Durable intake of events beside raw batched inserts into the same table.
    Intake(intake::Options),
    /// Messages to many connected desks: time from commit to the wire.
    Fanout(fanout::Options),
    /// Routing decisions at 1,000 and 10,000 agents.
    Routing(routing_decisions::Options),
    /// Search in a million messages beside LIKE and FTS5, and the lag of its index.
    Search(search::Options),
    /// SIGKILL under load, again and again: nothing acknowledged is lost or doubled.
    Kill(kill::Options),
    /// Power cuts: crash images of the embedded database lose nothing acknowledged.
    Powercut(powercut::Options),
    #[command(hide = true)]
    PowercutWriter(powercut::WriterOptions),
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    // Why something was refused stands in the log only.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let figures: Figures = match arguments.bench {
        Bench::Intake(options) => runtime.block_on(intake::run(&options))?,
        Bench::Fanout(options) => runtime.block_on(fanout::run(&options))?,
        Bench::Routing(options) => routing_decisions::run(&options),
        Bench::Search(options) => runtime.block_on(search::run(&options))?,
        Bench::Kill(options) => runtime.block_on(kill::run(&options))?,
        Bench::Powercut(options) => runtime.block_on(powercut::run(&options))?,
        Bench::PowercutWriter(options) => return runtime.block_on(powercut::write(options)),
    };
    if arguments.json {
        println!("{}", figures.json());
    }
    Ok(())
}
