//! People: accounts, roles, passwords.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use api::admin::{NewUser, PasswordReset, User as View, UserChange};
use api::{Answer, Caller, Code, Locale, Page, PageQuery, Problem};
use model::limits::{CHAT_CAPACITY_DEFAULT, MAIL_CAPACITY_DEFAULT};
use model::permission::Role;
use model::{Presence, QueueId, UserId};
use serde_json::json;
use store::user_account::{self, PasswordHash, User};
use store::{Scope, StoreError, Tx, queue, session, sign_on_link};

use super::announce;
use crate::App;
use crate::accounts::{factor, password};
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;
use crate::work::{release, state, takes_work};

/// Chats one agent may have at once.
const CHAT_CAPACITY: RangeInclusive<u32> = 0..=50;
/// Mails one agent may have at once.
const MAIL_CAPACITY: RangeInclusive<u32> = 0..=500;

pub(super) async fn list(app: &App, by: &Caller, page: PageQuery) -> Answer<Page<View>> {
    let store = app.of(by.tenant);
    let after = match page.cursor.as_deref().map(str::parse::<UserId>) {
        None => None,
        Some(Ok(id)) => user_account::by_id(&store, id).await.or_problem()?,
        Some(Err(_)) => return Err(Problem::new(Code::Malformed)),
    };
    let after = after.map(|user| (user.name, user.id));
    let limit = page.rows();
    let found = user_account::page(&store, after, u64::from(limit) + 1).await.or_problem()?;
    let page = Page::of(found, limit, |user| user.id.to_string());
    let mut queues = queues_of_all(&store).await.or_problem()?;
    Ok(page.map(|user| {
        let own = queues.remove(&user.id).unwrap_or_default();
        view(user, own)
    }))
}

async fn queues_of_all(scope: &Scope<'_>) -> Result<HashMap<UserId, Vec<QueueId>>, StoreError> {
    let mut queues: HashMap<UserId, Vec<QueueId>> = HashMap::new();
    for (queue, user) in queue::members(scope).await? {
        queues.entry(user).or_default().push(queue);
    }
    Ok(queues)
}

fn view(user: User, queues: Vec<QueueId>) -> View {
    View {
        id: user.id,
        email: user.email,
        name: user.name,
        roles: user.roles,
        locale: Locale::parse(&user.locale).unwrap_or(Locale::Ja),
        active: user.active,
        chat_capacity: user.chat_capacity,
        mail_capacity: user.mail_capacity,
        queues,
        created_at: user.created_at,
        version: user.version,
    }
}

async fn one(app: &App, by: &Caller, id: UserId) -> Answer<View> {
    let store = app.of(by.tenant);
    let found = user_account::by_id(&store, id).await.or_problem()?;
    let user = found.ok_or(Problem::new(Code::NotFound))?;
    let queues = queues_of_all(&store).await.or_problem()?.remove(&id).unwrap_or_default();
    Ok(view(user, queues))
}

/// An account before it is stored, checked.
pub(crate) struct Checked {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) locale: Locale,
    pub(crate) password_hash: PasswordHash,
}

impl Checked {
    pub(crate) fn into_user(self, tx: &Tx<'_>) -> User {
        User {
            id: tx.id(),
            email: self.email,
            name: self.name,
            password_hash: self.password_hash,
            roles: self.roles,
            locale: self.locale.as_str().to_owned(),
            active: true,
            chat_capacity: CHAT_CAPACITY_DEFAULT,
            mail_capacity: MAIL_CAPACITY_DEFAULT,
            created_at: tx.now(),
            version: 1,
        }
    }
}

pub(super) async fn create(app: &App, by: &Caller, input: NewUser) -> Answer<View> {
    validate::password("password", &input.password)?;
    let checked = Checked {
        email: validate::email("email", &input.email)?,
        name: validate::name("name", &input.name)?,
        roles: role_list(by, &[], input.roles)?,
        locale: input.locale.unwrap_or(Locale::Ja),
        password_hash: password::hash(input.password).await?,
    };
    let chats = input.chat_capacity.unwrap_or(CHAT_CAPACITY_DEFAULT);
    let chats = validate::within("chat_capacity", chats, CHAT_CAPACITY)?;
    let mails = input.mail_capacity.unwrap_or(MAIL_CAPACITY_DEFAULT);
    let mails = validate::within("mail_capacity", mails, MAIL_CAPACITY)?;
    let (caller, queues) = (by.clone(), input.queues);
    let made = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let user = checked.into_user(tx);
                let user = User { chat_capacity: chats, mail_capacity: mails, ..user };
                user_account::insert(tx, &user).await?;
                set_queues(tx, user.id, queues).await?;
                let detail = json!({"roles": user.roles});
                let target = user.id.to_string();
                record(tx, &Who::from(&caller), "user.created", &target, detail).await?;
                announce(tx, &caller, "users").await?;
                Ok::<_, Failure>(user.id)
            })
        })
        .await
        .or_problem()?;
    one(app, by, made.value).await
}

