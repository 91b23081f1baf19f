//! Query functions of the pattern tables: isolation, typed conflicts, versions, claims.

use jiff::{SignedDuration, Timestamp};
use model::permission::Role;
use model::{
    ChannelId, CustomerId, IdentityKind, IdentityStrength, IntakeId, Medium, OfferId, Priority,
    QueueId, UserId, WorkItemId, WorkKind, WorkState,
};
use serde_json::json;
use store::customer::{self, Customer};
use store::idempotency::{self, Answer, Taken};
use store::identity::{self, Identity};
use store::import_run::{self, ImportRun};
use store::intake::{self, Intake, IntakeState, Outcome};
use store::lease;
use store::log::timeline;
use store::outbox;
use store::session::{self, Session};
use store::user_account::{self, PasswordHash, User};
use store::work_item::{self, Offer, WorkItem};
use store::{BlobId, Committed, StoreError, TenantStore, Tx, TxFuture, tenant};

use crate::world::{Backend, World, a_customer, make_tenant, making, noon};

/// A write that must succeed.
async fn write<T: Send + 'static>(
    tenant: &TenantStore,
    work: impl for<'t> FnOnce(&'t mut Tx<'_>) -> TxFuture<'t, T, StoreError> + Send + 'static,
) -> T {
    tenant.write(noon(), work).await.unwrap().value
}

/// A write that must fail.
async fn refused<T: Send + std::fmt::Debug + 'static>(
    tenant: &TenantStore,
    work: impl for<'t> FnOnce(&'t mut Tx<'_>) -> TxFuture<'t, T, StoreError> + Send + 'static,
) -> StoreError {
    tenant.write(noon(), work).await.unwrap_err()
}

fn in_minutes(minutes: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(minutes)
}

fn a_user(id: u128, email: &str) -> User {
    User {
        id: UserId::from_u128(id),
        email: email.to_owned(),
        name: "佐藤".into(),
        password_hash: PasswordHash("$argon2id$…".into()),
        roles: vec![Role::Agent, Role::Supervisor],
        locale: "ja".into(),
        active: true,
        chat_capacity: 3,
        mail_capacity: 10,
        created_at: noon(),
        version: 1,
    }
}

fn a_session(user: u128, token: u8, ends: Timestamp) -> Session {
    Session {
        token_hash: vec![token; 32],
        user: UserId::from_u128(user),
        csrf: "csrf".into(),
        created_at: noon(),
        last_seen_at: noon(),
        expires_at: ends,
        ip: "192.0.2.1".into(),
        user_agent: "test".into(),
    }
}

fn an_identity(value: &str, customer: u128) -> Identity {
    Identity {
        kind: IdentityKind::Email,
        value: value.into(),
        customer: CustomerId::from_u128(customer),
        strength: IdentityStrength::Claimed,
        created_at: noon(),
        last_seen_at: noon(),
    }
}

fn some_work(id: u128) -> WorkItem {
    WorkItem {
        id: WorkItemId::from_u128(id),
        kind: WorkKind::Unparseable,
        medium: Medium::Task,
        case: None,
        interaction: None,
        intake: Some(IntakeId::from_u128(1)),
        queue: QueueId::from_u128(1),
        state: WorkState::Waiting,
        priority: Priority::High,
        enqueued_at: noon(),
        offer: None,
        assigned_to: None,
        assigned_at: None,
        done_at: None,
        declined: vec![UserId::from_u128(9)],
        detail: json!({"reason": "文字化け"}),
        version: 1,
    }
}

fn an_intake(id: u128, provider_id: &str) -> Intake {
    Intake {
        id: IntakeId::from_u128(id),
        channel: ChannelId::from_u128(1),
        received_at: noon(),
        provider_id: provider_id.into(),
        blob: Some(BlobId::of(b"raw")),
        bytes: 3,
        state: IntakeState::Received,
        error: None,
        message: None,
        case: None,
    }
}

