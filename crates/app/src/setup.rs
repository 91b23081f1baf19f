//! A new installation and a new tenant: the first administrator and what everybody begins with.

use api::{Answer, Locale};
use model::event::{EventBody, NewEvent};
use model::limits::OFFER_SECONDS_DEFAULT;
use model::permission::Role;
use model::{Actor, QueueId, TenantId};
use serde_json::json;
use store::category::{self, Category};
use store::queue::{self, Queue};
use store::user_account;
use store::{StoreError, SystemTx, Tx, tenant};

use crate::App;
use crate::accounts::password;
use crate::admin::tenants;
use crate::admin::users::Checked;
use crate::audit::{Who, record};
use crate::consents;
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// Name of the queue every tenant begins with.
const FIRST_QUEUE: &str = "一般窓口";

/// The category tree every tenant begins with.
const CATEGORIES: [(&str, &[&str]); 4] = [
    ("一般", &["営業時間・アクセス", "サービス内容", "会員情報の変更", "その他"]),
    ("相談", &["商品選び", "使い方", "見積・法人"]),
    ("クレーム", &["商品の不良", "配送", "請求・返金", "応対"]),
    ("リモート支援", &["初期設定", "操作案内", "不具合の調査"]),
];

/// The first administrator of an installation.
#[derive(Clone)]
pub struct FirstAdmin {
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Password.
    pub password: String,
    /// Short name of the tenant; made when there is none.
    pub tenant_slug: String,
    /// Name of the tenant.
    pub tenant_name: String,
}

impl std::fmt::Debug for FirstAdmin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstAdmin").field("tenant_slug", &self.tenant_slug).finish_non_exhaustive()
    }
}

/// Whether nobody can sign in yet.
///
/// # Errors
/// The store's.
pub async fn needs_setup(app: &App) -> Answer<bool> {
    Ok(!user_account::any(&app.store.system()).await.or_problem()?)
}

/// Makes the first administrator (roles Admin and SystemAdmin) with a tenant, unless there already
/// is somebody. Answers whether it did.
///
/// # Errors
/// `invalid` for a wrong field, and the store's.
pub async fn ensure_first_admin(app: &App, first: FirstAdmin) -> Answer<bool> {
    if !needs_setup(app).await? {
        return Ok(false);
    }
    let slug = tenants::slug("tenant_slug", &first.tenant_slug)?;
    let name = validate::name("tenant_name", &first.tenant_name)?;
    validate::password("password", &first.password)?;
    let admin = Checked {
        email: validate::email("email", &first.email)?,
        name: validate::name("name", &first.name)?,
        roles: vec![Role::Admin, Role::SystemAdmin],
        locale: Locale::Ja,
        password_hash: password::hash(first.password).await?,
    };
    let made = app
        .store
        .system()
        .write(app.now(), move |system| {
            Box::pin(async move { write(system, (slug, name), admin).await })
        })
        .await
        .or_problem()?;
    Ok(made.value)
}

async fn write(
    system: &mut SystemTx<'_>,
    (slug, name): (String, String),
    admin: Checked,
) -> Result<bool, Failure> {
    // Two processes may have begun at the same time.
    if user_account::any(system).await? {
        return Ok(false);
    }
    let tenant = match tenant::by_slug(system, &slug).await? {
        Some(tenant) => tenant,
        None => tenants::insert(system, slug, name).await?,
    };
    begin(&mut system.tenant(tenant.id), admin).await?;
    Ok(true)
}

/// Makes a further administrator of a tenant from outside, for when nobody who could do it at the
/// desk is able to sign in. The tenant's names in `admin` are of no effect.
///
/// # Errors
/// `invalid` for a wrong field, `taken` for a known address, and the store's.
pub async fn add_admin(app: &App, tenant: TenantId, admin: FirstAdmin) -> Answer<()> {
    validate::password("password", &admin.password)?;
    let admin = Checked {
        email: validate::email("email", &admin.email)?,
        name: validate::name("name", &admin.name)?,
        roles: vec![Role::Admin],
        locale: Locale::Ja,
        password_hash: password::hash(admin.password).await?,
    };
    app.of(tenant)
        .write(app.now(), move |tx| Box::pin(async move { join(tx, admin).await }))
        .await
        .or_problem()?;
    Ok(())
}

async fn join(tx: &mut Tx<'_>, admin: Checked) -> Result<(), Failure> {
    let user = admin.into_user(tx);
    user_account::insert(tx, &user).await?;
    let (target, detail) = (user.id.to_string(), json!({"roles": user.roles}));
    record(tx, &Who::default(), "user.created", &target, detail).await?;
    let body = EventBody::SettingsChanged { part: "users".to_owned() };
    tx.append(NewEvent::bare(Actor::System, body)).await?;
    Ok(())
}

/// What a tenant begins with: its defaults, and an administrator who serves its queue.
pub(crate) async fn begin(tx: &mut Tx<'_>, admin: Checked) -> Result<(), Failure> {
    let queue = new_tenant_defaults(tx).await?;
    let user = admin.into_user(tx);
    user_account::insert(tx, &user).await?;
    queue::set_queues_of(tx, user.id, &[queue]).await?;
    let (target, detail) = (user.id.to_string(), json!({"roles": user.roles}));
    record(tx, &Who::default(), "user.created", &target, detail).await?;
    for part in ["queues", "users"] {
        let body = EventBody::SettingsChanged { part: part.to_owned() };
        tx.append(NewEvent::bare(Actor::System, body)).await?;
    }
    Ok(())
}

/// A queue and a category tree to begin with; nothing when the tenant already has queues. Answers
/// the queue.
///
/// # Errors
/// The store's.
pub async fn new_tenant_defaults(tx: &Tx<'_>) -> Result<QueueId, StoreError> {
    if let Some(known) = queue::all(tx).await?.into_iter().find(|queue| !queue.archived) {
        return Ok(known.id);
    }
    consents::seed(tx).await?;
    let id: QueueId = tx.id();
    let name = FIRST_QUEUE.to_owned();
    let first =
        Queue { id, name, offer_seconds: OFFER_SECONDS_DEFAULT, archived: false, version: 1 };
    queue::insert(tx, &first).await?;
    for (place, (top, children)) in (0..).zip(CATEGORIES) {
        let parent = Category {
            id: tx.id(),
            parent: None,
            name: top.to_owned(),
            position: place,
            archived: false,
            version: 1,
        };
        category::insert(tx, &parent).await?;
        for (place, child) in (0..).zip(children) {
            let child = Category {
                id: tx.id(),
                parent: Some(parent.id),
                name: (*child).to_owned(),
                position: place,
                archived: false,
                version: 1,
            };
            category::insert(tx, &child).await?;
        }
    }
    Ok(id)
}
