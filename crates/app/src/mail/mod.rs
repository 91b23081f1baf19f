//! E-mail in motion: mailboxes are watched, raw mails journalled before anything looks into them,
//! then filed into cases; answers go out by the outbox. The journal itself is `intake/`.

mod aside;
mod file_away;
pub(crate) mod letterhead;
mod machine;
mod masked;
mod read;
pub mod send;
mod sender;
pub(crate) mod settings;
mod sink;
mod watch;

use tokio::task::JoinSet;

use crate::App;

pub(crate) use read::file;

/// Starts the watchers of mailboxes and the SMTP receiver.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    jobs.spawn(watch::all(app.clone()));
    if let Some(address) = app.config.smtp_listen {
        jobs.spawn(sink::listen(app.clone(), address));
    }
}