async fn set_queues(tx: &Tx<'_>, user: UserId, mut wanted: Vec<QueueId>) -> Result<(), Failure> {
    wanted.sort_unstable();
    wanted.dedup();
    let known = queue::all(tx).await?;
    if wanted.iter().any(|id| !known.iter().any(|queue| queue.id == *id)) {
        return Err(Problem::invalid(
            "queues",
            "存在しない窓口が含まれています。",
            "A queue does not exist.",
        )
        .into());
    }
    queue::set_queues_of(tx, user, &wanted).await?;
    Ok(())
}

/// Roles somebody may be given by this caller: only a system administrator makes another one, or
/// takes that role away.
fn role_list(by: &Caller, before: &[Role], mut roles: Vec<Role>) -> Answer<Vec<Role>> {
    roles.sort_unstable();
    roles.dedup();
    if roles.is_empty() {
        return Err(Problem::invalid("roles", "役割を選択してください。", "Choose a role."));
    }
    let system = Role::SystemAdmin;
    if before.contains(&system) != roles.contains(&system) {
        only_system_admins(by)?;
    }
    Ok(roles)
}

fn only_system_admins(by: &Caller) -> Answer<()> {
    if by.roles.contains(&Role::SystemAdmin) {
        return Ok(());
    }
    Err(Problem::new(Code::Forbidden).with(
        "システム管理者の変更はシステム管理者だけが行えます。",
        "Only a system administrator may change a system administrator.",
    ))
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (UserId, i64),
    change: UserChange,
) -> Answer<View> {
    let change = checked(change)?;
    let caller = by.clone();
    let changed = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { write(tx, &caller, (id, version), change).await })
        })
        .await
        .or_problem()?
        .value;
    if changed.switched_off || changed.other_roles {
        app.hub.end_desks_of(by.tenant, id);
    }
    one(app, by, id).await
}

fn checked(change: UserChange) -> Answer<UserChange> {
    if let Some(chats) = change.chat_capacity {
        validate::within("chat_capacity", chats, CHAT_CAPACITY)?;
    }
    if let Some(mails) = change.mail_capacity {
        validate::within("mail_capacity", mails, MAIL_CAPACITY)?;
    }
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    Ok(UserChange { name, ..change })
}

/// What a change means for the person's desks.
struct Changed {
    switched_off: bool,
    other_roles: bool,
}

async fn write(
    tx: &mut Tx<'_>,
    by: &Caller,
    (id, version): (UserId, i64),
    change: UserChange,
) -> Result<Changed, Failure> {
    let before = user_account::by_id(tx, id).await?.ok_or(Problem::new(Code::NotFound))?;
    if before.version != version {
        return Err(StoreError::Version { what: "user", expected: version }.into());
    }
    let queues = change.queues.clone();
    let after = applied(by, &before, change)?;
    keep_an_admin(tx, by, &before, &after).await?;
    user_account::update(tx, &after).await?;
    let switched_off = before.active && !after.active;
    if switched_off {
        session::delete_of_user(tx, id, None).await?;
    }
    let mut detail = differences(&before, &after);
    if let Some(queues) = queues {
        detail.insert("queues".to_owned(), json!(queues));
        set_queues(tx, id, queues).await?;
    }
    if !takes_work(&after) {
        let actor = by.actor();
        state::set(tx, id, actor, Presence::Offline).await?;
        release::everything(tx, actor, id).await?;
    }
    record(tx, &Who::from(by), "user.changed", &id.to_string(), detail.into()).await?;
    announce(tx, by, "users").await?;
    Ok(Changed { switched_off, other_roles: before.roles != after.roles })
}

fn applied(by: &Caller, before: &User, change: UserChange) -> Answer<User> {
    let roles = match change.roles {
        Some(roles) => role_list(by, &before.roles, roles)?,
        None => before.roles.clone(),
    };
    let active = change.active.unwrap_or(before.active);
    if active != before.active && before.roles.contains(&Role::SystemAdmin) {
        only_system_admins(by)?;
    }
    Ok(User {
        name: change.name.unwrap_or_else(|| before.name.clone()),
        roles,
        active,
        chat_capacity: change.chat_capacity.unwrap_or(before.chat_capacity),
        mail_capacity: change.mail_capacity.unwrap_or(before.mail_capacity),
        ..before.clone()
    })
}

