//! `serve --demo`: the shop こより with its past, and customers and agents who use the server.

use std::net::{Ipv4Addr, SocketAddr, TcpListener as Probe};
use std::sync::Arc;

use demo::actors::{ActorOptions, Login, MailStage, cast};
use demo::load::{CHANNEL_KEY, LoadError, LoadOptions, Loaded, load};
use demo::world::{Hands, Staff, Volumes, World};
use indicatif::{ProgressBar, ProgressStyle};
use model::permission::Role;
use store::Store;
use tokio::net::TcpListener;

use crate::cli::ServeArgs;
use crate::clock;
use crate::stop::Stop;

/// The password of everybody in the demo.
const PASSWORD: &str = "koyori-demo";
/// Seed of the world: everybody sees the same people.
const SEED: u64 = 20;
/// Chats and first mails per working hour at speed 1: at the default speed something moves every
/// few seconds, and the shop's agents can just keep up.
const CHATS_PER_HOUR: f64 = 45.0;
const MAILS_PER_HOUR: f64 = 25.0;
/// Customers who contact the shop.
const CAST: usize = 400;

/// The demo, loaded; its actors wait for the curtain.
pub(super) struct Play {
    /// Where customers' mail is taken.
    pub(super) smtp: SocketAddr,
    inbox: TcpListener,
    loaded: Loaded,
    speed: f64,
}

/// Loads what is missing of the demo's data.
pub(super) async fn prepare(store: &Store, args: &ServeArgs) -> Result<Play, Stop> {
    let inbox = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(no_port)?;
    let smtp = match args.smtp_listen {
        Some(address) => address,
        None => free_address()?,
    };
    let options = LoadOptions {
        now: clock::now(),
        seed: SEED,
        volumes: Volumes::default(),
        password: hash().await?,
        mail_to: inbox.local_addr().map_err(no_port)?,
    };
    let bar = bar();
    let loaded = load(store, options, |part| bar.set_position((part * 100.0) as u64)).await;
    bar.finish_and_clear();
    Ok(Play { smtp, inbox, loaded: loaded.map_err(refused)?, speed: args.demo_speed })
}

async fn hash() -> Result<store::user_account::PasswordHash, Stop> {
    let hash = app::accounts::password_hash(PASSWORD.to_owned()).await;
    hash.map_err(|problem| Stop::problem(&problem))
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(100);
    let style = "デモの準備 / Preparing the demo  {wide_bar} {percent:>3} %";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar
}

/// An address nobody listens on at the moment.
fn free_address() -> Result<SocketAddr, Stop> {
    Probe::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|probe| probe.local_addr()).map_err(no_port)
}

fn no_port(error: std::io::Error) -> Stop {
    Stop::broken(
        format!("127.0.0.1 に空きポートがありません: {error}"),
        format!("No port is free on 127.0.0.1: {error}"),
    )
}

fn refused(error: LoadError) -> Stop {
    match error {
        LoadError::OtherTenant { name } => Stop::new(
            format!(
                "このデータフォルダーでは「{name}」が運用されているため、デモのデータは入れません。デモには別の --data-dir を指定してください。"
            ),
            format!(
                "This data folder serves `{name}`; the demo's data is kept out of it. Choose another --data-dir for the demo."
            ),
        ),
        LoadError::Store(error) => error.into(),
        other => Stop::new(
            format!(
                "デモのデータを読めません({other})。データフォルダーを削除してやり直してください。"
            ),
            format!(
                "The demo's data cannot be read ({other}). Delete the data folder and start again."
            ),
        ),
    }
}

impl Play {
    /// The actors for the server at this address.
    pub(super) fn actors(self, server: SocketAddr) -> ActorOptions {
        let Loaded { world, identity_secret, .. } = self.loaded;
        let base = format!("http://{server}");
        let started = u64::try_from(clock::now().as_millisecond()).unwrap_or(1);
        ActorOptions {
            identity_secret: Some(identity_secret),
            mail: Some(MailStage {
                to: (self.smtp.ip().to_string(), self.smtp.port()),
                shop: demo::SHOP_MAIL.to_owned(),
                inbox: Some(self.inbox),
            }),
            speed: self.speed,
            chat_per_hour: CHATS_PER_HOUR,
            mail_per_hour: MAILS_PER_HOUR,
            agents: agents(&world),
            members: cast(&world, CAST),
            seed: started,
            ..ActorOptions::new(base, CHANNEL_KEY, Arc::new(clock::now))
        }
    }
}

fn agents(world: &World) -> Vec<Login> {
    let login = |person: &Staff| Login {
        email: person.email.clone(),
        password: PASSWORD.to_owned(),
        family: person.family.clone(),
    };
    world.staff.iter().filter(|person| person.hands == Hands::Simulated).map(login).collect()
}

/// Says where the demo is and how to sign in.
pub(super) fn greet(url: &str, play: &Play) {
    let lines: Vec<String> = invitation(url, &play.loaded.world);
    let width = lines.iter().map(|line| console::measure_text_width(line)).max().unwrap_or(0);
    println!("╭─{}─╮", "─".repeat(width));
    for line in lines {
        println!("│ {} │", console::pad_str(&line, width, console::Alignment::Left, None));
    }
    println!("╰─{}─╯", "─".repeat(width));
}

fn invitation(url: &str, world: &World) -> Vec<String> {
    let mut lines = vec![
        "窓口 Madoguchi ― デモ / demo".to_owned(),
        String::new(),
        format!("担当者の画面 / Desk       {url}/"),
        format!("お店のページ / Shop page  {url}/demo/shop/"),
        String::new(),
        format!("パスワード / Password     {PASSWORD}"),
    ];
    for (role, name) in [
        (Role::Agent, "担当者 / Agent           "),
        (Role::Supervisor, "SV / Supervisor          "),
        (Role::Admin, "管理者 / Administrator   "),
    ] {
        let visitor =
            |person: &&Staff| person.hands == Hands::Visitor && person.roles.contains(&role);
        if let Some(person) = world.staff.iter().find(visitor) {
            lines.push(format!("{name} {}  ({})", person.email, person.name));
        }
    }
    lines.push(String::new());
    lines.push("人物・注文・会話はすべて架空です。 / Everything in it is invented.".to_owned());
    lines
}