pub(crate) async fn no_query_sees_another_tenant<B: Backend>() {
    let world = World::new::<B>().await;
    let (acme, bolt) = (world.acme(), world.bolt());
    write(&acme, |tx| {
        Box::pin(async move {
            let numbered = Customer { external_id: Some("C-1".into()), ..a_customer(1) };
            customer::insert(tx, &numbered).await?;
            identity::insert(tx, &an_identity("a@example.jp", 1)).await?;
            user_account::insert(tx, &a_user(1, "sato@example.jp")).await?;
            session::insert(tx, &a_session(1, 1, in_minutes(60))).await?;
            work_item::insert(tx, &some_work(1)).await?;
            intake::insert(tx, &an_intake(1, "uid-1")).await?;
            tx.append(crate::world::created(1)).await
        })
    })
    .await;
    let id = CustomerId::from_u128(1);
    assert_eq!(customer::by_id(&bolt, id).await.unwrap(), None);
    assert_eq!(customer::by_external_id(&bolt, "C-1").await.unwrap(), None);
    assert_eq!(customer::recent(&bolt, None, 10).await.unwrap(), []);
    assert_eq!(customer::recent(&acme, None, 10).await.unwrap().len(), 1);
    let email = IdentityKind::Email;
    assert_eq!(identity::find(&bolt, email, "a@example.jp").await.unwrap(), None);
    assert_eq!(identity::of_records(&bolt, &[id]).await.unwrap(), []);
    let user = UserId::from_u128(1);
    assert_eq!(user_account::by_id(&bolt, user).await.unwrap(), None);
    assert_eq!(user_account::list(&bolt).await.unwrap(), []);
    assert_eq!(work_item::by_id(&bolt, WorkItemId::from_u128(1)).await.unwrap(), None);
    assert_eq!(work_item::open(&bolt).await.unwrap(), []);
    assert_eq!(work_item::waiting(&bolt, QueueId::from_u128(1), 10).await.unwrap(), []);
    assert_eq!(work_item::assigned_to(&bolt, user).await.unwrap(), []);
    assert_eq!(intake::by_id(&bolt, IntakeId::from_u128(1)).await.unwrap(), None);
    let channel = ChannelId::from_u128(1);
    assert!(!intake::is_known(&bolt, channel, "uid-1").await.unwrap());
    assert!(intake::is_known(&acme, channel, "uid-1").await.unwrap());
    assert_eq!(timeline::page(&bolt, &[id], &["customer.created"], None, 9).await.unwrap(), []);
    // Nor does a write of the other tenant change anything.
    write(&bolt, move |tx| {
        Box::pin(async move {
            session::touch(tx, &[1; 32], in_minutes(600)).await?;
            session::delete(tx, &[1; 32]).await?;
            assert_eq!(session::delete_of_user(tx, user, None).await?, 0);
            customer::set_leader(tx, &[id], CustomerId::from_u128(2)).await?;
            let outcome =
                Outcome { state: IntakeState::Processed, error: None, message: None, case: None };
            assert!(!intake::settle(tx, IntakeId::from_u128(1), &outcome).await?);
            Ok(())
        })
    })
    .await;
    let stale =
        refused(&bolt, |tx| Box::pin(async move { customer::update(tx, &a_customer(1)).await }));
    assert_eq!(stale.await, StoreError::Version { what: "customer", expected: 1 });
    let found = session::by_token_hash(&world.store.system(), &[1; 32]).await.unwrap();
    assert_eq!(found, Some((world.a, a_session(1, 1, in_minutes(60)))));
}

pub(crate) async fn a_row_cannot_refer_to_another_tenant<B: Backend>() {
    let world = World::new::<B>().await;
    world.acme().write(noon(), making(1)).await.unwrap();
    let bolt = world.bolt();
    let error = refused(&bolt, |tx| {
        Box::pin(async move { identity::insert(tx, &an_identity("a@example.jp", 1)).await })
    });
    assert_eq!(error.await, StoreError::Conflict("a reference to a missing row".into()));
}

