//! Group commit: who is in it, who falls out of it, who is told what.

use std::time::Duration;

use model::event::EventBody;
use model::{Actor, CustomerId};
use store::{Committed, StoreError, customer, tenant};

use crate::world::{Backend, Gate, World, a_customer, created, making, noon};

fn patient(options: &mut store::StoreOptions) {
    options.group_time = Duration::from_secs(60);
    options.write_timeout = Duration::from_secs(60);
}

pub(crate) async fn a_lone_write_is_durable_and_numbered<B: Backend>() {
    let world = World::new::<B>().await;
    let first = world.acme().write(noon(), making(1)).await.unwrap();
    assert_eq!(first.value, first.last_seq);
    let second = world.acme().write(noon(), making(2)).await.unwrap();
    assert!(second.last_seq > first.last_seq);
    let silent: Committed<()> =
        world.acme().write(noon(), |_| Box::pin(async { Ok::<_, StoreError>(()) })).await.unwrap();
    assert_eq!(silent.last_seq, second.last_seq, "without events: the newest known position");
    assert_eq!(world.logged().await, [1, 2].map(CustomerId::from_u128));
    let (tenant, event) = world.log().await.remove(0);
    assert_eq!((tenant, event.seq, event.at), (world.a, first.last_seq, noon()));
    assert_eq!((event.actor, event.body), (Actor::System, EventBody::CustomerCreated));
}

pub(crate) async fn the_log_is_emptied_however_many_write<B: Backend>() {
    let world = World::with::<B>(patient).await;
    let gate = Gate::shut(world.acme()).await;
    // It waits behind the gate, inside a group that goes on.
    let (settled, written, opened) =
        tokio::join!(world.store.settle(), world.acme().write(noon(), making(1)), async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            gate.open().await
        },);
    opened.unwrap();
    written.unwrap();
    settled.unwrap();
    assert_eq!(world.logged().await, [CustomerId::from_u128(1)]);
}

pub(crate) async fn a_failing_or_panicking_member_rolls_back_alone<B: Backend>() {
    let world = World::with::<B>(patient).await;
    let gate = Gate::shut(world.acme()).await;
    let acme = world.acme();
    let spawn = |id: u128, end: &'static str| {
        let acme = acme.clone();
        tokio::spawn(async move {
            acme.write(noon(), move |tx| {
                Box::pin(async move {
                    customer::insert(tx, &a_customer(id)).await?;
                    tx.append(created(id)).await?;
                    match end {
                        "fails" => Err(StoreError::NotFound("a reason")),
                        "panics" => panic!("on purpose"),
                        _ => Ok(()),
                    }
                })
            })
            .await
        })
    };
    let members: Vec<_> = (1..=5)
        .zip(["works", "fails", "works", "panics", "works"])
        .map(|(id, end)| spawn(id, end))
        .collect();
    let appended = acme.write_events(noon(), vec![created(6), created(7)]);
    let (opened, appended) = tokio::join!(gate.open(), appended);
    opened.unwrap();
    appended.unwrap();
    let mut ends = Vec::new();
    for member in members {
        ends.push(member.await.unwrap().map(|done| done.value));
    }
    assert_eq!(ends[1], Err(StoreError::NotFound("a reason")));
    assert!(matches!(&ends[3], Err(StoreError::Other(why)) if why.contains("on purpose")));
    assert!([0, 2, 4].iter().all(|at| ends[*at].is_ok()), "{ends:?}");
    let mut logged = world.logged().await;
    logged.sort();
    assert_eq!(logged, [1, 3, 5, 6, 7].map(CustomerId::from_u128));
    for (id, there) in [(1, true), (2, false), (3, true), (4, false), (5, true)] {
        let found = customer::by_id(&acme, CustomerId::from_u128(id)).await.unwrap();
        assert_eq!(found.is_some(), there, "customer {id}");
    }
}

