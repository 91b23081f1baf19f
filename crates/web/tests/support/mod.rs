//! A router over fake ports, and requests to it.

pub(crate) mod ask;
pub(crate) mod fakes;
pub(crate) mod ports;
pub(crate) mod samples;
pub(crate) mod sockets;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use tower::ServiceExt as _;
use web::WebConfig;

pub(crate) use ask::{Ask, Reply};
pub(crate) use fakes::Fake;

/// The edge under test.
pub(crate) struct Edge {
    pub(crate) fake: Arc<Fake>,
    router: Router,
}

impl Edge {
    pub(crate) fn new() -> Self {
        Self::with(WebConfig { version: "build-7".to_owned(), ..WebConfig::default() })
    }

    pub(crate) fn with(config: WebConfig) -> Self {
        let fake = Arc::new(Fake::default());
        let router = web::router(fakes::ports(&fake), config);
        Self { fake, router }
    }

    /// Sends a request without a network.
    pub(crate) async fn send(&self, ask: Ask) -> Reply {
        let response = self.router.clone().oneshot(ask.build()).await.unwrap();
        Reply::read(response).await
    }

    /// Serves on a free port, for what needs a real connection.
    pub(crate) async fn listen(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        address
    }
}