pub(crate) async fn taken_keys_are_named_without_values<B: Backend>() {
    let world = World::new::<B>().await;
    write(&world.acme(), |tx| {
        Box::pin(async move { user_account::insert(tx, &a_user(1, "sato@example.jp")).await })
    })
    .await;
    let acme = world.acme();
    let error = refused(&acme, |tx| {
        Box::pin(async move { user_account::insert(tx, &a_user(2, "sato@example.jp")).await })
    });
    assert_eq!(error.await, StoreError::Conflict("user_account(tenant,email)".into()));
    // The same address in another tenant is another account; sign-in finds both.
    write(&world.bolt(), |tx| {
        Box::pin(async move { user_account::insert(tx, &a_user(2, "sato@example.jp")).await })
    })
    .await;
    let mut found = user_account::by_email(&world.store.system(), "sato@example.jp").await.unwrap();
    found.sort_by_key(|(tenant, _)| *tenant);
    let tenants: Vec<_> = found.iter().map(|(tenant, _)| *tenant).collect();
    assert_eq!(tenants, [world.a, world.b]);
    let taken = make_tenant(&world.store, model::TenantId::from_u128(0xc), "acme").await;
    assert_eq!(taken, Err(StoreError::Conflict("tenant(slug)".into())));
}

pub(crate) async fn a_stale_version_is_refused<B: Backend>() {
    let world = World::new::<B>().await;
    world.acme().write(noon(), making(1)).await.unwrap();
    let rename = |name: &'static str, version: i64| {
        let acme = world.acme();
        async move {
            acme.write(in_minutes(1), move |tx| {
                Box::pin(async move {
                    let changed = Customer { name: name.into(), version, ..a_customer(1) };
                    customer::update(tx, &changed).await
                })
            })
            .await
            .map(|_: Committed<()>| ())
        }
    };
    rename("山田", 1).await.unwrap();
    let stale = rename("田中", 1).await;
    assert_eq!(stale, Err(StoreError::Version { what: "customer", expected: 1 }));
    let now = customer::by_id(&world.acme(), CustomerId::from_u128(1)).await.unwrap().unwrap();
    assert_eq!((now.name.as_str(), now.version, now.updated_at), ("山田", 2, in_minutes(1)));
    assert_eq!(now.tags, ["vip"]);
}

pub(crate) async fn cases_are_numbered_without_gaps<B: Backend>() {
    let world = World::new::<B>().await;
    assert_eq!(number(&world.acme(), false).await.unwrap(), 1);
    assert!(number(&world.acme(), true).await.is_err());
    assert_eq!(number(&world.acme(), false).await.unwrap(), 2);
    assert_eq!(number(&world.bolt(), false).await.unwrap(), 1, "counted per tenant");
    let slugs: Vec<_> = tenant::list(&world.store.system()).await.unwrap();
    assert_eq!(slugs.iter().map(|t| t.slug.as_str()).collect::<Vec<_>>(), ["acme", "bolt"]);
    assert_eq!(tenant::get(&world.acme()).await.unwrap().slug, "acme");
}

async fn number(tenant: &TenantStore, fails: bool) -> Result<i64, StoreError> {
    let done = tenant.write(noon(), move |tx| {
        Box::pin(async move {
            let number = tenant::next_case_number(tx).await?;
            if fails { Err(StoreError::Busy) } else { Ok(number) }
        })
    });
    Ok(done.await?.value)
}

pub(crate) async fn every_user_field_reads_back<B: Backend>() {
    let world = World::new::<B>().await;
    let acme = world.acme();
    write(&acme, |tx| {
        Box::pin(async move { user_account::insert(tx, &a_user(1, "sato@example.jp")).await })
    })
    .await;
    let mut user = a_user(1, "sato@example.jp");
    assert_eq!(user_account::by_id(&acme, user.id).await.unwrap().as_ref(), Some(&user));
    user.active = false;
    user.roles = vec![Role::Admin];
    let changed = user.clone();
    write(&acme, move |tx| Box::pin(async move { user_account::update(tx, &changed).await })).await;
    user.version = 2;
    assert_eq!(user_account::list(&acme).await.unwrap(), [user]);
    let debug = format!("{:?}", a_user(1, "x"));
    assert!(!debug.contains("argon2"), "{debug}");
}

