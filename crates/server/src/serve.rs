//! `madoguchi serve`: puts the parts together and runs them until somebody says stop.

mod demo;
mod first;
mod metrics;
mod run;
mod stopping;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use app::clock::SystemClock;
use app::{App, Config};
use store::{Store, tenant};
use tokio::net::TcpListener;
use web::{Traffic, WebConfig};

use crate::cli::ServeArgs;
use crate::open::open;
use crate::stop::Stop;

/// Runs until a signal or a failure.
pub(crate) async fn run(args: ServeArgs) -> Result<(), Stop> {
    let mail_ca = read_mail_ca(args.mail_ca.as_deref()).await?;
    let listener = listen(args.listen).await?;
    let metrics = metrics::prepare(&args).await?;
    let address = own_address(&listener, args.listen)?;
    let public_url = args.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let store = open(&args.store).await?;
    let play = if args.demo { Some(demo::prepare(&store, &args).await?) } else { None };
    let config = Config {
        public_url: public_url.clone(),
        demo: args.demo,
        version: build(),
        smtp_listen: play.as_ref().map(|play| play.smtp).or(args.smtp_listen),
        search_dir: Some(args.store.data_dir.join("search")),
        mail_ca_pem: mail_ca,
        // The demo's customers have their mailboxes on this machine.
        mail_allow_private: args.mail_allow_private || args.demo,
        hooks_allow_private: args.hooks_allow_private,
        sign_on_allow_private: args.sign_on_allow_private,
        virus_scanner: args.virus_scanner.clone(),
    };
    let app = App::new(store, Arc::new(SystemClock), config);
    if play.is_none() {
        refuse_demo_data(&app.store).await?;
        first::ensure(&app).await?;
    }
    let config = web_config(&args, &public_url);
    let router = web::router(app.ports(), config.clone());
    match &play {
        Some(play) => demo::greet(&public_url, play),
        None => {
            eprintln!("\n窓口は {public_url} で動いています。 / Madoguchi runs at {public_url}\n")
        }
    }
    let actors = play.map(|play| play.actors(address));
    let metrics = metrics.map(|metrics| metrics.serve(app.clone(), &config.traffic));
    run::until_stopped(run::Parts { app, router, config, listener, actors, metrics }).await
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Stop> {
    TcpListener::bind(address).await.map_err(|error| {
        Stop::new(
            format!(
                "{address} で待ち受けできません: {error}\n  ほかのプログラムが使用中なら終了するか、--listen で別のアドレスを指定してください。"
            ),
            format!(
                "Cannot listen on {address}: {error}\n  If another program uses it, end that one or choose another address with --listen."
            ),
        )
    })
}

/// The address under which this machine itself reaches the listener.
fn own_address(listener: &TcpListener, asked: SocketAddr) -> Result<SocketAddr, Stop> {
    let bound = listener
        .local_addr()
        .map_err(|error| Stop::broken(format!("{asked}: {error}"), format!("{asked}: {error}")))?;
    let ip = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    Ok(SocketAddr::new(ip, bound.port()))
}

/// The certificate authority that was named, if any.
pub(crate) async fn read_mail_ca(path: Option<&Path>) -> Result<Option<Vec<u8>>, Stop> {
    let Some(path) = path else { return Ok(None) };
    let read = tokio::fs::read(path).await;
    read.map(Some).map_err(|error| {
        let path = path.display();
        Stop::new(
            format!("--mail-ca の {path} を読めません: {error}"),
            format!("--mail-ca: {path} cannot be read: {error}"),
        )
    })
}

/// Invented people are served as a demo or not at all.
async fn refuse_demo_data(store: &Store) -> Result<(), Stop> {
    let tenants = tenant::list(&store.system()).await?;
    if tenants.iter().any(|tenant| tenant.demo) {
        return Err(Stop::new(
            "このデータフォルダーにはデモのデータが入っています。`--demo` を付けるか、別の --data-dir を指定してください。",
            "This data folder holds the demo's data. Add `--demo` or choose another --data-dir.",
        ));
    }
    Ok(())
}

fn web_config(args: &ServeArgs, public_url: &str) -> WebConfig {
    let spared = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    WebConfig {
        public_url: Some(public_url.to_owned()),
        secure_cookies: public_url.starts_with("https://"),
        trusted_proxies: args.trusted_proxy.clone(),
        // The demo's customers all live on this machine.
        unlimited_addresses: if args.demo { spared.to_vec() } else { Vec::new() },
        demo: args.demo,
        traffic: Traffic::default(),
        version: build(),
    }
}

/// Version of the program and of the pages in it: a desk that sees it change offers a reload.
fn build() -> String {
    let pages = ui_assets::Bundle::Desk.page().etag(ui_assets::Encoding::Identity);
    let pages: String = pages.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    format!("{}+{pages}", env!("CARGO_PKG_VERSION"))
}
