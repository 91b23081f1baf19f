//! Connections: how many there may be, how long one may keep us waiting, and how they end.

mod line;
mod places;

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use model::limits::{NEXT_REQUEST_SECONDS_MAX, REQUEST_HEADER_BYTES_MAX};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::WebConfig;
use line::Line;
use places::Places;

const NEXT_REQUEST: Duration = Duration::from_secs(NEXT_REQUEST_SECONDS_MAX as u64);

/// Serves HTTP/1.1 and the WebSockets in it until `stop`; then lets what is under way end. Only
/// dropping the future ends it sooner.
///
/// A connection that brings no whole request header in time is closed, be it slow or idle, and so
/// is one that takes nothing off us. Proxies and other addresses that the configuration names may
/// have as many connections as they like.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    config: &WebConfig,
    stop: impl Future<Output = ()>,
) {
    let places = Places::new(config);
    let (stopping, stopped) = watch::channel(false);
    let mut listener = listener;
    let mut stop = pin!(stop);
    loop {
        let (line, peer) = tokio::select! {
            () = &mut stop => break,
            came = places.next(&mut listener) => came,
        };
        let open = config.traffic.opened("http");
        let talk = converse(line, peer, router.clone(), stopped.clone());
        tokio::spawn(async move {
            talk.await;
            drop(open);
        });
    }
    drop((listener, stopped));
    stopping.send_replace(true);
    stopping.closed().await;
}

async fn converse(
    line: Line,
    peer: SocketAddr,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.call(request)
    });
    let conversation = http1::Builder::new()
        .timer(TokioTimer::new())
        // It runs from the end of the answer before, so it bounds idle connections, too.
        .header_read_timeout(NEXT_REQUEST)
        .max_buf_size(REQUEST_HEADER_BYTES_MAX)
        .serve_connection(TokioIo::new(line), service)
        .with_upgrades();
    let mut conversation = pin!(conversation);
    let ended = tokio::select! {
        ended = conversation.as_mut() => ended,
        () = async { drop(stopped.wait_for(|stop| *stop).await) } => {
            conversation.as_mut().graceful_shutdown();
            conversation.await
        }
    };
    if let Err(error) = ended {
        // The client's doing, as a rule: it left half-way, or was too slow.
        tracing::debug!(%peer, %error, "a connection broke off");
    }
}
