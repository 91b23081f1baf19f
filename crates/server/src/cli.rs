//! The command line. Texts are English here; what stops the program is said in both languages.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use app::check::ScannerAddress;
use clap::builder::BoolishValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::logging::Format;

/// Madoguchi (窓口): a contact centre as one piece of software.
#[derive(Debug, Parser)]
#[command(name = "madoguchi", version, about)]
pub(crate) struct Cli {
    /// How log lines look.
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    pub(crate) log_format: Format,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs the server.
    Serve(ServeArgs),
    /// Brings the database to this program's version and ends.
    Migrate(StoreArgs),
    /// Brings customers or orders in from a CSV file.
    Import(ImportArgs),
    /// Manages administrators.
    Admin(AdminArgs),
    /// Takes a backup as one file, while the server runs or not; or checks one.
    Backup(BackupArgs),
    /// Puts a backup back into an empty folder (and an empty PostgreSQL database).
    Restore(RestoreArgs),
    /// Looks whether everything is in order.
    Doctor(DoctorArgs),
}

/// Where the data is.
#[derive(Clone, Debug, Args)]
pub(crate) struct StoreArgs {
    /// Folder of the embedded database, files and key.
    #[arg(long, env = "MADOGUCHI_DATA_DIR", default_value = "data", value_name = "DIR")]
    pub(crate) data_dir: PathBuf,
    /// A PostgreSQL database (postgres://…) instead of the embedded one.
    #[arg(long, env = "MADOGUCHI_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on.
    #[arg(long, env = "MADOGUCHI_LISTEN", default_value = "127.0.0.1:8600", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// Address under which people reach the server, e.g. https://desk.example.jp.
    #[arg(long, env = "MADOGUCHI_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub(crate) public_url: Option<String>,
    /// Address on which mail is taken by SMTP; without it, none is.
    #[arg(long, env = "MADOGUCHI_SMTP_LISTEN", value_name = "ADDR")]
    pub(crate) smtp_listen: Option<SocketAddr>,
    /// A proxy whose X-Forwarded-For is believed; may be given several times.
    #[arg(long, env = "MADOGUCHI_TRUSTED_PROXY", value_name = "IP", value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<IpAddr>,
    /// A certificate authority (PEM file) that mail servers may use beside the system's.
    #[arg(long, env = "MADOGUCHI_MAIL_CA", value_name = "FILE")]
    pub(crate) mail_ca: Option<PathBuf>,
    /// Allows mail servers on this machine and on private networks: for a centre of one company,
    /// whose administrators may look about there anyway.
    #[arg(long, env = "MADOGUCHI_MAIL_ALLOW_PRIVATE", value_parser = BoolishValueParser::new())]
    pub(crate) mail_allow_private: bool,
    /// Address on which figures are given out (OpenMetrics, at /metrics); without it, none are.
    #[arg(long, env = "MADOGUCHI_METRICS_LISTEN", value_name = "ADDR")]
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// What must be shown for the figures (Authorization: Bearer …); needed unless they are given
    /// out on this machine only.
    #[arg(long, env = "MADOGUCHI_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) metrics_token: Option<String>,
    /// Allows API channels to tell messengers on this machine and on private networks, and without
    /// TLS.
    #[arg(long, env = "MADOGUCHI_HOOKS_ALLOW_PRIVATE", value_parser = BoolishValueParser::new())]
    pub(crate) hooks_allow_private: bool,
    /// Allows providers by which people sign in on this machine and on private networks, and without
    /// TLS.
    #[arg(long, env = "MADOGUCHI_SIGN_ON_ALLOW_PRIVATE", value_parser = BoolishValueParser::new())]
    pub(crate) sign_on_allow_private: bool,
    /// A virus scanner that speaks clamd's protocol: tcp://host:3310 or unix:///run/clamav/clamd.ctl.
    /// Without one files are not scanned.
    #[arg(long, env = "MADOGUCHI_VIRUS_SCANNER", value_name = "ADDR")]
    pub(crate) virus_scanner: Option<ScannerAddress>,
    /// Makes a living example: a mail-order shop with invented people.
    #[arg(long)]
    pub(crate) demo: bool,
    /// How fast the example lives; 1 is realistic.
    #[arg(long, default_value_t = 10.0, value_name = "FACTOR", value_parser = speed)]
    pub(crate) demo_speed: f64,
}

fn public_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains('/') => Ok(text.to_owned()),
        _ => Err("must be http:// or https:// and a host, without a path".to_owned()),
    }
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "must be a number".to_owned())?;
    let sane = (0.1..=1_000.0).contains(&speed);
    if sane { Ok(speed) } else { Err("must be between 0.1 and 1000".to_owned()) }
}

