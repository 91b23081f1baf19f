//! People, queues, categories, tenants, the audit log.

use api::admin::{
    AuditQuery, CategoryChange, NewCategory, NewChannel, NewQueue, PasswordReset, QueueChange,
    UserChange,
};
use api::ports::{Accounts as _, Admin as _};
use api::{Code, PageQuery};
use app::setup::{ensure_first_admin, needs_setup};
use model::ChannelKind;
use model::event::EventBody;
use model::permission::Role;
use model::{Actor, Presence};
use store::{category, presence, queue};

use crate::world::{
    Backend, PASSWORD, World, empty, first, new_user, origin, refused, signed_in, typed,
};

async fn parts(world: &World) -> Vec<String> {
    let told = world.events().await.into_iter().filter_map(|event| match event.body {
        EventBody::SettingsChanged { part } => Some(part),
        _ => None,
    });
    told.collect()
}

pub(crate) async fn the_first_administrator_is_made_once<B: Backend>() {
    let (app, _clock, _dir) = empty::<B>().await;
    assert!(needs_setup(&app).await.unwrap());
    assert_eq!(refused(ensure_first_admin(&app, first("a@b.jp", "Bad Slug")).await), Code::Invalid);
    let both = tokio::join!(
        ensure_first_admin(&app, first("a@b.jp", "acme")),
        ensure_first_admin(&app, first("a@b.jp", "acme")),
    );
    let made = [both.0.unwrap(), both.1.unwrap()];
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    assert!(!needs_setup(&app).await.unwrap());
    assert!(!ensure_first_admin(&app, first("z@b.jp", "zeta")).await.unwrap());
    let (_, admin) = signed_in(&app, "a@b.jp", PASSWORD).await;
    assert_eq!(admin.roles, [Role::Admin, Role::SystemAdmin]);
}

pub(crate) async fn a_tenant_begins_with_its_defaults_and_sees_nothing_else<B: Backend>() {
    let world = World::new::<B>().await;
    let bolt = world.other_tenant().await;
    let store = world.app.of(bolt.tenant);
    let queues = queue::all(&store).await.unwrap();
    assert_eq!(queues.iter().map(|queue| queue.name.as_str()).collect::<Vec<_>>(), ["一般窓口"]);
    assert_eq!(queue::members(&store).await.unwrap(), [(queues[0].id, bolt.user)]);
    let categories = category::all(&store).await.unwrap();
    let mut tops: Vec<_> = categories.iter().filter(|found| found.parent.is_none()).collect();
    tops.sort_by_key(|top| top.position);
    let tops: Vec<&str> = tops.iter().map(|top| top.name.as_str()).collect();
    assert_eq!(tops, ["一般", "相談", "クレーム", "リモート支援"]);
    assert_eq!(bolt.roles, [Role::Admin]);
    let people = world.app.users(&bolt, PageQuery::default()).await.unwrap().items;
    assert_eq!(people.len(), 1);
    let answer = world.app.change_user(&bolt, world.admin.user, 1, UserChange::default()).await;
    assert_eq!(refused(answer), Code::NotFound);
    let taken = api::admin::NewTenant {
        slug: "bolt".to_owned(),
        name: "もう一つ".to_owned(),
        admin_email: "x@x.jp".to_owned(),
        admin_name: "x".to_owned(),
        admin_password: PASSWORD.to_owned(),
    };
    assert_eq!(refused(world.app.create_tenant(&world.admin, taken).await), Code::Taken);
    assert_eq!(world.app.tenants(&world.admin).await.unwrap().len(), 2);
}

