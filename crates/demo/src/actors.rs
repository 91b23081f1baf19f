//! Simulated customers and agents who use a running server through its public doors: the chat
//! protocol, SMTP, and the desk's API. They keep no secret way in, so what they do proves that the
//! doors work. Whatever fails is logged and tried again later; nothing here ends the server.

mod arrivals;
mod backoff;
mod cast;
mod chat;
mod desk;
mod error;
mod http;
mod identity;
mod mail;
mod pace;
mod picture;
mod role;
mod socket;

use std::sync::Arc;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use self::cast::{Member, MemberOrder, cast};
pub use self::error::ActorError;

use self::arrivals::Door;
use self::http::Client;
use self::pace::Pace;
use crate::dice::Dice;

/// Tells the time; actors never read a clock of their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How a simulated agent signs in.
#[derive(Clone)]
pub struct Login {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// Family name, used in answers.
    pub family: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("email", &self.email).finish_non_exhaustive()
    }
}

/// The mail side of the play.
#[derive(Debug)]
pub struct MailStage {
    /// Host and port of the server's own SMTP receiver.
    pub to: (String, u16),
    /// The address customers write to.
    pub shop: String,
    /// Where the server delivers the shop's answers: a bound socket of this machine, on which the
    /// actors speak SMTP. Without it customers write but never read.
    pub inbox: Option<TcpListener>,
}

/// What is played, where and how fast.
pub struct ActorOptions {
    /// Address of the running server, e.g. `http://127.0.0.1:8080`; no path.
    pub base_url: String,
    /// Key of the chat channel.
    pub channel_key: String,
    /// The chat channel's secret (its UTF-8 bytes are the HS256 key): the shop signs its members
    /// in with it. Without it everybody is a guest.
    pub identity_secret: Option<String>,
    /// The mail side; without it nobody writes mails.
    pub mail: Option<MailStage>,
    /// 1.0 is realistic; 10.0 makes everything ten times as fast and ten times as frequent.
    pub speed: f64,
    /// Chats that begin per working hour at speed 1; evenings have fewer, nights very few.
    pub chat_per_hour: f64,
    /// First mails per working hour at speed 1.
    pub mail_per_hour: f64,
    /// Chats at once; who comes while that many go on, goes away again.
    pub chats_max: usize,
    /// Simulated agents. Never the account a person uses.
    pub agents: Vec<Login>,
    /// Who contacts the shop; see [`cast`].
    pub members: Vec<Member>,
    /// Differs from start to start, so that no two starts send the same message ids.
    pub seed: u64,
    /// The time.
    pub clock: Clock,
}

impl ActorOptions {
    /// A quiet shop without mail and agents; set the rest.
    #[must_use]
    pub fn new(base_url: impl Into<String>, channel_key: impl Into<String>, clock: Clock) -> Self {
        Self {
            base_url: base_url.into(),
            channel_key: channel_key.into(),
            identity_secret: None,
            mail: None,
            speed: 1.0,
            chat_per_hour: 24.0,
            mail_per_hour: 12.0,
            chats_max: 40,
            agents: Vec::new(),
            members: Vec::new(),
            seed: 1,
            clock,
        }
    }
}

/// What all actors share.
struct Stage {
    client: Client,
    pace: Pace,
    clock: Clock,
    channel_key: String,
    identity_secret: Option<String>,
    members: Vec<Member>,
    seed: u64,
}

impl Stage {
    /// Dice for one purpose of one actor.
    const fn dice(&self, purpose: u64) -> Dice {
        Dice::new(self.seed, purpose)
    }
}

/// Plays until `shutdown` becomes true or its sender is gone.
pub async fn run(options: ActorOptions, mut shutdown: watch::Receiver<bool>) {
    let client = match Client::new(&options.base_url) {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, base_url = options.base_url, "the demo's actors cannot begin");
            return;
        }
    };
    let stage = Arc::new(Stage {
        client,
        pace: Pace::new(options.speed),
        clock: options.clock,
        channel_key: options.channel_key,
        identity_secret: options.identity_secret,
        members: options.members,
        seed: options.seed,
    });
    let mut play = JoinSet::new();
    for (index, login) in (0_u64..).zip(options.agents) {
        play.spawn(desk::work(Arc::clone(&stage), login, index, shutdown.clone()));
    }
    let chats = Door { per_hour: options.chat_per_hour, at_once: options.chats_max, purpose: 11 };
    play.spawn(arrivals::run(Arc::clone(&stage), chats, chat::visit));
    if let Some(mail) = options.mail {
        play.spawn(mail::run(Arc::clone(&stage), mail, options.mail_per_hour, shutdown.clone()));
    }
    tracing::info!(speed = options.speed, "the demo's customers and agents begin");
    // An error means that nobody can tell us any more.
    let _ = shutdown.wait_for(|stop| *stop).await;
    let leaving = async { while play.join_next().await.is_some() {} };
    // Agents sign out and the inbox closes its connections; customers simply vanish.
    let _ = tokio::time::timeout(std::time::Duration::from_millis(1_500), leaving).await;
    play.abort_all();
}

#[cfg(test)]
mod tests;
