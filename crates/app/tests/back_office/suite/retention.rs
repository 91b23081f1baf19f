//! What has had its time is deleted for good, and nothing else.

use std::path::PathBuf;
use std::time::Duration;

use api::Code;
use api::Locale;
use api::admin::AuditQuery;
use api::case::Identify;
use api::chat::{ChatSend, Visitor};
use api::customer::NewCustomer;
use api::file::Upload;
use api::ports::{
    Admin as _, CaseWork as _, Cases, Chat as _, Customers as _, Privacy as _, Retentions as _,
};
use api::privacy::NewErasure;
use api::retention::NewHold;
use app::files::tidy;
use app::retention::clear_due;
use jiff::SignedDuration;
use model::{CaseId, ChannelKind, CustomerId, Retention, RetentionDays, RetentionPart};
use store::{BLOB_FOLDERS, attachment, case, interaction, message};

use super::chat::door;
use super::masking::holding;
use super::search::{found, indexed};
use crate::world::{Backend, World, refused};

const KEPT: u32 = 365;

struct Said {
    case: CaseId,
    customer: CustomerId,
    visitor: Visitor,
}

/// A chat with a file that is resolved now.
async fn resolved(world: &World, channel: model::ChannelId, mark: &str) -> Said {
    let app = &world.app;
    let id = app.store.id(app.now());
    let visitor = Visitor { tenant: world.tenant, channel, id, locale: Locale::Ja };
    let said = add(world, &visitor, mark).await;
    Said { visitor, ..said }
}

async fn add(world: &World, visitor: &Visitor, mark: &str) -> Said {
    let (app, by) = (&world.app, &world.admin);
    let content = format!("file of {mark}").into();
    let file = Upload { name: format!("{mark}.txt"), mime: String::new(), content };
    let file = app.upload(visitor, file).await.unwrap();
    let cid = app.store.id::<CaseId>(app.now()).to_string();
    let words = ChatSend { cid, text: format!("text of {mark}"), files: vec![file.id] };
    app.send(visitor, words).await.unwrap();
    let session = interaction::open_of_visitor(&world.store(), visitor.id).await.unwrap().unwrap();
    app.take(by, session.case).await.unwrap();
    app.resolve(by, session.case).await.unwrap();
    Said { case: session.case, customer: session.customer, visitor: visitor.clone() }
}

async fn cleared(world: &World, case: CaseId) -> Option<RetentionPart> {
    case::get(&world.store(), case).await.unwrap().unwrap().cleared
}

fn contents() -> Retention {
    let days = RetentionDays { contents: Some(KEPT), ..RetentionDays::default() };
    Retention([(ChannelKind::WebChat, days)].into())
}

/// As the housekeeping does in a day.
async fn swept(world: &World) {
    world.clock.forward(SignedDuration::from_hours(48));
    for turn in 0..BLOB_FOLDERS {
        tidy::remove_unnamed(&world.app, turn).await.unwrap();
    }
}

/// The blobs were put by the machine's clock: as if that was the world's.
fn dated(world: &World) {
    for folder in std::fs::read_dir(world.dir.path().join("data/blobs")).into_iter().flatten() {
        for file in std::fs::read_dir(folder.unwrap().path()).into_iter().flatten() {
            let file = std::fs::File::open(file.unwrap().path()).unwrap();
            let _ = file.set_modified(world.app.now().into());
        }
    }
}

