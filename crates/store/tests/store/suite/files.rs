//! What lies on disk: the database over a restart, blobs, permissions.

use std::os::unix::fs::PermissionsExt;

use jiff::{SignedDuration, Timestamp};
use model::{AttachmentId, ChannelId, CustomerId, IntakeId};
use store::attachment::{self, Attachment, Scan};
use store::intake::{self, Intake, IntakeState};
use store::{BlobId, StoreError, blob, customer};

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

/// As if it had last been put before an instant.
fn age(world: &World, blob: &BlobId, instant: Timestamp) {
    let file = std::fs::File::open(world.store.blobs().path(blob)).unwrap();
    file.set_modified((instant - SignedDuration::from_secs(1)).into()).unwrap();
}

pub(crate) async fn old_bytes_go_unless_they_are_put_again<B: Backend>() {
    let world = World::new::<B>().await;
    let blobs = world.store.blobs();
    let instant = noon();
    let (old, again) = (BlobId::of(b"hello"), BlobId::of(b"hello again"));
    for bytes in ["hello", "hello again"] {
        let blob = blobs.put(bytes).await.unwrap();
        let folder = u32::from_str_radix(&blob.as_str()[..2], 16).unwrap();
        age(&world, &blob, instant);
        assert_eq!(blobs.put_before(instant, folder).await.unwrap(), std::slice::from_ref(&blob));
        assert_eq!(blobs.put_before(instant, folder + 1).await.unwrap(), []);
        let earlier = instant - SignedDuration::from_hours(1);
        assert_eq!(blobs.put_before(earlier, folder).await.unwrap(), []);
    }
    // Between the look and the removal somebody puts it again, to name it in a moment.
    blobs.put("hello again").await.unwrap();
    let put_now = std::fs::metadata(blobs.path(&again)).unwrap().modified().unwrap();
    assert!(std::time::SystemTime::from(instant) < put_now, "this test's noon lies in the past");
    let nothing = BlobId::of(b"nothing");
    let both = vec![nothing, old.clone(), again.clone()];
    assert_eq!(blobs.remove_put_before(instant, both).await.unwrap(), 1);
    assert_eq!(blobs.get(&old).await, Err(StoreError::NotFound("blob")));
    assert_eq!(blobs.get(&again).await.unwrap(), b"hello again");
}

pub(crate) async fn bytes_that_a_row_of_any_tenant_names_are_in_use<B: Backend>() {
    let world = World::new::<B>().await;
    let named = |text: &str| BlobId::of(text.as_bytes());
    let file = Attachment {
        id: AttachmentId::from_u128(1),
        blob: named("file").to_string(),
        name: "a.txt".to_owned(),
        mime: "text/plain".to_owned(),
        bytes: 4,
        visitor: None,
        user: None,
        message: None,
        created_at: noon(),
        scan: Scan::Unasked,
    };
    let mail = Intake {
        id: IntakeId::from_u128(1),
        channel: ChannelId::from_u128(1),
        received_at: noon(),
        provider_id: "1".to_owned(),
        blob: Some(named("mail")),
        bytes: 4,
        state: IntakeState::Received,
        error: None,
        message: None,
        case: None,
    };
    world
        .acme()
        .write::<_, StoreError, _>(noon(), move |tx| {
            Box::pin(async move {
                attachment::insert(tx, &[file]).await?;
                intake::insert(tx, &mail).await
            })
        })
        .await
        .unwrap();
    let all = ["file", "mail", "nobody"].map(named);
    let unused = blob::unused(&world.store.system(), all.to_vec()).await.unwrap();
    assert_eq!(unused, [named("nobody")]);
}
