//! Files of colleagues and visitors.

use api::Code;
use api::file::{Download, Upload};
use api::ports::Files as _;
use app::files::{self, Owner, tidy};
use jiff::SignedDuration;
use model::limits::{ATTACHMENT_BYTES_MAX, UPLOAD_BYTES_PER_VISITOR_DAY};
use model::permission::Role;
use model::{AttachmentId, MessageId, VisitorId};
use store::attachment::{self, Attachment};
use store::{BLOB_FOLDERS, StoreError};
use tokio::io::AsyncReadExt as _;

use crate::world::{Backend, World, refused};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";

fn upload(name: &str, content: impl Into<Vec<u8>>) -> Upload {
    let content: Vec<u8> = content.into();
    Upload { name: name.to_owned(), mime: "image/png".to_owned(), content: content.into() }
}

async fn bytes_of(mut file: Download) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.content.read_to_end(&mut bytes).await.unwrap();
    bytes
}

pub(crate) async fn uploads_are_kept_named_and_handed_out<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let view = app.upload(by, upload("../写真\u{202e}.png", PNG)).await.unwrap();
    assert_eq!((view.name.as_str(), view.mime.as_str()), ("写真.png", "image/png"));
    assert_eq!(view.url, format!("/api/v1/files/{}", view.id));
    let found = app.download(by, view.id).await.unwrap();
    assert_eq!((found.inline, found.bytes), (true, PNG.len() as u64));
    assert_eq!(bytes_of(found).await, PNG);
    let short = app.upload(by, upload("b.png", [PNG, b"longer"].concat())).await.unwrap();
    let row = attachment::get(&world.store(), short.id).await.unwrap().unwrap();
    let path = app.store.blobs().path(&row.blob.parse().unwrap());
    std::fs::write(path, PNG).unwrap();
    assert_eq!(refused(app.download(by, short.id).await), Code::Internal, "part of it is lost");
    let page = app.upload(by, upload("a.html", "<script>alert(1)</script>")).await.unwrap();
    let found = app.download(by, page.id).await.unwrap();
    assert_eq!(page.mime, "application/octet-stream", "not what the sender says");
    assert!(!found.inline);
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    assert_eq!(refused(app.download(&agent, view.id).await), Code::NotFound, "not theirs yet");
    let bolt = world.other_tenant().await;
    assert_eq!(refused(app.download(&bolt, view.id).await), Code::NotFound);
    let nothing = AttachmentId::from_u128(1);
    assert_eq!(refused(app.download(by, nothing).await), Code::NotFound);
    assert_eq!(refused(app.upload(by, upload("a.png", "")).await), Code::Invalid);
    let big = vec![b'a'; ATTACHMENT_BYTES_MAX + 1];
    assert_eq!(refused(app.upload(by, upload("a.txt", big)).await), Code::TooLarge);
}

pub(crate) async fn what_can_run_is_refused_from_visitors<B: Backend>() {
    let world = World::new::<B>().await;
    let visitor = Owner::Visitor(VisitorId::from_u128(5));
    let keep = async |file: Upload| files::keep(&world.app, world.tenant, file, visitor).await;
    for (name, content) in [
        ("a.exe", &b"MZ\x90\x00"[..]),
        ("a.png", b"MZ\x90\x00"),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg/>"),
        ("a.sh", b"#!/bin/sh"),
    ] {
        assert_eq!(refused(keep(upload(name, content)).await), Code::FileType, "{name}");
    }
    let kept = keep(upload("photo", PNG)).await.unwrap();
    assert_eq!(kept.name, "photo.png");
    let view = files::chat_view(world.app.store.sealer(), world.tenant, &kept);
    let (_, signature) = view.url.split_once("?sig=").unwrap();
    let sealer = world.app.store.sealer();
    let of = app::tokens::read_file_signature(sealer, kept.id, signature);
    assert_eq!(of, Some(world.tenant));
    assert_eq!(
        bytes_of(files::download(&world.app, world.tenant, kept.id).await.unwrap()).await,
        PNG
    );
}

pub(crate) async fn a_visitor_s_day_has_a_limit<B: Backend>() {
    let world = World::new::<B>().await;
    let visitor = Owner::Visitor(VisitorId::from_u128(5));
    let most = usize::try_from(UPLOAD_BYTES_PER_VISITOR_DAY).unwrap();
    let full = most / ATTACHMENT_BYTES_MAX;
    let big = bytes::Bytes::from(vec![b'a'; ATTACHMENT_BYTES_MAX]);
    let file = |content: &bytes::Bytes| Upload {
        name: "a.txt".to_owned(),
        mime: String::new(),
        content: content.clone(),
    };
    for _ in 0..full {
        files::keep(&world.app, world.tenant, file(&big), visitor).await.unwrap();
    }
    let rest = bytes::Bytes::from(vec![b'a'; most - full * ATTACHMENT_BYTES_MAX + 1]);
    let problem = files::keep(&world.app, world.tenant, file(&rest), visitor).await.unwrap_err();
    assert_eq!(problem.code, Code::TooMany);
    let other = Owner::Visitor(VisitorId::from_u128(6));
    files::keep(&world.app, world.tenant, file(&rest), other).await.unwrap();
    world.clock.forward(SignedDuration::from_hours(25));
    files::keep(&world.app, world.tenant, file(&rest), visitor).await.unwrap();
}

/// As if its bytes had come now, by the world's clock.
fn dated(world: &World, row: &Attachment) {
    let path = world.app.store.blobs().path(&row.blob.parse().unwrap());
    std::fs::File::open(path).unwrap().set_modified(world.app.now().into()).unwrap();
}

async fn tidied(world: &World) -> (u64, u64) {
    let rows = tidy::remove_untaken(&world.app).await.unwrap();
    let mut files = 0;
    for turn in 0..BLOB_FOLDERS {
        files += tidy::remove_unnamed(&world.app, turn).await.unwrap();
    }
    (rows, files)
}

pub(crate) async fn what_no_message_takes_is_removed<B: Backend>() {
    let world = World::new::<B>().await;
    let store = world.store();
    let keep = async |text: &str| {
        let by = Owner::Visitor(VisitorId::from_u128(5));
        let row = files::keep(&world.app, world.tenant, upload("a.txt", text), by).await.unwrap();
        dated(&world, &row);
        row
    };
    let (taken, twin, lonely) = (keep("one").await, keep("one").await, keep("two").await);
    let (id, message) = (taken.id, MessageId::from_u128(1));
    let done = store.write::<_, StoreError, _>(world.app.now(), move |tx| {
        Box::pin(async move { attachment::take(tx, &[id], message).await })
    });
    done.await.unwrap();
    world.clock.forward(SignedDuration::from_hours(23));
    assert_eq!(tidied(&world).await, (0, 0), "a message may still take them");
    world.clock.forward(SignedDuration::from_hours(2));
    let waiting = keep("three").await;
    assert_eq!(tidied(&world).await, (2, 0), "bytes that came lately may be named in a moment");
    let left = attachment::many(&store, &[twin.id, lonely.id]).await.unwrap();
    assert_eq!(left, []);
    world.clock.forward(SignedDuration::from_mins(23 * 60 + 30));
    assert_eq!(tidied(&world).await, (0, 1));
    let there = |row: &Attachment| store.blobs().path(&row.blob.parse().unwrap()).is_file();
    assert_eq!([&taken, &lonely, &waiting].map(there), [true, false, true]);
    assert_eq!(
        bytes_of(files::download(&world.app, world.tenant, taken.id).await.unwrap()).await,
        b"one"
    );
}
