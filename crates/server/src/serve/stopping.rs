//! When to stop: SIGTERM from a supervisor, SIGINT from Ctrl-C.

use tokio::signal::unix::{SignalKind, signal as listen};

/// Waits for a signal and says which it was.
pub(super) async fn signal() -> &'static str {
    let (Ok(mut term), Ok(mut int)) =
        (listen(SignalKind::terminate()), listen(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be heard; stop the server with SIGKILL");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => "SIGTERM",
        _ = int.recv() => "SIGINT",
    }
}
