//! An installation with one tenant, its first administrator, and a clock of its own.

use std::sync::{Arc, Mutex};

use api::account::SignIn;
use api::ports::{Accounts as _, Admin as _, Origin};
use api::{Answer, Caller, Code};
use app::clock::Clock;
use app::setup::{FirstAdmin, ensure_first_admin};
use app::{App, Config};
use jiff::{SignedDuration, Timestamp};
use model::TenantId;
use model::event::Event;
use model::permission::Role;
use store::{Store, StoreOptions, TenantStore, log};
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "horse staple 9";

/// Which database a test runs on.
pub(crate) trait Backend {
    /// The address of an empty database of one's own, or none for the embedded one.
    fn database_url() -> Option<String>;
}

/// The embedded database.
pub(crate) struct Sqlite;

impl Backend for Sqlite {
    fn database_url() -> Option<String> {
        None
    }
}

/// A server started for this test binary.
pub(crate) struct Postgres;

impl Backend for Postgres {
    fn database_url() -> Option<String> {
        Some(testkit::postgres::Postgres::shared().database())
    }
}

/// A clock that stands still until it is moved.
pub(crate) struct Hands(Mutex<Timestamp>);

impl Hands {
    pub(crate) fn forward(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now += by;
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<Hands>,
    pub(crate) tenant: TenantId,
    /// The first administrator.
    pub(crate) admin: Caller,
    pub(crate) dir: TempDir,
}

impl World {
    pub(crate) async fn new<B: Backend>() -> Self {
        Self::with::<B>(config()).await
    }

    /// An installation that is told something else from outside.
    pub(crate) async fn with<B: Backend>(config: Config) -> Self {
        let (app, clock, dir) = empty_with::<B>(config).await;
        assert!(ensure_first_admin(&app, first("admin@acme.jp", "acme")).await.unwrap());
        let (_, admin) = signed_in(&app, "admin@acme.jp", PASSWORD).await;
        Self { tenant: admin.tenant, app, clock, admin, dir }
    }

    pub(crate) fn store(&self) -> TenantStore {
        self.app.of(self.tenant)
    }

    /// A colleague with these roles, signed in.
    pub(crate) async fn colleague(&self, email: &str, roles: &[Role]) -> Caller {
        self.app.create_user(&self.admin, new_user(email, roles)).await.unwrap();
        signed_in(&self.app, email, PASSWORD).await.1
    }

    /// A second tenant and its administrator.
    pub(crate) async fn other_tenant(&self) -> Caller {
        let input = api::admin::NewTenant {
            slug: "bolt".to_owned(),
            name: "ボルト".to_owned(),
            admin_email: "admin@bolt.jp".to_owned(),
            admin_name: "鈴木".to_owned(),
            admin_password: PASSWORD.to_owned(),
        };
        self.app.create_tenant(&self.admin, input).await.unwrap();
        signed_in(&self.app, "admin@bolt.jp", PASSWORD).await.1
    }

    /// The tenant's events, oldest first. Only what is committed: nothing else writes to this
    /// database.
    pub(crate) async fn events(&self) -> Vec<Event> {
        let committed = *self.app.store.committed().borrow();
        for _ in 0..500 {
            let system = self.app.store.system();
            let all = log::tail::events_after(&system, 0, 1_000_000).await.unwrap();
            if all.last().is_some_and(|(_, event)| event.seq >= committed) {
                let own = all.into_iter().filter(|(tenant, _)| *tenant == self.tenant);
                return own.map(|(_, event)| event).collect();
            }
            // On a shared server another test's transaction may hold the horizon back.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the log does not get to {committed}");
    }

    /// Actions of the audit log, newest first.
    pub(crate) async fn audited(&self) -> Vec<String> {
        let query = api::admin::AuditQuery { limit: Some(200), ..Default::default() };
        let page = self.app.audit(&self.admin, query).await.unwrap();
        page.items.into_iter().map(|entry| entry.action).collect()
    }
}

/// An installation where nobody can sign in yet.
pub(crate) async fn empty<B: Backend>() -> (App, Arc<Hands>, TempDir) {
    empty_with::<B>(config()).await
}

/// What the tests' installations are told from outside.
pub(crate) fn config() -> Config {
    Config {
        public_url: "https://desk.example".to_owned(),
        mail_allow_private: true,
        ..Config::default()
    }
}

async fn empty_with<B: Backend>(config: Config) -> (App, Arc<Hands>, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let mut options = StoreOptions::new(dir.path().join("data"));
    options.database_url = B::database_url();
    // Many tests share two cores.
    options.write_timeout = std::time::Duration::from_secs(60);
    let store = Store::open(options).await.unwrap();
    let start = "2026-11-23T03:00:00Z".parse().unwrap();
    let clock = Arc::new(Hands(Mutex::new(start)));
    (App::new(store, clock.clone(), config), clock, dir)
}

pub(crate) fn first(email: &str, slug: &str) -> FirstAdmin {
    FirstAdmin {
        email: email.to_owned(),
        name: "管理 花子".to_owned(),
        password: PASSWORD.to_owned(),
        tenant_slug: slug.to_owned(),
        tenant_name: "アクメ".to_owned(),
    }
}

pub(crate) fn new_user(email: &str, roles: &[Role]) -> api::admin::NewUser {
    api::admin::NewUser {
        email: email.to_owned(),
        name: email.split('@').next().unwrap().to_owned(),
        roles: roles.to_vec(),
        password: PASSWORD.to_owned(),
        locale: None,
        chat_capacity: None,
        mail_capacity: None,
        queues: Vec::new(),
    }
}

pub(crate) fn origin() -> Origin {
    Origin { ip: Some([192, 0, 2, 7].into()), agent: "test".to_owned(), locale: None }
}

pub(crate) fn typed(email: &str, password: &str) -> SignIn {
    SignIn { email: email.to_owned(), password: password.to_owned(), tenant: None, code: None }
}

/// Signs in; answers the token and who it is.
pub(crate) async fn signed_in(app: &App, email: &str, password: &str) -> (String, Caller) {
    let session = app.sign_in(&origin(), typed(email, password)).await.unwrap();
    let found = app.resolve(&session.token, &origin()).await.unwrap();
    let (caller, csrf) = found.unwrap();
    assert_eq!(csrf, session.me.csrf);
    (session.token, caller)
}

/// The code of a refusal.
pub(crate) fn refused<T>(answer: Answer<T>) -> Code {
    match answer {
        Ok(_) => panic!("it was not refused"),
        Err(problem) => problem.code,
    }
}
