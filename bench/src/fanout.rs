//! Messages to many desks: visitors write at a steady rate, every desk has one open case and is
//! connected by a real WebSocket. Measured is the time from the visitor's message being durable to
//! its being fanned out (before batching), and until the frame is in the desk's hands.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::Caller;
use api::chat::{ChatOut, ChatSend, Visitor};
use api::ports::Ports;
use app::clock::SystemClock;
use app::tokens::SessionToken;
use app::{App, Config};
use clap::Args;
use futures_util::{SinkExt as _, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use model::permission::Role;
use model::{CaseId, ChannelId, ChannelKind, QueueId, TenantId, UserId, VisitorId};
use serde_json::{Value, json};
use store::{Store, StoreOptions};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::figures::{Figures, Spread};

#[derive(Args)]
pub(crate) struct Options {
    /// Connected desks, each with one open case.
    #[arg(long, default_value_t = 500)]
    desks: usize,
    /// Messages per second.
    #[arg(long, default_value_t = 1_000)]
    rate: u32,
    /// Seconds measured.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
}

/// What was sent when, by the message's text.
#[derive(Default)]
struct Times {
    sent: HashMap<String, Instant>,
    durable: HashMap<String, Instant>,
    fanned: HashMap<String, Instant>,
    shown: HashMap<String, Instant>,
}

type Shared = Arc<Mutex<Times>>;

pub(crate) async fn run(options: &Options) -> anyhow::Result<Figures> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(StoreOptions::new(folder.path())).await?;
    let centre = Centre::furnish(&store, options.desks).await?;
    let app = App::new(store, Arc::new(SystemClock), Config::default());
    let _jobs = app.run().await?;
    let ports = app.ports();
    let address = serve(&ports).await?;
    let times: Shared = Arc::default();
    let mut listeners = tokio::task::JoinSet::new();
    let mut visitors = Vec::with_capacity(options.desks);
    for (at, (user, session)) in centre.people.iter().enumerate() {
        let visitor = centre.visitor(&app);
        let case = open_case(&ports, &centre, &visitor, *user, at).await?;
        listeners.spawn(desk(address, session.clone(), case, Arc::clone(&times)));
        listeners.spawn(line(ports.clone(), visitor.clone(), Arc::clone(&times)));
        visitors.push(visitor);
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    println!(
        "{} desks connected, {} messages/s for {} s",
        options.desks, options.rate, options.seconds
    );
    let begun = Instant::now();
    let sent = talk(&ports, &visitors, options, &times).await?;
    let rate = sent as f64 / begun.elapsed().as_secs_f64();
    tokio::time::sleep(Duration::from_secs(2)).await;
    listeners.abort_all();
    Ok(report(&times, options.desks, rate))
}

struct Centre {
    tenant: TenantId,
    channel: ChannelId,
    people: Vec<(UserId, String)>,
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn now() -> Timestamp {
    Timestamp::now()
}

impl Centre {
    async fn furnish(store: &Store, desks: usize) -> anyhow::Result<Self> {
        let tenant: TenantId = store.id(now());
        let channel: ChannelId = store.id(now());
        let queue: QueueId = store.id(now());
        let mut people = Vec::with_capacity(desks);
        let mut rows = Vec::with_capacity(desks);
        for at in 0..desks {
            let user: UserId = store.id(now());
            let token = SessionToken::fresh();
            people.push((user, token.secret));
            rows.push((user, token.hash, at));
        }
        store
            .system()
            .write(now(), move |tx| {
                Box::pin(async move {
                    let row = store::tenant::Tenant {
                        id: tenant,
                        slug: "bench".into(),
                        name: "bench".into(),
                        demo: false,
                        settings: json!({}),
                        created_at: tx.now(),
                    };
                    store::tenant::insert(tx, &row).await?;
                    let mut tx = tx.tenant(tenant);
                    settings(&mut tx, queue, channel).await?;
                    for (user, hash, at) in rows {
                        person(&mut tx, user, hash, at).await?;
                    }
                    Ok::<_, store::StoreError>(())
                })
            })
            .await?;
        Ok(Self { tenant, channel, people })
    }

    fn visitor(&self, app: &App) -> Visitor {
        let id: VisitorId = app.store.id(now());
        Visitor { tenant: self.tenant, id, channel: self.channel, locale: api::Locale::Ja }
    }
}

/// A queue and a chat that leads to it.
pub(crate) async fn settings(
    tx: &mut store::Tx<'_>,
    queue: QueueId,
    channel: ChannelId,
) -> Result<(), store::StoreError> {
    let row = store::queue::Queue {
        id: queue,
        name: "bench".into(),
        offer_seconds: 20,
        archived: false,
        version: 1,
    };
    store::queue::insert(tx, &row).await?;
    let row = store::channel::Channel {
        id: channel,
        kind: ChannelKind::WebChat,
        name: "bench".into(),
        active: true,
        public_key: Some("bench".into()),
        queue,
        config: json!({}),
        secrets: None,
        cursor: json!({}),
        last_ok_at: None,
        last_error: None,
        version: 1,
    };
    store::channel::insert(tx, &row).await
}

/// An agent with a session.
pub(crate) async fn person(
    tx: &mut store::Tx<'_>,
    id: UserId,
    token_hash: Vec<u8>,
    at: usize,
) -> Result<(), store::StoreError> {
    let now = tx.now();
    let user = store::user_account::User {
        id,
        email: format!("agent{at}@bench.example"),
        name: format!("agent {at}"),
        password_hash: store::user_account::PasswordHash(String::new()),
        roles: vec![Role::Agent],
        locale: "ja".into(),
        active: true,
        chat_capacity: 3,
        mail_capacity: 10,
        created_at: now,
        version: 1,
    };
    store::user_account::insert(tx, &user).await?;
    let session = store::session::Session {
        token_hash,
        user: id,
        csrf: "bench".into(),
        created_at: now,
        last_seen_at: now,
        expires_at: now + SignedDuration::from_hours(1),
        ip: String::new(),
        user_agent: String::new(),
    };
    store::session::insert(tx, &session).await
}

async fn serve(ports: &Ports) -> anyhow::Result<SocketAddr> {
    let config = web::WebConfig {
        unlimited_addresses: vec![std::net::IpAddr::from([127, 0, 0, 1])],
        ..web::WebConfig::default()
    };
    let router = web::router(ports.clone(), config.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        web::serve(listener, router, &config, std::future::pending()).await;
    });
    Ok(address)
}

/// The visitor's first word opens a case, which the desk's person takes.
async fn open_case(
    ports: &Ports,
    centre: &Centre,
    visitor: &Visitor,
    user: UserId,
    at: usize,
) -> anyhow::Result<CaseId> {
    let first =
        ChatSend { cid: format!("first-message-{at}"), text: format!("begin {at}"), files: vec![] };
    ports.chat.send(visitor, first).await?;
    let by = Caller {
        tenant: centre.tenant,
        user,
        roles: vec![Role::Agent],
        locale: api::Locale::Ja,
        ip: None,
        session: Vec::new(),
        token: None,
    };
    let query = api::case::CaseQuery {
        q: Some(format!("begin {at}")),
        view: Some(api::case::CaseView::Waiting),
        ..api::case::CaseQuery::default()
    };
    let found = ports.cases.list(&by, query).await?;
    let case = found.items.first().map(|row| row.id);
    let case = case.ok_or_else(|| anyhow::anyhow!("the case of visitor {at} is not there"))?;
    ports.cases.take(&by, case).await?;
    Ok(case)
}

/// A desk: follows its case and notes when each message is shown.
async fn desk(address: SocketAddr, session: String, case: CaseId, times: Shared) {
    let Ok(mut request) = format!("ws://{address}/api/v1/stream").into_client_request() else {
        return;
    };
    let headers = request.headers_mut();
    if let (Ok(cookie), Ok(origin)) =
        (format!("madoguchi_session={session}").parse(), format!("http://{address}").parse())
    {
        headers.insert("cookie", cookie);
        headers.insert("origin", origin);
    }
    let (mut socket, _) = match tokio_tungstenite::connect_async(request).await {
        Ok(connected) => connected,
        Err(error) => return eprintln!("a desk could not connect: {error}"),
    };
    let follow = json!({"subscribe": [format!("case:{case}")]}).to_string();
    if socket.send(Message::text(follow)).await.is_err() {
        return;
    }
    while let Some(Ok(frame)) = socket.next().await {
        let Message::Text(text) = frame else { continue };
        let at = Instant::now();
        let Ok(frame) = serde_json::from_str::<Value>(&text) else { continue };
        let created = frame.get("events").and_then(Value::as_array).into_iter().flatten();
        let created =
            created.filter(|event| event.get("type").is_some_and(|kind| kind == "message.created"));
        let mut times = times.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for event in created {
            if let Some(text) = event.pointer("/data/text").and_then(Value::as_str) {
                times.shown.entry(text.to_owned()).or_insert(at);
            }
        }
    }
}

/// A visitor's line, which is not batched: notes when each message is fanned out.
async fn line(ports: Ports, visitor: Visitor, times: Shared) {
    let Ok(mut line) = ports.chat.line(&visitor, i64::MAX).await else { return };
    while let Some(frame) = line.frames.recv().await {
        if let ChatOut::Message { m } = frame {
            let mut times = times.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            times.fanned.entry(m.text).or_insert_with(Instant::now);
        }
    }
}

async fn talk(
    ports: &Ports,
    visitors: &[Visitor],
    options: &Options,
    times: &Shared,
) -> anyhow::Result<usize> {
    let total = options.rate as usize * options.seconds as usize;
    let mut pace = tokio::time::interval(Duration::from_millis(10));
    let per_tick = (options.rate / 100).max(1) as usize;
    let mut sends = tokio::task::JoinSet::new();
    let mut sent = 0;
    while sent < total {
        pace.tick().await;
        for _ in 0..per_tick {
            let Some(visitor) = visitors.get(sent % visitors.len()).cloned() else { break };
            let (ports, times) = (ports.clone(), Arc::clone(times));
            let text = format!("message {sent}");
            sent += 1;
            sends.spawn(async move {
                let input = ChatSend {
                    cid: format!("cid-{text}").replace(' ', "-"),
                    text: text.clone(),
                    files: vec![],
                };
                let lock = || times.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                lock().sent.insert(text.clone(), Instant::now());
                ports.chat.send(&visitor, input).await?;
                lock().durable.insert(text, Instant::now());
                Ok::<_, api::Problem>(())
            });
        }
    }
    while let Some(done) = sends.join_next().await {
        done??;
    }
    Ok(sent)
}

fn report(times: &Shared, desks: usize, rate: f64) -> Figures {
    let times = times.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let between = |from: &HashMap<String, Instant>, to: &HashMap<String, Instant>| {
        let all =
            from.iter().filter_map(|(text, at)| Some(to.get(text)?.saturating_duration_since(*at)));
        Spread::of(all.collect())
    };
    let mut figures = Figures::default();
    let seen = times.sent.keys().filter(|text| times.shown.contains_key(*text)).count();
    let (commit, fan) =
        (between(&times.sent, &times.durable), between(&times.durable, &times.fanned));
    let shown = between(&times.sent, &times.shown);
    figures.add("desks", desks as f64, "");
    figures.add("messages_per_s", rate, "1/s acknowledged");
    figures.add("shown_share", seen as f64 / times.sent.len().max(1) as f64, "of those sent");
    figures.add("commit_p50_ms", commit.millis(0.5), "ms");
    figures.add("commit_p99_ms", commit.millis(0.99), "ms");
    figures.add("fanout_p50_ms", fan.millis(0.5), "ms from durable to fanned out");
    figures.add("fanout_p99_ms", fan.millis(0.99), "ms (budget 20 before batching)");
    figures.add("shown_p50_ms", shown.millis(0.5), "ms from sent to the desk");
    figures.add("shown_p99_ms", shown.millis(0.99), "ms (budget 250)");
    figures.add("ratio", fan.millis(0.99) / 20.0, "of the budget of 20 ms");
    figures
}
