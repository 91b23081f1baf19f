//! E-mail in motion: mailboxes are watched, raw mails journalled before anything looks into them,
//! then filed into cases; answers go out by the outbox.

mod file_away;
mod journal;
pub(crate) mod letterhead;
mod machine;
mod process;
pub mod send;
mod sender;
pub(crate) mod settings;
mod sink;
mod unreadable;
mod watch;

use std::time::Duration;

use tokio::task::JoinSet;

use crate::App;

/// How often the journal is looked at even when nobody rang.
const JOURNAL_PAUSE: Duration = Duration::from_secs(30);

/// Starts the watchers of mailboxes, the SMTP receiver and the worker of the journal.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    jobs.spawn(watch::all(app.clone()));
    jobs.spawn(work_on_journal(app.clone()));
    if let Some(address) = app.config.smtp_listen {
        jobs.spawn(sink::listen(app.clone(), address));
    }
}

/// Files journalled mails, oldest first, until none is left; then waits for the next.
async fn work_on_journal(app: App) {
    loop {
        match process::pending(&app).await {
            Ok(0) => {
                let _ = tokio::time::timeout(JOURNAL_PAUSE, app.mail_bell.notified()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the mail journal waits for the store");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
