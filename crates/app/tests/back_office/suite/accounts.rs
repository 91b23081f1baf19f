//! Sign-in, sessions, passwords.

use api::Code;
use api::account::{MyChange, PasswordChange, SignIn};
use api::admin::UserChange;
use api::ports::{Accounts as _, Admin as _, Origin};
use jiff::SignedDuration;
use model::limits::{
    EMAIL_CHARS_MAX, SESSION_ABSOLUTE_DAYS, SESSION_IDLE_HOURS, SIGN_IN_FAILURES_MAX,
    SIGN_IN_WINDOW_MINUTES,
};
use model::permission::Role;
use model::{Actor, Presence};
use store::user_account::{self, PasswordHash, User};
use store::{StoreError, presence, session};

use crate::world::{Backend, PASSWORD, World, new_user, origin, refused, signed_in, typed};

pub(crate) async fn a_session_lives_while_it_is_used<B: Backend>() {
    let world = World::new::<B>().await;
    let (token, _) = signed_in(&world.app, " Admin@Acme.jp ", PASSWORD).await;
    let resolve = async || world.app.resolve(&token, &origin()).await.unwrap().is_some();
    let idle = SignedDuration::from_hours(SESSION_IDLE_HOURS.into());
    world.clock.forward(idle - SignedDuration::from_secs(1));
    assert!(resolve().await);
    world.clock.forward(idle - SignedDuration::from_secs(1));
    assert!(resolve().await, "use made it longer");
    world.clock.forward(idle);
    assert!(!resolve().await);
    let system = world.app.store.system();
    let removed = system
        .write(world.app.now(), |tx| Box::pin(async move { session::delete_expired(tx).await }))
        .await;
    assert_eq!(removed.unwrap().value, 2, "this one and the administrator's first");
    assert!(world.app.resolve("", &origin()).await.unwrap().is_none());
    assert!(world.app.resolve(&"x".repeat(10_000), &origin()).await.unwrap().is_none());
}

pub(crate) async fn a_session_ends_in_an_open_tab_and_after_its_days<B: Backend>() {
    let world = World::new::<B>().await;
    let (token, _) = signed_in(&world.app, "admin@acme.jp", PASSWORD).await;
    let minute = SignedDuration::from_mins(10);
    let idle = SignedDuration::from_hours(SESSION_IDLE_HOURS.into());
    for _ in 0..3 {
        world.clock.forward(minute);
        assert!(world.app.peek(&token, &origin()).await.unwrap().is_some());
    }
    world.clock.forward(idle - minute * 3);
    assert!(world.app.peek(&token, &origin()).await.unwrap().is_none(), "looking is no use");

    let (token, _) = signed_in(&world.app, "admin@acme.jp", PASSWORD).await;
    let steps = i64::from(SESSION_ABSOLUTE_DAYS) * 24 / 8;
    for step in 1..=steps {
        world.clock.forward(SignedDuration::from_hours(8));
        let lives = world.app.resolve(&token, &origin()).await.unwrap().is_some();
        assert_eq!(lives, step < steps, "step {step} of {steps}");
    }
}

/// The password was right when it was looked at; before the session begins, an administrator sets
/// another one, which ends every session.
pub(crate) async fn a_sign_in_under_way_does_not_survive_a_reset<B: Backend>() {
    let world = World::new::<B>().await;
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let (reset, is_reset) = tokio::sync::oneshot::channel::<()>();
    let (entered, has_entered) = tokio::sync::oneshot::channel::<()>();
    let writing = tokio::spawn(world.store().write(world.app.now(), move |tx| {
        Box::pin(async move {
            let user = user_account::by_id(tx, agent.user).await?.unwrap();
            let other = User { password_hash: PasswordHash("another".to_owned()), ..user };
            user_account::update(tx, &other).await?;
            session::delete_of_user(tx, agent.user, None).await?;
            entered.send(()).unwrap();
            is_reset.await.unwrap();
            Ok::<(), StoreError>(())
        })
    }));
    has_entered.await.unwrap();
    let app = world.app.clone();
    let signing_in =
        tokio::spawn(async move { app.sign_in(&origin(), typed("agent@acme.jp", PASSWORD)).await });
    // Time for the hash; when it is too short, the test looks at less but does not fail.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    reset.send(()).unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(refused(signing_in.await.unwrap()), Code::SignInFailed);
    let live = session::live_of_user(&world.store(), agent.user, world.app.now()).await;
    assert_eq!(live.unwrap(), 0);
}

pub(crate) async fn wrong_and_unknown_get_the_same_answer_and_are_audited<B: Backend>() {
    let world = World::new::<B>().await;
    for (email, tenant) in [
        ("admin@acme.jp", None),
        ("nobody@acme.jp", None),
        ("admin@acme.jp", Some("no-such")),
        ("my secret password", None),
    ] {
        let input = SignIn { tenant: tenant.map(str::to_owned), ..typed(email, "wrong password") };
        assert_eq!(refused(world.app.sign_in(&origin(), input).await), Code::SignInFailed);
    }
    let query =
        api::admin::AuditQuery { action: Some("sign_in_failed".to_owned()), ..Default::default() };
    let entries = world.app.audit(&world.admin, query).await.unwrap().items;
    assert_eq!(entries.len(), 4);
    assert!(entries.iter().all(|entry| entry.ip.as_deref() == Some("192.0.2.7")));
    assert!(entries.iter().any(|entry| entry.user == Some(world.admin.user)));
    assert!(entries.iter().any(|entry| entry.target == "nobody@acme.jp"));
    assert!(!entries.iter().any(|entry| entry.target.contains("secret")));
    assert!(world.audited().await.contains(&"sign_in".to_owned()));
}