pub(crate) async fn a_failing_first_member_rolls_back_alone<B: Backend>() {
    let world = World::new::<B>().await;
    for end in ["fails", "panics"] {
        let result: Result<Committed<()>, StoreError> = world
            .acme()
            .write(noon(), move |tx| {
                Box::pin(async move {
                    customer::insert(tx, &a_customer(1)).await?;
                    tx.append(created(1)).await?;
                    if end == "fails" { Err(StoreError::Busy) } else { panic!("on purpose") }
                })
            })
            .await;
        result.unwrap_err();
    }
    assert_eq!(world.log().await, []);
    world.acme().write(noon(), making(1)).await.unwrap();
    assert_eq!(world.logged().await, [CustomerId::from_u128(1)]);
}

pub(crate) async fn nobody_is_answered_before_the_commit<B: Backend>() {
    let world = World::with::<B>(patient).await;
    let acme = world.acme();
    let first_gate = Gate::shut(acme.clone()).await;
    let early = {
        let acme = acme.clone();
        tokio::spawn(async move { acme.write(noon(), making(1)).await })
    };
    // Let the early write get in line before the second gate.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let second_gate = tokio::spawn(Gate::shut(acme.clone()));
    tokio::time::sleep(Duration::from_millis(50)).await;
    let first = first_gate.release();
    let second_gate = second_gate.await.unwrap();
    // The early write has run and shares its commit with the second gate.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!early.is_finished() && !first.is_finished(), "acknowledged before it was durable");
    assert_eq!(world.logged().await, []);
    second_gate.open().await.unwrap();
    first.await.unwrap().unwrap();
    early.await.unwrap().unwrap();
    assert_eq!(world.logged().await, [CustomerId::from_u128(1)]);
}

pub(crate) async fn a_write_with_a_failed_statement_never_commits<B: Backend>() {
    let world = World::new::<B>().await;
    world.acme().write(noon(), making(1)).await.unwrap();
    let swallowed: Result<Committed<()>, StoreError> = world
        .acme()
        .write(noon(), |tx| {
            Box::pin(async move {
                customer::insert(tx, &a_customer(2)).await?;
                let taken = customer::insert(tx, &a_customer(1)).await;
                assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
                let after = customer::insert(tx, &a_customer(3)).await;
                assert!(after.is_err(), "nothing works after a failed statement");
                Ok(())
            })
        })
        .await;
    assert_eq!(swallowed, Err(StoreError::Conflict("customer(tenant,id)".into())));
    let second = customer::by_id(&world.acme(), CustomerId::from_u128(2)).await.unwrap();
    assert_eq!(second, None);
}

pub(crate) async fn a_slow_write_is_rolled_back<B: Backend>() {
    let world = World::with::<B>(|options| {
        options.write_timeout = Duration::from_millis(300);
    })
    .await;
    let slow: Result<Committed<()>, StoreError> = world
        .acme()
        .write(noon(), |tx| {
            Box::pin(async move {
                customer::insert(tx, &a_customer(1)).await?;
                tx.append(created(1)).await?;
                std::future::pending().await
            })
        })
        .await;
    assert_eq!(slow, Err(StoreError::TimedOut));
    world.acme().write(noon(), making(2)).await.unwrap();
    assert_eq!(world.logged().await, [CustomerId::from_u128(2)]);
}

pub(crate) async fn a_full_queue_refuses_at_once<B: Backend>() {
    let world = World::with::<B>(patient).await;
    let acme = world.acme();
    let gate = Gate::shut(acme.clone()).await;
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..model::limits::WRITE_QUEUE_MAX {
        let acme = acme.clone();
        waiting.spawn(async move { acme.write_events(noon(), vec![]).await });
    }
    crate::world::until("a refusal", async || {
        // Those that are refused did not get in; those that got in wait behind the gate.
        let attempt = acme.write_events(noon(), vec![]);
        matches!(
            tokio::time::timeout(Duration::from_millis(20), attempt).await,
            Ok(Err(StoreError::Busy))
        )
    })
    .await;
    gate.open().await.unwrap();
    while let Some(ended) = waiting.join_next().await {
        let ended = ended.unwrap();
        assert!(matches!(ended, Ok(_) | Err(StoreError::Busy)), "{ended:?}");
    }
    acme.write(noon(), making(1)).await.unwrap();
}

