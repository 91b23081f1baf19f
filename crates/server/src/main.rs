//! The binary `madoguchi`: reads what it is told, picks adapters, starts workers. One file per
//! subcommand; what goes wrong ends as a [`stop::Stop`], which says what to do about it.

mod admin;
mod backup;
mod cli;
mod clock;
mod doctor;
mod import;
mod logging;
mod migrate;
mod open;
mod prompt;
mod restore;
mod serve;
mod stop;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::stop::Stop;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    logging::start(cli.log_format);
    match run(cli.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("\n{stop}");
            stop.code()
        }
    }
}

async fn run(command: Command) -> Result<(), Stop> {
    match command {
        Command::Serve(args) => Box::pin(serve::run(args)).await,
        Command::Migrate(args) => migrate::run(args).await,
        Command::Import(args) => import::run(args).await,
        Command::Admin(args) => admin::run(args).await,
        Command::Backup(args) => backup::run(args).await,
        Command::Restore(args) => restore::run(args).await,
        Command::Doctor(args) => doctor::run(args).await,
    }
}
