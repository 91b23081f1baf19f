//! The running server, from the first request to the last.

use std::time::Duration;

use app::App;
use axum::Router;
use demo::actors::ActorOptions;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use web::WebConfig;

use super::stopping;
use crate::stop::Stop;

/// How long what is under way may take when the server stops.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// What runs.
pub(super) struct Parts {
    pub(super) app: App,
    pub(super) router: Router,
    pub(super) config: WebConfig,
    pub(super) listener: TcpListener,
    /// The demo's customers and agents.
    pub(super) actors: Option<ActorOptions>,
    /// Gives figures out; ends with the server.
    pub(super) metrics: Option<JoinHandle<()>>,
}

/// Runs until a signal (well) or until a part breaks (then a supervisor should start it again).
pub(super) async fn until_stopped(parts: Parts) -> Result<(), Stop> {
    let Parts { app, router, config, listener, actors, metrics } = parts;
    let (stop, stopped) = watch::channel(false);
    let mut jobs = app.run().await?;
    let mut serving = tokio::spawn(serve(listener, router, config, stopped.clone()));
    let playing = actors.map(|options| tokio::spawn(demo::actors::run(options, stopped)));
    let ended = tokio::select! {
        signal = stopping::signal() => {
            tracing::info!(signal, "stopping");
            Ok(())
        }
        broken = first_end(&mut jobs) => Err(broken),
        served = &mut serving => Err(listener_gone(served)),
    };
    // Nobody listening is fine: then everything has ended already.
    let _ = stop.send(true);
    wind_down(serving, playing).await;
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    jobs.shutdown().await;
    if let Err(error) = app.store.close().await {
        tracing::warn!(%error, "closing the store");
    }
    tracing::info!("stopped");
    ended
}

async fn serve(
    listener: TcpListener,
    router: Router,
    config: WebConfig,
    mut stopped: watch::Receiver<bool>,
) {
    let stop = async move {
        // An error means that nobody can tell us any more.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    web::serve(listener, router, &config, stop).await;
}

/// Lets requests and actors end; a second signal or too long a time cuts them off.
async fn wind_down(serving: JoinHandle<()>, playing: Option<JoinHandle<()>>) {
    let all = async {
        if let Some(playing) = playing
            && let Err(error) = playing.await
        {
            tracing::warn!(%error, "the demo's actors broke off");
        }
        if !serving.is_finished() {
            // What it says is of no interest any more.
            let _ = serving.await;
        }
    };
    tokio::select! {
        () = all => {}
        () = tokio::time::sleep(LAST_REQUESTS) => {
            tracing::warn!("requests were cut off after {} s", LAST_REQUESTS.as_secs());
        }
        signal = stopping::signal() => tracing::warn!(signal, "requests were cut off"),
    }
}

/// Waits for a job to end, which none should.
async fn first_end(jobs: &mut JoinSet<()>) -> Stop {
    let why = match jobs.join_next().await {
        Some(Err(error)) => error.to_string(),
        Some(Ok(())) => "it returned".to_owned(),
        None => "there is none".to_owned(),
    };
    tracing::error!(why, "a background job ended");
    Stop::broken(
        format!("内部の処理が停止したため終了します({why})。ログを確認してください。"),
        format!("A background job ended, so the server ends, too ({why}). See the log."),
    )
}

fn listener_gone(served: Result<(), tokio::task::JoinError>) -> Stop {
    let why = served.map_or_else(|error| error.to_string(), |()| "it returned".to_owned());
    Stop::broken(format!("待ち受けが停止しました({why})。"), format!("The listener ended ({why})."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_job_that_breaks_or_returns_ends_the_server() {
        let mut jobs = JoinSet::new();
        jobs.spawn(std::future::pending::<()>());
        jobs.spawn(async { panic!("broken on purpose") });
        let stop = first_end(&mut jobs).await.to_string();
        assert!(stop.contains("broken on purpose") || stop.contains("panicked"), "{stop}");
        let mut jobs = JoinSet::new();
        jobs.spawn(std::future::ready(()));
        assert!(first_end(&mut jobs).await.to_string().contains("it returned"));
    }

    #[tokio::test]
    async fn a_job_that_goes_on_does_not() {
        let mut jobs = JoinSet::new();
        jobs.spawn(std::future::pending::<()>());
        let soon = Duration::from_millis(50);
        assert!(tokio::time::timeout(soon, first_end(&mut jobs)).await.is_err());
    }
}
