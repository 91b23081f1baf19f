//! API tokens: what they may, for whom, until when, and who is named.

use api::admin::{AuditQuery, UserChange};
use api::case_work::{Bulk, BulkAct, NewSavedView};
use api::customer::NewCustomer;
use api::ports::{Admin as _, CaseWork as _, Customers as _, Tokens as _};
use api::token::NewApiToken;
use api::{Caller, Code};
use jiff::SignedDuration;
use model::permission::{Permission, Role};
use model::{Actor, CaseId};

use crate::world::{Backend, World, origin, refused};

fn new(name: &str, scopes: &[Permission]) -> NewApiToken {
    NewApiToken { name: name.to_owned(), scopes: scopes.to_vec(), expires_at: None }
}

async fn use_of(world: &World, secret: &str) -> Result<Caller, Code> {
    world.app.resolve_token(secret, &origin()).await.map_err(|problem| problem.code)
}

pub(crate) async fn a_token_acts_within_its_scopes_until_it_ends<B: Backend>() {
    let world = World::new::<B>().await;
    let app = &world.app;
    let boss = world.colleague("boss@acme.jp", &[Role::Admin]).await;
    for beyond in [
        Permission::TenantManage,
        Permission::SelfManage,
        Permission::PrivacyManage,
        Permission::UserManage,
        Permission::IntegrationManage,
    ] {
        let refusal = app.create_token(&boss, new("x", &[beyond])).await.unwrap_err();
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some("scopes")));
    }
    assert_eq!(refused(app.create_token(&boss, new("x", &[])).await), Code::Invalid);
    let past = NewApiToken { expires_at: Some(app.now()), ..new("x", &[Permission::CaseRead]) };
    assert_eq!(refused(app.create_token(&boss, past).await), Code::Invalid);

    let scopes = [Permission::CustomerWrite, Permission::CustomerRead];
    let made = app.create_token(&boss, new("基幹連携", &scopes)).await.unwrap();
    assert!(made.secret.starts_with("mdg_") && made.secret.len() == 47, "{}", made.secret.len());
    assert!(made.secret.ends_with(&made.token.ending) && made.token.good);
    let by = use_of(&world, &made.secret).await.unwrap();
    assert_eq!((by.tenant, by.user), (world.tenant, boss.user));
    assert!(by.may(Permission::CustomerWrite) && !by.may(Permission::CaseRead));
    let listed = app.tokens(&world.admin).await.unwrap();
    assert_eq!(listed[0].last_used_at, Some(app.now()));
    assert!(!format!("{listed:?}").contains(&made.secret));
    let bolt = world.other_tenant().await;
    assert!(app.tokens(&bolt).await.unwrap().is_empty());
    assert_eq!(refused(app.revoke_token(&bolt, made.token.id).await), Code::NotFound);

    // What it does is its owner's doing, by the token.
    let customer: NewCustomer = serde_json::from_str(r#"{"name": "花子"}"#).unwrap();
    app.create(&by, customer).await.unwrap();
    let token = Some(made.token.id);
    assert_eq!(world.events().await.last().unwrap().actor, Actor::User { id: boss.user, token });
    let page = app.audit(&world.admin, AuditQuery::default()).await.unwrap();
    let entry = page.items.iter().find(|entry| entry.action == "customer.created").unwrap();
    assert_eq!(entry.detail["token"], "基幹連携");
    assert_eq!(entry.detail["token_id"], made.token.id.to_string());

    // Never more than its owner has now.
    let roles = |roles: &[Role]| UserChange { roles: Some(roles.to_vec()), ..Default::default() };
    app.change_user(&world.admin, boss.user, 1, roles(&[Role::Analyst])).await.unwrap();
    let by = use_of(&world, &made.secret).await.unwrap();
    assert!(by.may(Permission::CustomerRead) && !by.may(Permission::CustomerWrite));
    let off = UserChange { active: Some(false), ..Default::default() };
    app.change_user(&world.admin, boss.user, 2, off).await.unwrap();
    assert_eq!(use_of(&world, &made.secret).await.unwrap_err(), Code::TokenWrong);

    // Nor by a way around: several cases at once are handed over by who may hand one over.
    let scopes = [Permission::CaseRead, Permission::CaseWrite];
    let clerk = app.create_token(&world.admin, new("一括", &scopes)).await.unwrap();
    let clerk = use_of(&world, &clerk.secret).await.unwrap();
    let act = BulkAct::Assign { user: world.admin.user };
    let several = Bulk { cases: vec![CaseId::from_u128(1)], act };
    assert_eq!(refused(app.bulk(&clerk, several).await), Code::Forbidden);
    let query = serde_json::from_str(r#"{"view": "open"}"#).unwrap();
    let shared = NewSavedView { name: "全員の".to_owned(), shared: true, query };
    assert_eq!(refused(app.save_view(&clerk, shared).await), Code::Forbidden);

    // An end by date, and one by hand.
    let until = Some(app.now() + SignedDuration::from_hours(1));
    let short = NewApiToken { expires_at: until, ..new("短期", &[Permission::CaseRead]) };
    let short = app.create_token(&world.admin, short).await.unwrap();
    let long = app.create_token(&world.admin, new("長期", &[Permission::CaseRead])).await.unwrap();
    assert!(use_of(&world, &short.secret).await.is_ok());
    world.clock.forward(SignedDuration::from_hours(1));
    assert_eq!(use_of(&world, &short.secret).await.unwrap_err(), Code::TokenWrong);
    assert!(use_of(&world, &long.secret).await.is_ok());
    app.revoke_token(&world.admin, long.token.id).await.unwrap();
    app.revoke_token(&world.admin, long.token.id).await.unwrap();
    for wrong in [long.secret.as_str(), "mdg_", "", &long.secret[4..], &format!("{}x", long.secret)]
    {
        assert_eq!(use_of(&world, wrong).await.unwrap_err(), Code::TokenWrong, "{wrong}");
    }
    let audited = world.audited().await;
    let count = |action: &str| audited.iter().filter(|one| *one == action).count();
    assert_eq!((count("token.created"), count("token.revoked")), (4, 1));
}