pub(crate) async fn what_is_over_is_deleted_and_nothing_else<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by, store) = (&world.app, &world.admin, world.store());
    let (channel, _) = door(&world).await;
    let old = resolved(&world, channel.id, "oldmark").await;
    let held = resolved(&world, channel.id, "heldmark").await;
    let back = resolved(&world, channel.id, "backmark").await;
    dated(&world);
    world.clock.forward(SignedDuration::from_hours(24 * i64::from(KEPT)));
    let young = resolved(&world, channel.id, "youngmark").await;
    dated(&world);
    // Somebody comes back to an old matter: its time begins anew.
    let again = add(&world, &back.visitor, "againmark").await;
    assert_ne!(again.case, old.case);
    let hold = NewHold { case: Some(held.case), reason: "係争中".to_owned() };
    let hold = app.place_hold(by, held.customer, hold).await.unwrap().remove(0);
    let figures = case::get(&store, old.case).await.unwrap().unwrap();
    assert_eq!(clear_due(app).await.unwrap(), 0, "without a policy nothing goes");

    let told = app.preview_retention(by, contents()).await.unwrap();
    let due = 1 + u64::from(again.case != back.case);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].part, told[0].cases), (RetentionPart::Contents, due));
    assert_eq!(told[0].oldest, figures.resolved_at);
    app.set_retention(by, contents()).await.unwrap();
    assert!(world.audited().await.contains(&"tenant.retention".to_owned()));
    assert_eq!(clear_due(app).await.unwrap(), due);
    assert_eq!(clear_due(app).await.unwrap(), 0, "once");
    assert_eq!(cleared(&world, old.case).await, Some(RetentionPart::Contents));

    let texts = async |case: CaseId| {
        let thread = message::thread(&store, case, i64::MAX, 50).await.unwrap();
        thread.into_iter().map(|one| one.text).collect::<Vec<_>>().join("|")
    };
    assert!(!texts(old.case).await.contains("oldmark"));
    assert!(texts(held.case).await.contains("heldmark"));
    assert!(texts(young.case).await.contains("youngmark"));
    let after = case::get(&store, old.case).await.unwrap().unwrap();
    assert_eq!(
        (after.created_at, after.resolved_at, after.number, after.category, after.customer),
        (
            figures.created_at,
            figures.resolved_at,
            figures.number,
            figures.category,
            figures.customer
        ),
        "what is counted stays"
    );
    let of_visitor = attachment::of_visitor(&store, old.visitor.id).await.unwrap();
    assert_eq!(of_visitor, []);
    let runs = app.retention_runs(by).await.unwrap();
    assert_eq!((runs.len(), runs[0].cases, runs[0].files), (1, due, due));

    swept(&world).await;
    assert_eq!(holding(&world, "oldmark"), Vec::<PathBuf>::new());
    for mark in ["file of heldmark", "file of youngmark"] {
        assert_eq!(holding(&world, mark).len(), 1, "{mark}");
    }

    // Nobody erases what is held; after the hold it goes by itself.
    let erase = NewErasure { confirm: String::new(), reason: "申し出".to_owned() };
    assert_eq!(refused(app.erase_person(by, held.customer, erase).await), Code::Conflict);
    app.end_hold_of(by, hold.id).await.unwrap();
    assert_eq!(refused(app.end_hold_of(by, hold.id).await), Code::NotFound);
    assert_eq!(clear_due(app).await.unwrap(), 1);
    assert!(!texts(held.case).await.contains("heldmark"));
    let bolt = world.other_tenant().await;
    assert_eq!(app.retention_runs(&bolt).await.unwrap(), []);
}

pub(crate) async fn files_go_before_the_words_and_a_case_that_goes_on_counts_anew<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by, store) = (&world.app, &world.admin, world.store());
    let (channel, _) = door(&world).await;
    let said = resolved(&world, channel.id, "mark").await;
    let days = RetentionDays { files: Some(30), contents: Some(KEPT), ..RetentionDays::default() };
    app.set_retention(by, Retention([(ChannelKind::WebChat, days)].into())).await.unwrap();
    world.clock.forward(SignedDuration::from_hours(24 * 31));
    assert_eq!(clear_due(app).await.unwrap(), 1);
    let thread = message::thread(&store, said.case, i64::MAX, 50).await.unwrap();
    assert!(thread.iter().any(|one| one.text.contains("text of mark")), "words stay");
    assert!(thread.iter().all(|one| one.attachments == serde_json::json!([])));
    assert_eq!(cleared(&world, said.case).await, Some(RetentionPart::Files));
    app.reopen(by, said.case).await.unwrap();
    assert_eq!(cleared(&world, said.case).await, None, "it goes on");
    world.clock.forward(SignedDuration::from_hours(24 * 400));
    assert_eq!(clear_due(app).await.unwrap(), 0, "what is open is never due");
    app.resolve(by, said.case).await.unwrap();
    world.clock.forward(SignedDuration::from_hours(24 * 366));
    assert_eq!(clear_due(app).await.unwrap(), 1);
    let wrong = RetentionDays { contents: Some(1), ..RetentionDays::default() };
    let wrong = app.set_retention(by, Retention([(ChannelKind::Email, wrong)].into())).await;
    assert_eq!(refused(wrong), Code::Invalid, "a typing error empties nothing");
}