pub(crate) async fn sessions_end<B: Backend>() {
    let world = World::new::<B>().await;
    let acme = world.acme();
    let system = world.store.system();
    write(&acme, |tx| {
        Box::pin(async move {
            user_account::insert(tx, &a_user(1, "sato@example.jp")).await?;
            for token in 1..=4 {
                session::insert(tx, &a_session(1, token, in_minutes(i64::from(token)))).await?;
            }
            session::delete(tx, &[1; 32]).await?;
            session::touch(tx, &[2; 32], in_minutes(90)).await
        })
    })
    .await;
    let there = async |token: u8| {
        session::by_token_hash(&system, &[token; 32]).await.unwrap().map(|(_, found)| found)
    };
    assert_eq!(there(1).await, None);
    assert_eq!(there(2).await.unwrap().expires_at, in_minutes(90));
    let ended = system
        .write(in_minutes(3), |tx| Box::pin(async move { session::delete_expired(tx).await }));
    assert_eq!(ended.await.unwrap().value, 1, "only the third has ended");
    let left = write(&acme, |tx| {
        Box::pin(
            async move { session::delete_of_user(tx, UserId::from_u128(1), Some(&[4; 32])).await },
        )
    });
    assert_eq!(left.await, 1);
    assert!(there(4).await.is_some());
}

pub(crate) async fn identities_belong_to_one_customer<B: Backend>() {
    let world = World::new::<B>().await;
    let acme = world.acme();
    let (first, second) = write(&acme, |tx| {
        Box::pin(async move {
            customer::insert(tx, &a_customer(1)).await?;
            customer::insert(tx, &a_customer(2)).await?;
            let first = identity::insert(tx, &an_identity("a@example.jp", 1)).await?;
            Ok((first, identity::insert(tx, &an_identity("a@example.jp", 2)).await?))
        })
    })
    .await;
    assert!(first && !second, "the second is told that the address is taken");
    write(&acme, |tx| {
        Box::pin(async move {
            let verified = IdentityStrength::Verified;
            identity::seen(tx, IdentityKind::Email, "a@example.jp", verified).await
        })
    })
    .await;
    let found = identity::find(&acme, IdentityKind::Email, "a@example.jp").await.unwrap().unwrap();
    assert_eq!(found.customer, CustomerId::from_u128(1));
    assert_eq!(found.strength, IdentityStrength::Verified);
}

pub(crate) async fn work_reads_back_and_is_found_by_state<B: Backend>() {
    let world = World::new::<B>().await;
    let acme = world.acme();
    let offer =
        Offer { id: OfferId::from_u128(1), user: UserId::from_u128(1), expires_at: in_minutes(1) };
    let waiting = some_work(1);
    let offered = WorkItem { state: WorkState::Offered, offer: Some(offer), ..some_work(2) };
    let assigned = WorkItem {
        state: WorkState::Assigned,
        assigned_to: Some(UserId::from_u128(1)),
        assigned_at: Some(noon()),
        ..some_work(3)
    };
    let done = WorkItem { state: WorkState::Done, done_at: Some(noon()), ..some_work(4) };
    let all = [waiting.clone(), offered.clone(), assigned.clone(), done];
    write(&acme, move |tx| {
        Box::pin(async move {
            for item in &all {
                work_item::insert(tx, item).await?;
            }
            Ok(())
        })
    })
    .await;
    let queue = QueueId::from_u128(1);
    assert_eq!(work_item::by_id(&acme, offered.id).await.unwrap(), Some(offered));
    assert_eq!(work_item::waiting(&acme, queue, 10).await.unwrap(), [waiting]);
    let user = UserId::from_u128(1);
    let of_agent = work_item::assigned_to(&acme, user).await.unwrap();
    assert_eq!(of_agent.as_slice(), std::slice::from_ref(&assigned));
    assert_eq!(work_item::open(&acme).await.unwrap().len(), 3);
    let finished = WorkItem { state: WorkState::Done, done_at: Some(noon()), ..assigned };
    write(&acme, move |tx| Box::pin(async move { work_item::update(tx, &finished).await })).await;
    assert_eq!(work_item::open(&acme).await.unwrap().len(), 2);
}

