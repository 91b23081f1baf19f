//! Figures for whoever watches the server: OpenMetrics at `/metrics`, on an address of its own that
//! nobody has unless they ask for it. Totals only; nothing tells one tenant or person from another.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use app::App;
use app::figures::{self, Figures};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use subtle::ConstantTimeEq as _;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use web::Traffic;

use super::listen;
use crate::cli::ServeArgs;
use crate::clock;
use crate::stop::Stop;

/// The format's name (OpenMetrics 1.0.0).
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Characters that a token must have.
const TOKEN_CHARS_MIN: usize = 16;

/// A listener that does not give anything out yet.
pub(super) struct Metrics {
    listener: TcpListener,
    token: Option<String>,
}

/// Listens where it was asked to. Anything but this machine needs a token.
pub(super) async fn prepare(args: &ServeArgs) -> Result<Option<Metrics>, Stop> {
    let Some(address) = args.metrics_listen else { return Ok(None) };
    let token = args.metrics_token.clone().filter(|token| !token.is_empty());
    let long_enough = token.as_ref().is_none_or(|token| token.len() >= TOKEN_CHARS_MIN);
    if !long_enough || (token.is_none() && !address.ip().is_loopback()) {
        return Err(Stop::new(
            format!(
                "--metrics-listen {address} には MADOGUCHI_METRICS_TOKEN({TOKEN_CHARS_MIN} 文字以上)が必要です。このマシンだけに公開するなら 127.0.0.1 を指定してください。"
            ),
            format!(
                "--metrics-listen {address} needs MADOGUCHI_METRICS_TOKEN ({TOKEN_CHARS_MIN} characters or more). For this machine only, name 127.0.0.1."
            ),
        ));
    }
    Ok(Some(Metrics { listener: listen(address).await?, token }))
}

impl Metrics {
    /// Gives figures out until it is stopped.
    pub(super) fn serve(self, app: App, traffic: &Traffic) -> JoinHandle<()> {
        let shown = Arc::new(Shown {
            gauges: Mutex::new(Gauges::new(&app, traffic)),
            app,
            token: self.token,
        });
        let router = Router::new().route("/metrics", get(answer)).with_state(shown);
        tokio::spawn(async move {
            if let Err(error) = axum::serve(self.listener, router).await {
                tracing::warn!(%error, "figures are no longer given out");
            }
        })
    }
}

struct Shown {
    app: App,
    token: Option<String>,
    /// One look at a time: however many ask, the database is asked once after the other.
    gauges: Mutex<Gauges>,
}

