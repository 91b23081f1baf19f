//! The server in this process.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use app::setup::{FirstAdmin, ensure_first_admin};
use app::{App, Config};
use serde_json::json;
use store::{Store, StoreOptions};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use web::WebConfig;

use super::chat::ChatSocket;
use super::client::Client;
use super::clock::TestClock;
use super::post::Post;
use super::tenants::{PASSWORD, TestTenant};
use crate::postgres::Postgres;

/// On which database a server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// Embedded, in the server's temporary folder.
    Sqlite,
    /// A fresh database on the tests' PostgreSQL server.
    Postgres,
}

/// The whole product, running in this process with two tenants.
#[derive(Debug)]
pub struct TestServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it takes mail.
    pub smtp: SocketAddr,
    /// Its present.
    pub clock: TestClock,
    /// Its store.
    pub store: Store,
    /// How its store is opened.
    pub options: StoreOptions,
    /// Where its answers by mail arrive.
    pub post: Post,
    /// The first tenant.
    pub a: TestTenant,
    /// The other tenant.
    pub b: TestTenant,
    data: tempfile::TempDir,
    jobs: JoinSet<()>,
    serving: JoinHandle<()>,
}

impl TestServer {
    /// Starts a server and makes its tenants.
    ///
    /// # Panics
    /// When anything does not work.
    pub async fn start(database: Database) -> Self {
        let TestStore { store, data, options } = TestStore::open(database).await;
        let clock = TestClock::default();
        let smtp = free_address().await;
        let (listener, address) = listen().await;
        let config = Config {
            public_url: format!("http://{address}"),
            smtp_listen: Some(smtp),
            search_dir: Some(data.path().join("search")),
            version: "test".to_owned(),
            mail_allow_private: true,
            ..Config::default()
        };
        let app = App::new(store.clone(), Arc::new(clock.clone()), config);
        found(&app).await;
        let config = web_config(address);
        let router = web::router(app.ports(), config.clone());
        let jobs = app.run().await.unwrap_or_else(|error| panic!("no jobs: {error}"));
        let serving = tokio::spawn(async move {
            web::serve(listener, router, &config, std::future::pending()).await;
        });
        let post = Post::open().await;
        let (a, b) = tenants(address, post.address()).await;
        Self { address, smtp, clock, store, options, post, a, b, data, jobs, serving }
    }

    /// Somebody who has not signed in.
    #[must_use]
    pub fn nobody(&self) -> Client {
        Client::new(self.address)
    }

    /// A person of a tenant, signed in: a role's text, or `agent2`.
    pub async fn login(&self, tenant: &TestTenant, who: &str) -> Client {
        self.nobody().sign_in(&tenant.email(who), PASSWORD).await
    }

    /// An anonymous visitor of a tenant's shop.
    pub async fn visit(&self, tenant: &TestTenant) -> ChatSocket {
        let start = json!({"channel": tenant.chat_key, "locale": "ja"});
        ChatSocket::open(self.address, &start).await
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Whether all its jobs still run.
    #[must_use]
    pub fn is_whole(&mut self) -> bool {
        !self.serving.is_finished() && self.jobs.try_join_next().is_none()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.serving.abort();
        self.jobs.abort_all();
    }
}

/// A store in a folder of its own, which is deleted when dropped.
#[derive(Debug)]
pub struct TestStore {
    /// The store.
    pub store: Store,
    options: StoreOptions,
    data: tempfile::TempDir,
}

impl TestStore {
    /// An empty one.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open(database: Database) -> Self {
        let data = tempfile::Builder::new().prefix("madoguchi-").tempdir();
        let data = data.unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let mut options = StoreOptions::new(data.path());
        if database == Database::Postgres {
            let made = tokio::task::spawn_blocking(|| Postgres::shared().database()).await;
            options = options.with_database_url(made.unwrap_or_else(|error| panic!("{error}")));
        }
        let store = open(&options).await;
        Self { store, options, data }
    }

    /// The same data, as a process finds it that starts after this one.
    ///
    /// # Panics
    /// When it cannot be closed or opened.
    pub async fn reopen(&mut self) {
        let closed = self.store.close().await;
        closed.unwrap_or_else(|error| panic!("the store: {error}"));
        self.store = open(&self.options).await;
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.data.path()
    }
}

async fn open(options: &StoreOptions) -> Store {
    Store::open(options.clone()).await.unwrap_or_else(|error| panic!("the store: {error}"))
}

async fn listen() -> (TcpListener, SocketAddr) {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = bound.unwrap_or_else(|error| panic!("no free port: {error}"));
    let address = listener.local_addr();
    (listener, address.unwrap_or_else(|error| panic!("no free port: {error}")))
}

async fn free_address() -> SocketAddr {
    listen().await.1
}

fn web_config(address: SocketAddr) -> WebConfig {
    WebConfig {
        public_url: Some(format!("http://{address}")),
        unlimited_addresses: vec![address.ip()],
        version: "test".to_owned(),
        ..WebConfig::default()
    }
}

/// Makes the first tenant as the first start does.
async fn found(app: &App) {
    let first = FirstAdmin {
        email: "admin@alpha.example".to_owned(),
        name: "alpha".to_owned(),
        password: PASSWORD.to_owned(),
        tenant_slug: "alpha".to_owned(),
        tenant_name: "alpha".to_owned(),
    };
    let made = ensure_first_admin(app, first).await;
    assert!(made.as_ref().is_ok_and(|made| *made), "the first tenant: {made:?}");
}

/// Makes the other tenant as the system administrator does, and furnishes both.
async fn tenants(server: SocketAddr, post: SocketAddr) -> (TestTenant, TestTenant) {
    let admin = Client::new(server).sign_in("admin@alpha.example", PASSWORD).await;
    let other = json!({
        "slug": "beta", "name": "beta", "admin_email": "admin@beta.example",
        "admin_name": "beta", "admin_password": PASSWORD,
    });
    let _ = admin.post("/api/v1/admin/tenants", &other).await.good();
    let a = TestTenant::furnish(&admin, "alpha", post).await;
    let admin = Client::new(server).sign_in("admin@beta.example", PASSWORD).await;
    let b = TestTenant::furnish(&admin, "beta", post).await;
    (a, b)
}
