//! The use-cases: each authorises (through the route table), loads, asks an engine or decides,
//! and writes state, events and effects in one transaction. Nothing is acknowledged before that
//! transaction is durable.
//!
//! Where things are: one folder per part of the product; `ports.rs` in it implements the trait of
//! `api::ports`, the other files hold one use-case each. `cases/flow.rs` is the heart: how a case,
//! its work item and its owner move together. `dispatch/` feeds the routing engine from the log and
//! carries out what it decides. `live/` fans out. `search/` keeps the index and asks it. `jobs` are
//! the loops that [`App::run`] starts.

pub mod accounts;
pub mod admin;
mod api_tokens;
pub mod audit;
pub mod cases;
pub mod chat;
pub mod check;
pub mod clock;
pub mod consents;
pub mod customers;
pub mod dispatch;
pub mod failure;
pub mod figures;
pub mod files;
pub mod forms;
pub mod handover;
pub mod hooks;
pub mod import;
pub mod inbound;
pub mod intake;
pub mod keyset;
pub mod live;
pub mod mail;
pub mod outbox;
pub mod privacy;
pub mod promises;
pub mod proofs;
mod qr;
mod reader_position;
mod repeats;
pub mod retention;
pub mod sealed;
pub mod search;
pub mod setup;
pub mod sides;
mod templates;
pub mod tokens;
mod translation;
pub mod validate;
mod webhooks;
pub mod work;

use std::sync::Arc;

use api::ports::Ports;
use jiff::Timestamp;
use model::TenantId;
use store::{Store, TenantStore};
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::dispatch::Dispatch;
use crate::live::Hub;

/// What the installation is told from outside.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Address under which people and widgets reach the server; used in links.
    pub public_url: String,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// Build, shown to desks so that they notice a new one.
    pub version: String,
    /// Where the built-in SMTP receiver listens; `None` switches it off.
    pub smtp_listen: Option<std::net::SocketAddr>,
    /// Folder of the search index; without one it is in memory and made anew at each start.
    pub search_dir: Option<std::path::PathBuf>,
    /// A certificate authority (PEM) that mail servers may use beside the system's.
    pub mail_ca_pem: Option<Vec<u8>>,
    /// Whether mail servers may be on this machine or a private network. Off, because whoever
    /// manages a channel could otherwise feel about in the operator's network.
    pub mail_allow_private: bool,
    /// Whether messengers of API channels may be there, without TLS if need be. Off for the same
    /// reason.
    pub hooks_allow_private: bool,
    /// Whether providers by which people sign in may be there, too. Off for the same reason.
    pub sign_on_allow_private: bool,
    /// Where a virus scanner listens; without one files are not scanned.
    pub virus_scanner: Option<channels::scanner::ScannerAddress>,
}

/// Everything the use-cases share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

/// See [`App`].
pub struct Inner {
    /// The store.
    pub store: Store,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// What the installation is told from outside.
    pub config: Config,
    /// Live fan-out.
    pub hub: Hub,
    /// Routing.
    pub dispatch: Dispatch,
    /// The search index.
    pub search: search::Shelf,
    /// Pages that widgets stand on.
    pub pages: chat::Pages,
    /// Rung when an input was journalled.
    pub journal_bell: tokio::sync::Notify,
    /// Rung when an effect was registered by a write without an event.
    pub outbox_bell: tokio::sync::Notify,
    /// Rung when a person was erased: files and the index follow.
    pub erasing: tokio::sync::Notify,
    /// How far those who follow the log got.
    pub readers: figures::Readers,
    /// Failed sign-ins, counted.
    pub sign_in_limit: accounts::SignInLimit,
    /// Asked of every file, where there is one.
    pub scanner: Option<channels::scanner::Scanner>,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl App {
    /// Puts the parts together; nothing runs yet.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, config: Config) -> Self {
        let inner = Inner {
            store,
            clock,
            search: search::Shelf::new(config.search_dir.clone()),
            scanner: config.virus_scanner.clone().map(channels::scanner::Scanner::new),
            config,
            hub: Hub::default(),
            dispatch: Dispatch::default(),
            pages: chat::Pages::default(),
            journal_bell: tokio::sync::Notify::new(),
            outbox_bell: tokio::sync::Notify::new(),
            erasing: tokio::sync::Notify::new(),
            readers: figures::Readers::default(),
            sign_in_limit: accounts::SignInLimit::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The rows of one tenant.
    #[must_use]
    pub fn of(&self, tenant: TenantId) -> TenantStore {
        self.store.tenant(tenant)
    }

    /// The ports that `web` sees.
    #[must_use]
    pub fn ports(&self) -> Ports {
        let app = Arc::new(self.clone());
        Ports {
            accounts: app.clone(),
            cases: app.clone(),
            customers: app.clone(),
            handovers: app.clone(),
            privacy: app.clone(),
            proofs: app.clone(),
            retentions: app.clone(),
            sides: app.clone(),
            translations: app.clone(),
            consents: app.clone(),
            templates: app.clone(),
            case_work: app.clone(),
            tokens: app.clone(),
            webhooks: app.clone(),
            search: app.clone(),
            sign_on: app.clone(),
            work: app.clone(),
            files: app.clone(),
            admin: app.clone(),
            chat: app.clone(),
            forms: app.clone(),
            hooks: app.clone(),
            live: app.clone(),
            repeats: app,
        }
    }

    /// Starts the loops: live fan-out, routing, intake, mail, outward effects, housekeeping. They end when
    /// the returned set is dropped.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn run(&self) -> Result<JoinSet<()>, store::StoreError> {
        let mut jobs = JoinSet::new();
        live::spawn_feed(self, &mut jobs).await?;
        dispatch::spawn(self, &mut jobs).await?;
        promises::spawn(self, &mut jobs).await?;
        customers::lookalikes::spawn(self, &mut jobs).await?;
        webhooks::spawn(self, &mut jobs).await?;
        search::spawn(self, &mut jobs);
        privacy::spawn(self, &mut jobs);
        files::scan::spawn(self, &mut jobs);
        retention::spawn(self, &mut jobs);
        cases::hold::spawn(self, &mut jobs);
        sides::spawn(self, &mut jobs);
        work::state::spawn_sweep(self, &mut jobs);
        outbox::spawn(self, &mut jobs);
        intake::spawn(self, &mut jobs);
        mail::spawn(self, &mut jobs);
        accounts::spawn_housekeeping(self, &mut jobs);
        Ok(jobs)
    }
}