/// Nobody locks out themselves, and the last administrator stays.
async fn keep_an_admin(
    tx: &Tx<'_>,
    by: &Caller,
    before: &User,
    after: &User,
) -> Result<(), Failure> {
    if before.id == by.user {
        let loses = |role| before.roles.contains(&role) && !after.roles.contains(&role);
        if !after.active || loses(Role::Admin) || loses(Role::SystemAdmin) {
            return Err(Problem::new(Code::Conflict)
                .with(
                    "自分自身の無効化や管理者権限の解除はできません。ほかの管理者に依頼してください。",
                    "You cannot switch yourself off or take away your own administrator role. Ask another administrator.",
                )
                .into());
        }
    }
    let is_admin = |user: &User| user.active && user.roles.contains(&Role::Admin);
    if is_admin(before) && !is_admin(after) {
        let everybody = user_account::list(tx).await?;
        if !everybody.iter().any(|user| user.id != before.id && is_admin(user)) {
            return Err(Problem::new(Code::Conflict)
                .with("最後の管理者は残す必要があります。", "The last administrator has to stay.")
                .into());
        }
    }
    Ok(())
}

/// What changed, for the audit log.
fn differences(before: &User, after: &User) -> serde_json::Map<String, serde_json::Value> {
    let pairs = [
        ("name", json!(before.name), json!(after.name)),
        ("roles", json!(before.roles), json!(after.roles)),
        ("active", json!(before.active), json!(after.active)),
        ("chat_capacity", json!(before.chat_capacity), json!(after.chat_capacity)),
        ("mail_capacity", json!(before.mail_capacity), json!(after.mail_capacity)),
    ];
    pairs
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| (field.to_owned(), json!({"from": before, "to": after})))
        .collect()
}

pub(super) async fn reset_password(
    app: &App,
    by: &Caller,
    id: UserId,
    reset: PasswordReset,
) -> Answer<()> {
    validate::password("password", &reset.password)?;
    let hash = password::hash(reset.password).await?;
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let found = user_account::by_id(tx, id).await?;
                let user = found.ok_or(Problem::new(Code::NotFound))?;
                if user.roles.contains(&Role::SystemAdmin) {
                    only_system_admins(&caller)?;
                }
                user_account::update(tx, &User { password_hash: hash, ..user }).await?;
                let ended = session::delete_of_user(tx, id, None).await?;
                let (who, detail) = (Who::from(&caller), json!({"sessions_ended": ended}));
                record(tx, &who, "password.reset", &id.to_string(), detail).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    app.hub.end_desks_of(by.tenant, id);
    Ok(())
}

pub(super) async fn reset_second_factor(app: &App, by: &Caller, id: UserId) -> Answer<()> {
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let found = user_account::by_id(tx, id).await?;
                let user = found.ok_or(Problem::new(Code::NotFound))?;
                if user.roles.contains(&Role::SystemAdmin) {
                    only_system_admins(&caller)?;
                }
                factor::reset(tx, &Who::from(&caller), id).await
            })
        })
        .await
        .or_problem()?;
    app.hub.end_desks_of(by.tenant, id);
    Ok(())
}

/// Forgets who somebody is to the providers by which people sign in.
pub(crate) async fn forget_sign_on(app: &App, by: &Caller, id: UserId) -> Answer<()> {
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let found = user_account::by_id(tx, id).await?;
                let user = found.ok_or(Problem::new(Code::NotFound))?;
                if user.roles.contains(&Role::SystemAdmin) {
                    only_system_admins(&caller)?;
                }
                if sign_on_link::forget_user(tx, id).await? == 0 {
                    let problem = Problem::new(Code::Conflict).with(
                        "この人は連携先と結び付いていません。",
                        "No provider knows this person.",
                    );
                    return Err(Failure::from(problem));
                }
                let ended = session::delete_of_user(tx, id, None).await?;
                let (who, detail) = (Who::from(&caller), json!({"sessions_ended": ended}));
                record(tx, &who, "sign_on.released", &id.to_string(), detail).await?;
                Ok(())
            })
        })
        .await
        .or_problem()?;
    app.hub.end_desks_of(by.tenant, id);
    Ok(())
}