pub(crate) async fn effects_are_claimed_once_until_they_come_up_again<B: Backend>() {
    let world = World::new::<B>().await;
    let acme = world.acme();
    let news = write(&acme, |tx| {
        Box::pin(async move {
            let mut news = Vec::new();
            for (key, due) in [("a", 0), ("b", 1), ("a", 0)] {
                let payload = json!({"to": "顧客"});
                news.push(tx.outbox(("mail", "lane"), key, payload, in_minutes(due)).await?);
            }
            Ok(news)
        })
    });
    assert_eq!(news.await, [true, true, false], "the same key registers once");
    let system = world.store.system();
    assert_eq!(outbox::next_due(&system, &outbox::Busy::default()).await.unwrap(), Some(noon()));
    let claim = |now: Timestamp| {
        system.write(now, move |tx| {
            let until = now + SignedDuration::from_mins(5);
            Box::pin(async move { outbox::claim(tx, until, &outbox::Busy::default(), 10).await })
        })
    };
    let first = claim(noon()).await.unwrap().value;
    assert_eq!(first.len(), 1);
    let effect = &first[0];
    assert_eq!((effect.tenant, effect.key.as_str(), effect.attempts), (world.a, "a", 1));
    assert_eq!(effect.payload, json!({"to": "顧客"}));
    let second = claim(in_minutes(1)).await.unwrap().value;
    assert_eq!(second.iter().map(|effect| effect.key.as_str()).collect::<Vec<_>>(), ["b"]);
    let (a, b) = (effect.id, second[0].id);
    system
        .write(in_minutes(1), move |tx| {
            Box::pin(async move {
                outbox::complete(tx, a).await?;
                outbox::retry(tx, b, in_minutes(2), "451 later").await
            })
        })
        .await
        .unwrap();
    let third = claim(in_minutes(30)).await.unwrap().value;
    assert_eq!(
        third.iter().map(|effect| (effect.id, effect.attempts)).collect::<Vec<_>>(),
        [(b, 2)]
    );
    // A worker that died leaves its claim to run out.
    let again = claim(in_minutes(60)).await.unwrap().value;
    assert_eq!(again.iter().map(|effect| effect.attempts).collect::<Vec<_>>(), [3]);
    let buried = system.write(noon(), move |tx| {
        Box::pin(async move { outbox::bury(tx, b, "550 no such user").await })
    });
    buried.await.unwrap();
    assert_eq!(outbox::next_due(&system, &outbox::Busy::default()).await.unwrap(), None);
}

