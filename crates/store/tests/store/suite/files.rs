//! What lies on disk: the database over a restart, blobs, permissions.

use std::os::unix::fs::PermissionsExt;

use model::CustomerId;
use store::{BlobId, StoreError, customer};

use crate::world::{Backend, World, making, noon};

pub(crate) async fn reopening_keeps_everything<B: Backend>() {
    let mut world = World::new::<B>().await;
    let done = world.acme().write(noon(), making(1)).await.unwrap();
    let blob = world.store.blobs().put(b"bytes".to_vec()).await.unwrap();
    let sealed = world.store.sealer().seal(world.a, "imap", b"hunter2").unwrap();
    world.reopen().await;
    let found = customer::by_id(&world.acme(), CustomerId::from_u128(1)).await.unwrap();
    assert_eq!(found.map(|customer| customer.name), Some("顧客 1".into()));
    assert_eq!(world.store.blobs().get(&blob).await.unwrap(), b"bytes");
    assert_eq!(world.store.sealer().unseal(world.a, "imap", &sealed).unwrap(), b"hunter2");
    let next = world.acme().write(noon(), making(2)).await.unwrap();
    assert!(next.last_seq > done.last_seq, "positions go on after a restart");
}

pub(crate) async fn migrating_again_changes_nothing<B: Backend>() {
    let mut world = World::new::<B>().await;
    world.acme().write(noon(), making(1)).await.unwrap();
    for _ in 0..3 {
        world.reopen().await;
    }
    assert_eq!(world.log().await.len(), 1);
    let mode = std::fs::metadata(world.dir.path().join("data")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

pub(crate) async fn blobs_are_kept_by_content<B: Backend>() {
    let world = World::new::<B>().await;
    let blobs = world.store.blobs();
    let id = blobs.put(b"hello".to_vec()).await.unwrap();
    let sha = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    assert_eq!(id.as_str(), sha);
    assert!(blobs.path(&id).ends_with(format!("blobs/2c/f2/{sha}")));
    let mut pieces = blobs.begin().await.unwrap();
    for piece in ["he", "", "llo"] {
        pieces.write(piece).await.unwrap();
    }
    assert_eq!(pieces.bytes(), 5);
    assert_eq!(pieces.finish().await.unwrap(), id, "the same bytes are the same blob");
    assert_eq!(blobs.get(&BlobId::of(b"other")).await, Err(StoreError::NotFound("blob")));
    std::fs::write(blobs.path(&id), b"hullo").unwrap();
    assert!(matches!(blobs.get(&id).await, Err(StoreError::Corrupt(_))));
    for wrong in ["", "../../../etc/passwd", &sha.to_uppercase(), &sha[1..]] {
        assert!(wrong.parse::<BlobId>().is_err(), "{wrong}");
    }
}

pub(crate) async fn an_unfinished_blob_leaves_nothing<B: Backend>() {
    let mut world = World::new::<B>().await;
    let unfinished = world.dir.path().join("data/blobs/tmp");
    let mut dropped = world.store.blobs().begin().await.unwrap();
    dropped.write("half").await.unwrap();
    assert_eq!(std::fs::read_dir(&unfinished).unwrap().count(), 1);
    drop(dropped);
    assert_eq!(std::fs::read_dir(&unfinished).unwrap().count(), 0);
    // What a killed process leaves is removed at the next start.
    std::fs::write(unfinished.join("left"), b"half").unwrap();
    world.reopen().await;
    assert_eq!(std::fs::read_dir(&unfinished).unwrap().count(), 0);
}
