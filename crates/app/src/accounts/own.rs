//! One's own account.

use api::account::{Me, MyChange, PasswordChange, TenantView};
use api::{Answer, Caller, Code, Locale, Problem};
use model::UserId;
use model::event::{EventBody, NewEvent};
use model::permission::{Permission, granted};
use serde_json::json;
use store::tenant::{self, Tenant};
use store::user_account::{self, PasswordHash, User};
use store::{Tx, session};

use super::password;
use crate::App;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// The signed-in person.
pub(super) fn view(app: &App, tenant: &Tenant, user: User, csrf: String) -> Me {
    let permissions =
        Permission::ALL.iter().copied().filter(|what| granted(&user.roles, *what)).collect();
    Me {
        id: user.id,
        email: user.email,
        name: user.name,
        locale: Locale::parse(&user.locale).unwrap_or(Locale::Ja),
        roles: user.roles,
        permissions,
        tenant: TenantView {
            id: tenant.id,
            slug: tenant.slug.clone(),
            name: tenant.name.clone(),
            demo: tenant.demo,
        },
        csrf,
        version: app.config.version.clone(),
    }
}

pub(super) async fn me(app: &App, by: &Caller) -> Answer<Me> {
    let store = app.of(by.tenant);
    let user = user_account::by_id(&store, by.user).await.or_problem()?;
    let user = user.ok_or(Problem::new(Code::SignInNeeded))?;
    let session = session::by_token_hash(&app.store.system(), &by.session).await.or_problem()?;
    let (_, session) = session.ok_or(Problem::new(Code::SignInNeeded))?;
    Ok(view(app, &tenant::get(&store).await.or_problem()?, user, session.csrf))
}

pub(super) async fn change(app: &App, by: &Caller, change: MyChange) -> Answer<Me> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let change = MyChange { name, ..change };
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| Box::pin(async move { write(tx, &caller, change).await }))
        .await
        .or_problem()?;
    me(app, by).await
}

async fn write(tx: &mut Tx<'_>, by: &Caller, change: MyChange) -> Result<(), Failure> {
    let mut user = own(tx, by.user).await?;
    if let Some(locale) = change.locale {
        user.locale = locale.as_str().to_owned();
    }
    let renamed = change.name.filter(|name| *name != user.name);
    if let Some(name) = &renamed {
        user.name.clone_from(name);
    }
    user_account::update(tx, &user).await?;
    if renamed.is_some() {
        let detail = json!({"fields": ["name"]});
        record(tx, &Who::from(by), "user.changed", &by.user.to_string(), detail).await?;
        let body = EventBody::SettingsChanged { part: "users".to_owned() };
        tx.append(NewEvent::bare(by.actor(), body)).await?;
    }
    Ok(())
}

async fn own(tx: &Tx<'_>, user: UserId) -> Result<User, Failure> {
    user_account::by_id(tx, user).await?.ok_or(Problem::new(Code::SignInNeeded).into())
}

pub(super) async fn change_password(app: &App, by: &Caller, change: PasswordChange) -> Answer<()> {
    validate::password("new", &change.new)?;
    let user = user_account::by_id(&app.of(by.tenant), by.user).await.or_problem()?;
    let user = user.ok_or(Problem::new(Code::SignInNeeded))?;
    let attempt = app
        .sign_in_limit
        .begin(app.now(), &user.email, by.ip)
        .map_err(|seconds| Problem::new(Code::TooMany).retry_after(seconds))?;
    if !password::fits(change.current, user.password_hash.clone()).await? {
        return Err(Problem::invalid(
            "current",
            "現在のパスワードが違います。",
            "This is not the present password.",
        ));
    }
    app.sign_in_limit.succeeded(&attempt);
    let (caller, checked) = (by.clone(), user.password_hash);
    let new = password::hash(change.new).await?;
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { set_password(tx, &caller, &checked, new).await })
        })
        .await
        .or_problem()?;
    // Every desk connects again, and those whose session has ended cannot.
    app.hub.end_desks_of(by.tenant, by.user);
    Ok(())
}

async fn set_password(
    tx: &Tx<'_>,
    by: &Caller,
    checked: &PasswordHash,
    new: PasswordHash,
) -> Result<(), Failure> {
    let user = own(tx, by.user).await?;
    if user.password_hash != *checked {
        return Err(Problem::new(Code::Changed).into());
    }
    user_account::update(tx, &User { password_hash: new, ..user }).await?;
    let ended = session::delete_of_user(tx, by.user, Some(&by.session)).await?;
    let detail = json!({"sessions_ended": ended});
    record(tx, &Who::from(by), "password.changed", &by.user.to_string(), detail).await?;
    Ok(())
}