pub(crate) async fn effects_of_a_busy_lane_wait<B: Backend>() {
    let world = World::new::<B>().await;
    let acme = world.acme();
    write(&acme, |tx| {
        Box::pin(async move {
            for (lane, key, due) in [("slow", "a", 0), ("slow", "b", 1), ("quick", "c", 2)] {
                tx.outbox(("mail", lane), key, json!({}), in_minutes(due)).await?;
            }
            Ok(())
        })
    })
    .await;
    let system = world.store.system();
    let lane = |lane: &str| outbox::Busy { lanes: vec![lane.to_owned()], kinds: Vec::new() };
    let slow = lane("slow");
    assert_eq!(outbox::next_due(&system, &slow).await.unwrap(), Some(in_minutes(2)));
    let claim = |busy: outbox::Busy| {
        system.write(in_minutes(3), move |tx| {
            Box::pin(async move { outbox::claim(tx, in_minutes(9), &busy, 1).await })
        })
    };
    let other = claim(slow).await.unwrap().value;
    assert_eq!((other[0].key.as_str(), other[0].lane.as_str()), ("c", "quick"));
    let oldest = claim(outbox::Busy::default()).await.unwrap().value;
    assert_eq!(oldest[0].key, "a");
    // Given up together with what follows; another tenant cannot.
    let id = oldest[0].id;
    let strange = world
        .store
        .tenant(world.b)
        .write(noon(), move |tx| Box::pin(async move { outbox::bury_own(tx, id, "no").await }));
    assert!(strange.await.is_err());
    write(&acme, move |tx| Box::pin(async move { outbox::bury_own(tx, id, "550").await })).await;
    let quick = lane("quick");
    assert_eq!(outbox::next_due(&system, &quick).await.unwrap(), Some(in_minutes(1)));
    let mail = outbox::Busy { lanes: Vec::new(), kinds: vec!["mail"] };
    assert_eq!(outbox::next_due(&system, &mail).await.unwrap(), None, "a kind waits as a whole");
}

pub(crate) async fn an_input_is_journalled_and_settled_once<B: Backend>() {
    let world = World::new::<B>().await;
    let acme = world.acme();
    let system = world.store.system();
    let news = write(&acme, |tx| {
        Box::pin(async move {
            let mut news = Vec::new();
            for (id, provider_id) in [(1, "uid-1"), (2, "uid-2"), (3, "uid-1")] {
                news.push(intake::insert(tx, &an_intake(id, provider_id)).await?);
            }
            Ok(news)
        })
    });
    assert_eq!(news.await, [true, true, false]);
    assert_eq!(intake::received(&system, 10).await.unwrap().len(), 2);
    let outcome = Outcome {
        state: IntakeState::Unparseable,
        error: Some("no header".into()),
        message: None,
        case: None,
    };
    let settle = |outcome: Outcome| {
        write(&acme, move |tx| {
            Box::pin(async move { intake::settle(tx, IntakeId::from_u128(1), &outcome).await })
        })
    };
    assert!(settle(outcome.clone()).await);
    assert!(!settle(outcome).await, "the second worker is told that it is done");
    let found = intake::by_id(&acme, IntakeId::from_u128(1)).await.unwrap().unwrap();
    let expected = Intake {
        state: IntakeState::Unparseable,
        error: Some("no header".into()),
        ..an_intake(1, "uid-1")
    };
    assert_eq!(found, expected);
    let left = intake::received(&system, 10).await.unwrap();
    assert_eq!(left, [(world.a, an_intake(2, "uid-2"))]);
}

pub(crate) async fn an_answer_is_given_again<B: Backend>() {
    let world = World::new::<B>().await;
    let (acme, user) = (world.acme(), UserId::from_u128(1));
    let claim = |key: &'static str, expired| {
        write(&acme, move |tx| {
            Box::pin(async move { idempotency::claim(tx, user, key, "h", expired).await })
        })
    };
    let release = |key: &'static str| {
        write(&acme, move |tx| Box::pin(async move { idempotency::release(tx, user, key).await }))
    };
    let long_ago = in_minutes(-60);
    assert_eq!(claim("k", long_ago).await, None, "it was free");
    let under_way = Taken { request_hash: "h".into(), answer: None };
    assert_eq!(claim("k", long_ago).await, Some(under_way), "somebody was first");
    release("k").await;
    assert_eq!(claim("k", long_ago).await, None, "it was given back");
    assert_eq!(claim("k", noon()).await, None, "the claim had expired");

    let answer =
        Answer { status: 201, etag: Some("\"1\"".into()), response: Some("{\"id\":1}".into()) };
    let given = answer.clone();
    write(&acme, move |tx| Box::pin(async move { idempotency::keep(tx, user, "k", &given).await }))
        .await;
    release("k").await;
    let taken = Taken { request_hash: "h".into(), answer: Some(answer) };
    assert_eq!(claim("k", long_ago).await, Some(taken.clone()), "an answer is not given back");
    assert_eq!(idempotency::find(&acme, user, "k").await.unwrap(), Some(taken));
    let other = UserId::from_u128(2);
    assert_eq!(idempotency::find(&acme, other, "k").await.unwrap(), None);
    assert_eq!(idempotency::find(&world.bolt(), user, "k").await.unwrap(), None);
    for (before, forgotten) in [(noon(), 0), (in_minutes(1), 1)] {
        let done = world.store.system().write(noon(), move |tx| {
            Box::pin(async move { idempotency::delete_before(tx, before).await })
        });
        assert_eq!(done.await.unwrap().value, forgotten);
    }
}

