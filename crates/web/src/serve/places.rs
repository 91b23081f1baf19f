//! Who may connect: so many in all, so many from one address.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::serve::Listener as _;
use model::limits::{CONNECTIONS_MAX, CONNECTIONS_PER_ADDRESS_MAX, FILES_KEPT_FREE};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::line::Line;
use crate::config::WebConfig;
use crate::limits::{Tally, block_of};

pub(super) struct Places {
    all: Arc<Semaphore>,
    per_address: Tally<IpAddr>,
    spared: Vec<IpAddr>,
}

impl Places {
    pub(super) fn new(config: &WebConfig) -> Self {
        let most = most(std::fs::read_to_string("/proc/self/limits").ok().as_deref());
        let spared = config.trusted_proxies.iter().chain(&config.unlimited_addresses);
        Self {
            all: Arc::new(Semaphore::new(most as usize)),
            // Where few fit, one address still does not get them all.
            per_address: Tally::new(CONNECTIONS_PER_ADDRESS_MAX.min(most / 2)),
            spared: spared.copied().collect(),
        }
    }

    /// The next connection that may stay. While there are too many in all, new ones wait in the
    /// system's queue; who has too many of their own is turned away.
    pub(super) async fn next(&self, listener: &mut TcpListener) -> (Line, SocketAddr) {
        loop {
            let Ok(place) = Arc::clone(&self.all).acquire_owned().await else {
                // Nobody closes it; and without places there is nothing to do.
                return std::future::pending().await;
            };
            // Tries again by itself, also when the process is out of files.
            let (stream, peer) = listener.accept().await;
            if let Some(line) = self.seated(stream, peer, place) {
                return (line, peer);
            }
            tracing::debug!(%peer, "too many connections");
        }
    }

    fn seated(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        place: OwnedSemaphorePermit,
    ) -> Option<Line> {
        let ip = peer.ip().to_canonical();
        let spared = self.spared.contains(&ip);
        let seat = if spared { None } else { Some(self.per_address.enter(block_of(ip))?) };
        Some(Line::new(stream, place, seat))
    }
}

/// Connections that fit into the files the process may open, of which the database, mail and
/// attachments need some.
fn most(process_limits: Option<&str>) -> u32 {
    let line = process_limits
        .and_then(|text| text.lines().find_map(|line| line.strip_prefix("Max open files")));
    let files = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u32>().ok());
    let room = files.map_or(CONNECTIONS_MAX, |files| files.saturating_sub(FILES_KEPT_FREE));
    // However few files there are, the desk must be reachable.
    room.clamp(FILES_KEPT_FREE, CONNECTIONS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_the_rest() {
        let limits = |files: &str| {
            format!(
                "Max processes 31 31 processes\nMax open files            {files}  4096  files\n"
            )
        };
        assert_eq!(most(Some(&limits("1024"))), 1024 - FILES_KEPT_FREE);
        assert_eq!(most(Some(&limits("16"))), FILES_KEPT_FREE);
        assert_eq!(most(Some(&limits("1048576"))), CONNECTIONS_MAX);
        assert_eq!(most(Some(&limits("unlimited"))), CONNECTIONS_MAX);
        assert_eq!(most(None), CONNECTIONS_MAX);
    }
}