pub(crate) async fn people_are_made_changed_and_switched_off<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let queue = app.queues(by).await.unwrap()[0].id;
    let mut input = new_user("agent@acme.jp", &[Role::Agent]);
    input.queues = vec![queue, queue];
    let made = app.create_user(by, input.clone()).await.unwrap();
    assert_eq!((made.queues.as_slice(), made.version), (&[queue][..], 1));
    assert_eq!(refused(app.create_user(by, input).await), Code::Taken);
    let mut wrong = new_user("agent2@acme.jp", &[]);
    assert_eq!(refused(app.create_user(by, wrong.clone()).await), Code::Invalid);
    wrong.roles = vec![Role::Agent];
    wrong.queues = vec![model::QueueId::from_u128(9)];
    assert_eq!(refused(app.create_user(by, wrong).await), Code::Invalid);
    let (token, agent) = signed_in(app, "agent@acme.jp", PASSWORD).await;
    let actor = Actor::user(agent.user);
    app::work::state::change(app, agent.tenant, agent.user, actor, Presence::Available)
        .await
        .unwrap();
    let (_desk, _frames) = app.hub.open_desk(agent.tenant, agent.user);
    let change = UserChange {
        roles: Some(vec![Role::Supervisor, Role::Agent]),
        chat_capacity: Some(5),
        queues: Some(Vec::new()),
        ..UserChange::default()
    };
    let changed = app.change_user(by, made.id, 1, change.clone()).await.unwrap();
    assert_eq!((changed.chat_capacity, changed.version, changed.queues.len()), (5, 2, 0));
    assert_eq!(app.hub.desks_of(agent.tenant, agent.user), 0, "other roles, other desk");
    assert_eq!(refused(app.change_user(by, made.id, 1, change).await), Code::Changed);
    let off = UserChange { active: Some(false), ..UserChange::default() };
    app.change_user(by, made.id, 2, off).await.unwrap();
    assert!(app.resolve(&token, &origin()).await.unwrap().is_none());
    let state = presence::get(&world.store(), made.id).await.unwrap().unwrap();
    assert_eq!(state.state, Presence::Offline);
    assert!(parts(&world).await.iter().filter(|part| *part == "users").count() >= 3);
    let audited = world.audited().await;
    assert!(audited.contains(&"user.created".to_owned()));
    assert!(audited.contains(&"user.changed".to_owned()));
}

pub(crate) async fn nobody_locks_out_themselves_or_the_last_administrator<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let roles = |roles: &[Role]| UserChange { roles: Some(roles.to_vec()), ..Default::default() };
    let off = UserChange { active: Some(false), ..UserChange::default() };
    for change in [roles(&[Role::Agent, Role::SystemAdmin]), roles(&[Role::Admin]), off.clone()] {
        assert_eq!(refused(app.change_user(by, by.user, 1, change).await), Code::Conflict);
    }
    // A system administrator who is no administrator cannot remove the last one.
    let system = world.colleague("system@acme.jp", &[Role::SystemAdmin]).await;
    let answer = app.change_user(&system, by.user, 1, off.clone()).await;
    assert_eq!(refused(answer), Code::Conflict);
    world.colleague("second@acme.jp", &[Role::Admin]).await;
    let switched = app.change_user(&system, by.user, 1, off).await.unwrap();
    assert!(!switched.active);
}

pub(crate) async fn only_system_administrators_make_or_touch_one<B: Backend>() {
    let world = World::new::<B>().await;
    let app = &world.app;
    let plain = world.colleague("plain@acme.jp", &[Role::Admin]).await;
    let climb =
        UserChange { roles: Some(vec![Role::Admin, Role::SystemAdmin]), ..UserChange::default() };
    assert_eq!(refused(app.change_user(&plain, plain.user, 1, climb).await), Code::Forbidden);
    let input = new_user("new@acme.jp", &[Role::SystemAdmin]);
    assert_eq!(refused(app.create_user(&plain, input).await), Code::Forbidden);
    let reset = PasswordReset { password: "taken over!".to_owned() };
    let answer = app.reset_password(&plain, world.admin.user, reset).await;
    assert_eq!(refused(answer), Code::Forbidden);
    let off = UserChange { active: Some(false), ..UserChange::default() };
    let answer = app.change_user(&plain, world.admin.user, 1, off).await;
    assert_eq!(refused(answer), Code::Forbidden);
    let (token, _) = signed_in(app, "plain@acme.jp", PASSWORD).await;
    let reset = PasswordReset { password: "given by admin".to_owned() };
    app.reset_password(&world.admin, plain.user, reset).await.unwrap();
    assert!(app.resolve(&token, &origin()).await.unwrap().is_none());
    let old = app.sign_in(&origin(), typed("plain@acme.jp", PASSWORD)).await;
    assert_eq!(refused(old), Code::SignInFailed);
    signed_in(app, "plain@acme.jp", "given by admin").await;
}