/// A case of an anonymous visitor who turns out to be somebody.
async fn of_known(
    world: &World,
    channel: model::ChannelId,
    (mark, known): (&str, CustomerId),
) -> CaseId {
    let said = resolved(world, channel, mark).await;
    world.app.identify(&world.admin, said.case, Identify { customer: known }).await.unwrap();
    said.case
}

pub(crate) async fn a_hold_covers_the_person_and_goes_with_what_was_said<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let (channel, _) = door(&world).await;
    let hana = NewCustomer {
        name: "山田 花子".to_owned(),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        email: None,
    };
    let hana = app.create(by, hana).await.unwrap().id;
    let first = of_known(&world, channel.id, ("first", hana)).await;
    let second = of_known(&world, channel.id, ("second", hana)).await;
    let third = of_known(&world, channel.id, ("third", hana)).await;
    app.set_retention(by, contents()).await.unwrap();
    world.clock.forward(SignedDuration::from_hours(24 * 366));

    // The cases are of records that were absorbed; the hold names the one that leads.
    let hold = |case| NewHold { case, reason: "係争中".to_owned() };
    let whole = app.place_hold(by, hana, hold(None)).await.unwrap().remove(0);
    assert_eq!(app.preview_retention(by, contents()).await.unwrap()[0].cases, 0);
    assert_eq!(clear_due(app).await.unwrap(), 0, "everything of the person is held");
    app.end_hold_of(by, whole.id).await.unwrap();

    // What was said in a case that is held is said in another one now.
    app.place_hold(by, hana, hold(Some(first))).await.unwrap();
    app.join(by, first, second).await.unwrap();
    assert_eq!(app.holds(by, hana).await.unwrap().len(), 2);
    assert_eq!(clear_due(app).await.unwrap(), 1);
    assert_eq!(cleared(&world, third).await, Some(RetentionPart::Contents));
    assert_eq!((cleared(&world, first).await, cleared(&world, second).await), (None, None));
    for one in app.holds(by, hana).await.unwrap() {
        app.end_hold_of(by, one.id).await.unwrap();
    }
    world.clock.forward(SignedDuration::from_hours(1));
    assert_eq!(clear_due(app).await.unwrap(), 2);
    let runs = app.retention_runs(by).await.unwrap();
    assert_eq!(
        runs.iter().map(|run| run.cases).collect::<Vec<_>>(),
        [2, 1],
        "a line for each sweep"
    );
    let audit =
        app.audit(by, AuditQuery { limit: Some(50), ..AuditQuery::default() }).await.unwrap();
    let released = audit.items.iter().filter(|entry| entry.action == "customer.released");
    assert!(
        released.clone().count() == 3
            && audit.items.iter().all(|entry| { !entry.detail.to_string().contains("係争中") }),
        "why stands with the hold only"
    );
}

pub(crate) async fn the_index_forgets_what_was_cleared<B: Backend>() {
    let world = World::new::<B>().await;
    let by = &world.admin;
    let (channel, _) = door(&world).await;
    resolved(&world, channel.id, "oldmark").await;
    let (app, mut jobs) = indexed(&world).await;
    found(&app, by, "oldmark kind:message", &["message text of [oldmark]"]).await;
    app.set_retention(by, contents()).await.unwrap();
    world.clock.forward(SignedDuration::from_hours(24 * 366));
    app::retention::spawn(&app, &mut jobs);
    found(&app, by, "oldmark", &[]).await;
    for _ in 0..400 {
        if app.search.counts().1 == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{} traces are left in the files", app.search.counts().1);
}
