//! A router over fake ports, and requests to it.

pub(crate) mod ask;
pub(crate) mod fakes;
pub(crate) mod ports;
pub(crate) mod samples;
pub(crate) mod sockets;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;
use web::WebConfig;

pub(crate) use ask::{Ask, Reply};
pub(crate) use fakes::Fake;

/// The edge under test.
pub(crate) struct Edge {
    pub(crate) fake: Arc<Fake>,
    router: Router,
    config: WebConfig,
}

impl Edge {
    pub(crate) fn new() -> Self {
        Self::with(WebConfig { version: "build-7".to_owned(), ..WebConfig::default() })
    }

    pub(crate) fn with(config: WebConfig) -> Self {
        let fake = Arc::new(Fake::default());
        let router = web::router(fakes::ports(&fake), config.clone());
        Self { fake, router, config }
    }

    /// Sends a request without a network.
    pub(crate) async fn send(&self, ask: Ask) -> Reply {
        Reply::read(self.begin(ask).await).await
    }

    /// As [`Self::send`], with the answer's body still to be read.
    pub(crate) async fn begin(&self, ask: Ask) -> Response {
        self.router.clone().oneshot(ask.build()).await.unwrap()
    }

    /// Serves on a free port, for what needs a real connection.
    pub(crate) async fn listen(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        self.serve(listener, std::future::pending());
        address
    }

    /// Serves until `stop`, and says when all has ended.
    pub(crate) fn serve(
        &self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> JoinHandle<()> {
        let (router, config) = (self.router.clone(), self.config.clone());
        tokio::spawn(async move { web::serve(listener, router, &config, stop).await })
    }
}