pub(crate) async fn an_import_goes_on_where_it_stopped<B: Backend>() {
    let world = World::new::<B>().await;
    let acme = world.acme();
    let mut run = ImportRun {
        id: uuid::Uuid::from_u128(7),
        kind: "orders".into(),
        file_hash: "sha".into(),
        file_name: "orders.csv".into(),
        position: 0,
        rows_ok: 0,
        rows_bad: 0,
        finished: false,
        started_at: noon(),
        updated_at: noon(),
    };
    let begun = run.clone();
    write(&acme, move |tx| Box::pin(async move { import_run::insert(tx, &begun).await })).await;
    run.position = 100;
    (run.rows_ok, run.rows_bad) = (98, 2);
    let (moved, stale) = (run.clone(), run.clone());
    write(&acme, move |tx| Box::pin(async move { import_run::advance(tx, &moved, 0).await })).await;
    let refused =
        refused(&acme, move |tx| Box::pin(async move { import_run::advance(tx, &stale, 0).await }));
    assert!(matches!(refused.await, StoreError::Version { .. }), "another process was faster");
    let found = import_run::find(&acme, "orders", "sha").await.unwrap().unwrap();
    assert_eq!((found.position, found.rows_ok, found.rows_bad), (100, 98, 2));
    assert!(!found.finished);
    assert_eq!(import_run::find(&world.bolt(), "orders", "sha").await.unwrap(), None);
}

pub(crate) async fn a_lease_has_one_holder_and_a_growing_epoch<B: Backend>() {
    let world = World::new::<B>().await;
    let system = world.store.system();
    let minute = SignedDuration::from_mins(1);
    let acquire = |holder: &'static str| {
        system.write(noon(), move |tx| {
            Box::pin(async move { lease::acquire(tx, "routing", holder, minute).await })
        })
    };
    let first = acquire("one").await.unwrap().value.unwrap();
    assert_eq!(acquire("one").await.unwrap().value.as_ref(), Some(&first), "renewed");
    assert_eq!(acquire("two").await.unwrap().value, None);
    let check = |lease: lease::Lease| {
        system.write(noon(), move |tx| Box::pin(async move { lease::check(tx, &lease).await }))
    };
    check(first.clone()).await.unwrap();
    let given_up = first.clone();
    system
        .write(noon(), move |tx| Box::pin(async move { lease::release(tx, &given_up).await }))
        .await
        .unwrap();
    let second = acquire("two").await.unwrap().value.unwrap();
    assert!(second.epoch > first.epoch);
    let fenced = check(first).await;
    assert_eq!(fenced.unwrap_err(), StoreError::Conflict("lease(epoch)".into()));
    check(second).await.unwrap();
    // A lease of the same holder that had run out is a new one: others may have had it meanwhile.
    let short = system.write(noon(), |tx| {
        let no_time = SignedDuration::from_mins(-1);
        Box::pin(async move { lease::acquire(tx, "other", "one", no_time).await })
    });
    let short = short.await.unwrap().value.unwrap();
    let again = system.write(noon(), |tx| {
        Box::pin(async move { lease::acquire(tx, "other", "one", SignedDuration::ZERO).await })
    });
    assert!(again.await.unwrap().value.unwrap().epoch > short.epoch);
}