async fn answer(State(shown): State<Arc<Shown>>, headers: HeaderMap) -> Response {
    if !allowed(shown.token.as_deref(), &headers) {
        let ask = [(header::WWW_AUTHENTICATE, "Bearer")];
        return (StatusCode::UNAUTHORIZED, ask).into_response();
    }
    let gauges = shown.gauges.lock().await;
    gauges.writer.set(shown.app.store.waiting_writes() as u64);
    gauges.process();
    // When the database cannot be read, what it would have told keeps its last value.
    match figures::look(&shown.app).await {
        Ok(figures) => gauges.show(&figures),
        Err(error) => tracing::warn!(%error, "the figures could not be read"),
    }
    let mut text = String::new();
    match encode(&mut text, &gauges.registry) {
        Ok(()) => ([(header::CONTENT_TYPE, OPENMETRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn allowed(token: Option<&str>, headers: &HeaderMap) -> bool {
    let Some(token) = token else { return true };
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    bool::from(shown.as_bytes().ct_eq(token.as_bytes()))
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    name: &'static str,
}

type Count = Gauge<u64, AtomicU64>;
type Seconds = Gauge<f64, AtomicU64>;

/// Everything that is set anew at each look.
struct Gauges {
    registry: Registry,
    log: Gauge,
    behind: Family<Named, Count>,
    outbox: Family<Named, Count>,
    outbox_late: Seconds,
    intake: Count,
    intake_oldest: Seconds,
    work: Family<Named, Count>,
    writer: Count,
    memory: Count,
    files: Count,
}

impl Gauges {
    fn new(app: &App, traffic: &Traffic) -> Self {
        let mut gauges = Self {
            registry: Registry::with_prefix("madoguchi"),
            log: Gauge::default(),
            behind: Family::default(),
            outbox: Family::default(),
            outbox_late: Seconds::default(),
            intake: Count::default(),
            intake_oldest: Seconds::default(),
            work: Family::default(),
            writer: Count::default(),
            memory: Count::default(),
            files: Count::default(),
        };
        gauges.register(app, traffic);
        gauges
    }

    fn register(&mut self, app: &App, traffic: &Traffic) {
        let all = &mut self.registry;
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        all.register("build", "Version of the program", version);
        traffic.register(all);
        let meters = app.store.meters();
        all.register_with_unit(
            "commit_duration",
            "Time that commits took",
            Unit::Seconds,
            meters.commits.clone(),
        );
        all.register("commit_writes", "Writes that shared a commit", meters.groups.clone());
        all.register("commits_lost", "Commits that failed", meters.lost.clone());
        all.register("writer_queue", "Writes that wait for the writer", self.writer.clone());
        all.register("log_position", "Last position of the log", self.log.clone());
        all.register(
            "reader_behind_events",
            "Events that a reader of the log has not dealt with, 10000 at most",
            self.behind.clone(),
        );
        all.register("outbox_effects", "Effects that wait or were given up", self.outbox.clone());
        all.register_with_unit(
            "outbox_overdue",
            "By how long the most urgent effect is overdue",
            Unit::Seconds,
            self.outbox_late.clone(),
        );
        all.register("intake_waiting", "Inputs that wait to be read", self.intake.clone());
        all.register_with_unit(
            "intake_oldest",
            "How long the oldest of them has waited",
            Unit::Seconds,
            self.intake_oldest.clone(),
        );
        all.register("work_items", "Work by where it stands, of all tenants", self.work.clone());
        all.register_with_unit(
            "process_resident_memory",
            "Memory of this process",
            Unit::Bytes,
            self.memory.clone(),
        );
        all.register("process_open_files", "Open files of this process", self.files.clone());
    }

    fn show(&self, figures: &Figures) {
        self.log.set(figures.last_seq);
        for (name, behind) in figures.behind {
            self.behind.get_or_create(&Named { name }).set(behind);
        }
        for (name, count) in figures.work {
            self.work.get_or_create(&Named { name }).set(count);
        }
        let now = clock::now();
        let since = |at: Option<jiff::Timestamp>| {
            at.map_or(0.0, |at| now.duration_since(at).as_secs_f64().max(0.0))
        };
        let outbox = &figures.outbox;
        self.outbox.get_or_create(&Named { name: "pending" }).set(outbox.pending);
        self.outbox.get_or_create(&Named { name: "dead" }).set(outbox.dead);
        self.outbox_late.set(since(outbox.due));
        self.intake.set(figures.intake.0);
        self.intake_oldest.set(since(figures.intake.1));
    }

    /// What the system says about this process.
    fn process(&self) {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let pages = statm.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok());
        self.memory.set(pages.unwrap_or(0) * rustix::param::page_size() as u64);
        let files = std::fs::read_dir("/proc/self/fd").map(Iterator::count);
        self.files.set(files.unwrap_or(0) as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_opens() {
        let shown = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            headers
        };
        let token = Some("0123456789abcdef");
        assert!(allowed(token, &shown("Bearer 0123456789abcdef")));
        for wrong in ["Bearer 0123456789abcde", "Bearer ", "Basic 0123456789abcdef"] {
            assert!(!allowed(token, &shown(wrong)), "{wrong}");
        }
        assert!(!allowed(token, &HeaderMap::new()));
        assert!(allowed(None, &HeaderMap::new()));
    }
}