pub(crate) async fn a_queue_in_use_is_not_archived<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let input = |name: &str| NewQueue {
        name: name.to_owned(),
        offer_seconds: None,
        members: vec![by.user],
    };
    let made = app.create_queue(by, input("夜間")).await.unwrap();
    assert_eq!((made.offer_seconds, made.members.as_slice()), (20, &[by.user][..]));
    assert_eq!(refused(app.create_queue(by, input("夜間")).await), Code::Taken);
    let chat = NewChannel {
        kind: ChannelKind::WebChat,
        name: "サイト".to_owned(),
        queue: made.id,
        settings: [].into(),
    };
    let chat = app.create_channel(by, chat).await.unwrap();
    let archive = || QueueChange { archived: Some(true), ..QueueChange::default() };
    let problem = app.change_queue(by, made.id, 1, archive()).await.unwrap_err();
    assert_eq!(problem.code, Code::Conflict);
    assert!(problem.text(api::Locale::Ja).contains("サイト"));
    let off = api::admin::ChannelChange { active: Some(false), ..Default::default() };
    app.change_channel(by, chat.id, 1, off).await.unwrap();
    let archived = app.change_queue(by, made.id, 1, archive()).await.unwrap();
    assert!(archived.archived);
    assert_eq!(refused(app.change_queue(by, made.id, 1, archive()).await), Code::Changed);
    let on = api::admin::ChannelChange { active: Some(true), ..Default::default() };
    assert_eq!(refused(app.change_channel(by, chat.id, 2, on).await), Code::Invalid);
    app.create_queue(by, input("夜間")).await.unwrap();
    assert!(parts(&world).await.contains(&"queues".to_owned()));
}

pub(crate) async fn categories_have_four_levels<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let mut parent = None;
    for level in 1..=4 {
        let input = NewCategory { parent, name: format!("段{level}") };
        parent = Some(app.create_category(by, input).await.unwrap().id);
    }
    let deeper = NewCategory { parent, name: "段5".to_owned() };
    assert_eq!(refused(app.create_category(by, deeper).await), Code::Invalid);
    let same = NewCategory { parent: None, name: "一般".to_owned() };
    assert_eq!(refused(app.create_category(by, same).await), Code::Taken);
    let change = CategoryChange { archived: Some(true), ..CategoryChange::default() };
    let changed = app.change_category(by, parent.unwrap(), 1, change.clone()).await.unwrap();
    assert!(changed.archived && changed.version == 2);
    let late = app.change_category(by, parent.unwrap(), 1, change).await;
    assert_eq!(refused(late), Code::Changed, "somebody else was first");
    assert!(parts(&world).await.contains(&"categories".to_owned()));
}

pub(crate) async fn people_and_audit_entries_come_in_pages<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    for number in 0..5 {
        let mut input = new_user(&format!("u{number}@acme.jp"), &[Role::Agent]);
        // The same name for all: the order among them must still be one.
        input.name = "同じ 名前".to_owned();
        app.create_user(by, input).await.unwrap();
    }
    let (mut cursor, mut seen) = (None, Vec::new());
    loop {
        let query = PageQuery { cursor, limit: Some(2) };
        let page = app.users(by, query).await.unwrap();
        seen.extend(page.items.into_iter().map(|user| user.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let mut distinct = seen.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (6, 6));
    let (mut cursor, mut entries) = (None, Vec::new());
    loop {
        let query = AuditQuery { cursor, limit: Some(3), ..AuditQuery::default() };
        let page = app.audit(by, query).await.unwrap();
        entries.extend(page.items.into_iter().map(|entry| (entry.at, entry.id)));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(entries.len(), world.audited().await.len());
    assert!(entries.is_sorted_by(|one, two| one > two), "newest first, nothing twice");
    let query = AuditQuery { cursor: Some("x".to_owned()), ..AuditQuery::default() };
    assert_eq!(refused(app.audit(by, query).await), Code::Malformed);
}