pub(crate) async fn failures_are_limited_exactly<B: Backend>() {
    let world = World::new::<B>().await;
    for _ in 0..SIGN_IN_FAILURES_MAX {
        let answer = world.app.sign_in(&origin(), typed("admin@acme.jp", "wrong")).await;
        assert_eq!(refused(answer), Code::SignInFailed);
    }
    let right = || typed("ADMIN@acme.jp", PASSWORD);
    let problem = world.app.sign_in(&origin(), right()).await.err().unwrap();
    assert_eq!(problem.code, Code::TooMany);
    assert_eq!(problem.retry_after, Some(SIGN_IN_WINDOW_MINUTES * 60));
    let elsewhere = Origin { ip: Some([198, 51, 100, 4].into()), ..origin() };
    assert!(world.app.sign_in(&elsewhere, right()).await.is_ok(), "the person is not locked out");
    world.clock.forward(SignedDuration::from_mins(SIGN_IN_WINDOW_MINUTES.into()));
    assert!(world.app.sign_in(&origin(), right()).await.is_ok());
    let long = typed(&"a".repeat(EMAIL_CHARS_MAX + 1), "wrong");
    let problem = world.app.sign_in(&origin(), long).await.err().unwrap();
    assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some("email")));
}

pub(crate) async fn an_address_of_two_tenants_needs_the_tenant<B: Backend>() {
    let world = World::new::<B>().await;
    let bolt = world.other_tenant().await;
    world.app.create_user(&world.admin, new_user("both@x.jp", &[Role::Agent])).await.unwrap();
    world.app.create_user(&bolt, new_user("both@x.jp", &[Role::Agent])).await.unwrap();
    let answer = world.app.sign_in(&origin(), typed("both@x.jp", PASSWORD)).await;
    assert_eq!(refused(answer), Code::TenantNeeded);
    let answer = world.app.sign_in(&origin(), typed("both@x.jp", "wrong")).await;
    assert_eq!(refused(answer), Code::SignInFailed, "who knows no password learns nothing");
    let named = SignIn { tenant: Some("bolt".to_owned()), ..typed("both@x.jp", PASSWORD) };
    let me = world.app.sign_in(&origin(), named).await.unwrap().me;
    assert_eq!((me.tenant.id, me.tenant.slug.as_str()), (bolt.tenant, "bolt"));
}

pub(crate) async fn signing_out_ends_one_session_and_sets_offline<B: Backend>() {
    let world = World::new::<B>().await;
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let (other, _) = signed_in(&world.app, "agent@acme.jp", PASSWORD).await;
    let actor = Actor::user(agent.user);
    app::work::state::change(&world.app, agent.tenant, agent.user, actor, Presence::Available)
        .await
        .unwrap();
    let (_desk, _frames) = world.app.hub.open_desk(agent.tenant, agent.user);
    world.app.sign_out(&agent).await.unwrap();
    let state = presence::get(&world.store(), agent.user).await.unwrap().unwrap();
    assert_eq!(state.state, Presence::Offline);
    assert_eq!(world.app.hub.desks_of(agent.tenant, agent.user), 1, "the other session goes on");
    let (caller, _) = world.app.resolve(&other, &origin()).await.unwrap().unwrap();
    world.app.sign_out(&caller).await.unwrap();
    assert_eq!(world.app.hub.desks_of(agent.tenant, agent.user), 0);
    assert!(world.app.resolve(&other, &origin()).await.unwrap().is_none());
    assert_eq!(refused(world.app.me(&agent).await), Code::SignInNeeded);
}

pub(crate) async fn a_new_password_ends_the_other_sessions<B: Backend>() {
    let world = World::new::<B>().await;
    let (other, _) = signed_in(&world.app, "admin@acme.jp", PASSWORD).await;
    let change = |current: &str, new: &str| PasswordChange {
        current: current.to_owned(),
        new: new.to_owned(),
    };
    let by = &world.admin;
    let answer = world.app.change_password(by, change("wrong", "a new password")).await;
    assert_eq!(answer.unwrap_err().field.as_deref(), Some("current"));
    let answer = world.app.change_password(by, change(PASSWORD, "short")).await;
    assert_eq!(answer.unwrap_err().field.as_deref(), Some("new"));
    world.app.change_password(by, change(PASSWORD, "a new password")).await.unwrap();
    assert!(world.app.resolve(&other, &origin()).await.unwrap().is_none());
    let renamed = MyChange { name: Some("新 名前".to_owned()), locale: Some(api::Locale::En) };
    let me = world.app.change_me(by, renamed).await.unwrap();
    assert_eq!((me.name.as_str(), me.locale), ("新 名前", api::Locale::En));
    assert!(me.permissions.contains(&model::permission::Permission::TenantManage));
    let answer = world.app.sign_in(&origin(), typed("admin@acme.jp", PASSWORD)).await;
    assert_eq!(refused(answer), Code::SignInFailed);
    signed_in(&world.app, "admin@acme.jp", "a new password").await;
    assert!(world.audited().await.contains(&"password.changed".to_owned()));
}

pub(crate) async fn an_account_that_is_switched_off_is_out_at_once<B: Backend>() {
    let world = World::new::<B>().await;
    world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let (token, agent) = signed_in(&world.app, "agent@acme.jp", PASSWORD).await;
    let off = UserChange { active: Some(false), ..UserChange::default() };
    world.app.change_user(&world.admin, agent.user, 1, off).await.unwrap();
    assert!(world.app.resolve(&token, &origin()).await.unwrap().is_none());
    let answer = world.app.sign_in(&origin(), typed("agent@acme.jp", PASSWORD)).await;
    assert_eq!(refused(answer), Code::SignInFailed);
}
