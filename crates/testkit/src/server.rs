//! The whole product for tests: in this process on a clock that can be put forward
//! ([`TestServer`]), or as the real binary ([`ServerProcess`]), and clients that speak to it as
//! browsers, widgets and mail servers do.

mod chat;
mod client;
mod clock;
mod desk;
mod post;
mod process;
mod running;
mod socket;
mod tenants;

pub use chat::ChatSocket;
pub use client::{Client, Reply};
pub use clock::TestClock;
pub use desk::DeskSocket;
pub use post::{Letter, Post};
pub use process::ServerProcess;
pub use running::{Database, TestServer, TestStore};
pub use tenants::{PASSWORD, TestTenant};

use std::future::Future;
use std::time::{Duration, Instant};

/// How long anything that must happen may take; generous, because tests share the machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Asks again until there is an answer.
///
/// # Panics
/// When there is none within [`PATIENCE`]; the message names what was awaited.
pub async fn until<T, F>(what: &str, mut ask: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "{what}: not within {} s", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