pub(crate) async fn one_write_cannot_take_all_positions<B: Backend>() {
    let world = World::new::<B>().await;
    let many = |count: u128| (0..count).map(created).collect::<Vec<_>>();
    let refused = world.acme().write_events(noon(), many(8_193)).await;
    assert_eq!(refused, Err(StoreError::TooMany { what: "events", max: 8_192 }));
    assert_eq!(world.log().await.len(), 0);
    world.acme().write_events(noon(), many(8_192)).await.unwrap();
    assert_eq!(world.log().await.len(), 8_192);
}

pub(crate) async fn five_hundred_writers_get_distinct_numbers<B: Backend>() {
    let world = World::new::<B>().await;
    let mut writers = tokio::task::JoinSet::new();
    for id in 0..500 {
        let acme = world.acme();
        writers.spawn(async move {
            acme.write(noon(), move |tx| {
                Box::pin(async move {
                    customer::insert(tx, &a_customer(id)).await?;
                    let number = tenant::next_case_number(tx).await?;
                    let seq = tx.append(created(id)).await?;
                    Ok::<_, StoreError>((number, seq))
                })
            })
            .await
        });
    }
    let mut done = Vec::new();
    while let Some(ended) = writers.join_next().await {
        done.push(ended.unwrap().unwrap().value);
    }
    done.sort_unstable();
    let numbers: Vec<i64> = done.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=500).collect::<Vec<_>>());
    // Writes run one after the other, so the n-th number has the n-th position.
    assert!(done.is_sorted_by_key(|(_, seq)| *seq));
    let logged: Vec<i64> = world.log().await.into_iter().map(|(_, event)| event.seq).collect();
    assert_eq!(logged, done.iter().map(|(_, seq)| *seq).collect::<Vec<_>>());
}

pub(crate) async fn what_was_accepted_before_close_is_written<B: Backend>() {
    let mut world = World::with::<B>(patient).await;
    let gate = Gate::shut(world.acme()).await;
    let mut waiting = tokio::task::JoinSet::new();
    for id in 0..20 {
        let acme = world.acme();
        waiting.spawn(async move { acme.write(noon(), making(id)).await });
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    let store = world.store.clone();
    let (closed, opened) = tokio::join!(store.close(), gate.open());
    closed.unwrap();
    opened.unwrap();
    let mut written = 0;
    while let Some(ended) = waiting.join_next().await {
        written += usize::from(ended.unwrap().is_ok());
    }
    let refused = world.acme().write(noon(), making(99)).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    world.reopen().await;
    assert_eq!(written, 20);
    assert_eq!(world.log().await.len(), 20);
}

pub(crate) async fn a_write_across_tenants_is_one_transaction<B: Backend>() {
    let world = World::new::<B>().await;
    let (a, b) = (world.a, world.b);
    let both = |fails: bool| {
        world.store.system().write(noon(), move |tx| {
            Box::pin(async move {
                customer::insert(&tx.tenant(a), &a_customer(1)).await?;
                tx.tenant(a).append(created(1)).await?;
                customer::insert(&tx.tenant(b), &a_customer(2)).await?;
                tx.tenant(b).append(created(2)).await?;
                if fails { Err(StoreError::Busy) } else { Ok(()) }
            })
        })
    };
    both(true).await.unwrap_err();
    assert_eq!(world.log().await, []);
    both(false).await.unwrap();
    let tenants: Vec<_> = world.log().await.into_iter().map(|(tenant, _)| tenant).collect();
    assert_eq!(tenants, [a, b]);
}