/// The same environment as the server's: it is looked at, too.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// Reads every file and the whole database; takes as long as reading them takes.
    #[arg(long)]
    pub(crate) deep: bool,
    /// Signs in to no mail server and asks no provider.
    #[arg(long)]
    pub(crate) offline: bool,
    /// Says it to a program.
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long, env = "MADOGUCHI_LISTEN", default_value = "127.0.0.1:8600", hide = true)]
    pub(crate) listen: SocketAddr,
    #[arg(long, env = "MADOGUCHI_PUBLIC_URL", hide = true, value_parser = public_url)]
    pub(crate) public_url: Option<String>,
    #[arg(long, env = "MADOGUCHI_TRUSTED_PROXY", hide = true, value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<IpAddr>,
    #[arg(long, env = "MADOGUCHI_MAIL_CA", hide = true)]
    pub(crate) mail_ca: Option<PathBuf>,
    #[arg(long, env = "MADOGUCHI_MAIL_ALLOW_PRIVATE", hide = true, value_parser = BoolishValueParser::new())]
    pub(crate) mail_allow_private: bool,
    #[arg(long, env = "MADOGUCHI_SIGN_ON_ALLOW_PRIVATE", hide = true, value_parser = BoolishValueParser::new())]
    pub(crate) sign_on_allow_private: bool,
    #[arg(long, env = "MADOGUCHI_VIRUS_SCANNER", hide = true)]
    pub(crate) virus_scanner: Option<ScannerAddress>,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// What the file holds.
    pub(crate) what: What,
    /// The CSV file.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// Short name of the tenant; needed when there are several.
    #[arg(long, value_name = "SLUG")]
    pub(crate) tenant: Option<String>,
    /// A layout of its own instead of a CSV with a heading line.
    #[arg(long, value_enum)]
    pub(crate) format: Option<Layout>,
    /// Makes customers that orders name and nobody knows.
    #[arg(long)]
    pub(crate) create_customers: bool,
    /// Begins from the first line although this file was imported before.
    #[arg(long)]
    pub(crate) again: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// Customers.
    Customers,
    /// Their orders.
    Orders,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layout {
    /// The CDNOW data set: customer, date, quantity, dollars in columns of blanks.
    Cdnow,
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to make; in a folder that is there, one with the time in its name.
    #[arg(required_unless_present = "verify", value_name = "FILE|DIR")]
    pub(crate) target: Option<PathBuf>,
    /// Takes no backup, but looks whether this one is whole.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["target", "with_key"])]
    pub(crate) verify: Option<PathBuf>,
    /// Puts the key into the backup: then whoever has the file can read the secrets in it.
    #[arg(long)]
    pub(crate) with_key: bool,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The backup.
    pub(crate) file: PathBuf,
    /// The key, when it is not in the backup: the file `secret.key` of the old data folder.
    #[arg(long, value_name = "FILE", conflicts_with = "without_key")]
    pub(crate) key: Option<PathBuf>,
    /// Goes on without the key: mail servers' passwords must be entered anew.
    #[arg(long)]
    pub(crate) without_key: bool,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

#[derive(Debug, Args)]
pub(crate) struct AdminArgs {
    #[command(subcommand)]
    pub(crate) command: AdminCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Makes an administrator; the password is asked for, or read from MADOGUCHI_ADMIN_PASSWORD.
    Create(CreateAdmin),
    /// Lets a tenant's people sign in by password again, when the provider by which they had to does
    /// not let anybody in.
    AllowPasswords(AllowPasswords),
}

#[derive(Debug, Args)]
pub(crate) struct AllowPasswords {
    /// Short name of the tenant; needed when there are several.
    #[arg(long, value_name = "SLUG")]
    pub(crate) tenant: Option<String>,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CreateAdmin {
    /// E-mail address for signing in.
    #[arg(long)]
    pub(crate) email: String,
    /// Short name of the tenant; needed when there are several.
    #[arg(long, value_name = "SLUG")]
    pub(crate) tenant: Option<String>,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn addresses_and_speeds_are_checked() {
        assert_eq!(public_url("https://desk.example.jp/").unwrap(), "https://desk.example.jp");
        assert!(public_url("desk.example.jp").is_err());
        assert!(public_url("https://desk.example.jp/x").is_err());
        assert!(speed("0").is_err() && speed("NaN").is_err() && speed("2.5").is_ok());
    }
}
