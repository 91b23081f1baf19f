//! The log as its readers see it.

use jiff::SignedDuration;
use model::event::NewEvent;
use model::{CaseId, CustomerId};
use store::log::timeline::{self, TimelinePlace};
use store::{StoreError, log, log_cursor};
use tokio::sync::watch;

use crate::world::{Backend, World, created, making, noon};

pub(crate) async fn the_tail_sees_every_commit_once_and_in_order<B: Backend>() {
    let world = World::new::<B>().await;
    let (wrote_last, last) = watch::channel(i64::MAX);
    let reader = {
        let system = world.store.system();
        tokio::spawn(async move {
            let (mut seen, mut cursor) = (Vec::new(), 0);
            while cursor < *last.borrow() {
                let page = log::tail::events_after(&system, cursor, 7).await.unwrap();
                if let Some((_, last)) = page.last() {
                    cursor = last.seq;
                }
                seen.extend(page.into_iter().map(|(_, event)| event.seq));
                tokio::task::yield_now().await;
            }
            seen
        })
    };
    let mut writers = tokio::task::JoinSet::new();
    for id in 0..200 {
        let acme = world.acme();
        writers.spawn(async move { acme.write(noon(), making(id)).await.unwrap().last_seq });
    }
    let mut written = writers.join_all().await;
    written.sort_unstable();
    wrote_last.send(written[199]).unwrap();
    assert_eq!(reader.await.unwrap(), written);
}

pub(crate) async fn the_committed_position_wakes_readers<B: Backend>() {
    let mut world = World::new::<B>().await;
    let mut committed = world.store.committed();
    committed.mark_unchanged();
    let done = world.acme().write(noon(), making(1)).await.unwrap();
    committed.changed().await.unwrap();
    assert_eq!(*committed.borrow(), done.last_seq);
    world.reopen().await;
    assert_eq!(*world.store.committed().borrow(), done.last_seq, "known again after a restart");
}

pub(crate) async fn timelines_page_backwards_inside_their_tenant<B: Backend>() {
    let world = World::new::<B>().await;
    let case = CaseId::from_u128(5);
    let of_case = |id: u128| NewEvent { case: Some(case), ..created(id) };
    for _ in 0..4 {
        world.acme().write_events(noon(), vec![of_case(1), created(2)]).await.unwrap();
        world.bolt().write_events(noon(), vec![of_case(1)]).await.unwrap();
    }
    // Appended last, happened first: an imported purchase.
    let yesterday = noon() - SignedDuration::from_hours(24);
    world.acme().write_events(yesterday, vec![of_case(1)]).await.unwrap();
    let (acme, bolt, customer) = (world.acme(), world.bolt(), CustomerId::from_u128(1));
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let kinds = ["customer.created"];
        let page = timeline::page(&acme, &[customer], &kinds, before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(TimelinePlace { at: last.at, seq: last.seq });
        seen.extend(page.into_iter().map(|event| (event.at, event.seq)));
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");
    assert_eq!(seen[4].0, yesterday);
    let none = timeline::page(&acme, &[customer], &["order.placed"], None, 9).await.unwrap();
    assert_eq!(none, []);
    let of_case = log::tail::of_case(&acme, case, None, 3).await.unwrap();
    assert!(of_case.is_sorted_by(|newer, older| newer.seq > older.seq));
    let rest = log::tail::of_case(&acme, case, Some(of_case[2].seq), 9).await.unwrap();
    assert_eq!((of_case.len(), rest.len()), (3, 2));
    assert_eq!(log::tail::of_case(&bolt, case, None, 10).await.unwrap().len(), 4);
}

pub(crate) async fn a_cursor_moves_with_the_work_it_stands_for<B: Backend>() {
    let world = World::new::<B>().await;
    let system = world.store.system();
    assert_eq!(log_cursor::get(&system, "reader").await.unwrap(), 0);
    let move_to = |seq: i64, fails: bool| {
        system.write(noon(), move |tx| {
            Box::pin(async move {
                log_cursor::set(tx, "reader", seq).await?;
                if fails { Err(StoreError::Busy) } else { Ok(()) }
            })
        })
    };
    move_to(7, false).await.unwrap();
    move_to(9, true).await.unwrap_err();
    assert_eq!(log_cursor::get(&system, "reader").await.unwrap(), 7);
    move_to(9, false).await.unwrap();
    assert_eq!(log_cursor::get(&system, "reader").await.unwrap(), 9);
}
