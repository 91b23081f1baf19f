//! The inquiry form, from its page to the case and the answer.

use std::collections::BTreeMap;

use api::admin::{ChannelChange, NewChannel};
use api::case::{CaseQuery, Reply};
use api::file::Upload;
use api::form::{FormButton, FormChecked, FormInquiry, FormNext, FormPost, FormSent};
use api::ports::{Admin as _, Cases as _, Forms as _, Work as _};
use api::{Caller, Code, Locale, admin};
use app::intake::file_pending;
use jiff::SignedDuration;
use model::permission::Role;
use model::{
    AttachmentId, CategoryId, ChannelKind, IdentityKind, IdentityStrength, IntakeId, QueueId,
    VisitorId, WorkKind,
};
use serde_json::json;
use store::intake::IntakeState;
use store::{attachment, case, identity, intake, message, outbox, work_item};

use crate::world::{Backend, World, refused};

/// A tenant's form with a question of each important kind, and its mailbox.
struct Shop<'a> {
    world: &'a World,
    by: Caller,
    form: admin::Channel,
    mail: admin::Channel,
    category: CategoryId,
}

impl<'a> Shop<'a> {
    async fn open(world: &'a World, by: &Caller) -> Self {
        let app = &world.app;
        let queue = app.queues(by).await.unwrap()[0].id;
        let address = format!("help-{queue}@shop.jp");
        let mail = channel(ChannelKind::Email, queue, &[("address", &address)]);
        let mail = app.create_channel(by, mail).await.unwrap();
        let categories = app.directory(by).await.unwrap().categories;
        let category = categories.iter().find(|each| each.name == "配送").unwrap().id;
        let form = channel(ChannelKind::Form, queue, &[("form", &fields(category))]);
        let form = app.create_channel(by, form).await.unwrap();
        Self { world, by: by.clone(), form, mail, category }
    }

    fn key(&self) -> &str {
        self.form.public_key.as_deref().unwrap()
    }

    async fn page(&self) -> String {
        self.world.app.page(self.key(), Locale::Ja).await.unwrap().token
    }

    async fn post(&self, post: FormPost) -> FormChecked {
        self.world.app.check(self.key(), Locale::Ja, post).await.unwrap()
    }

    fn typed(&self, token: &str, button: FormButton, more: &[(&str, &str)]) -> FormPost {
        let category = self.category.to_string();
        let usual = [
            ("name", "山田 花子"),
            ("email", "Ｈａｎａ@example.jp"),
            ("about", category.as_str()),
            ("size", "大"),
            ("text", "届きません。\r\nカード4242 4242 4242 4242で払いました。"),
        ];
        let all = usual.iter().chain(more);
        let answers = all.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        FormPost { token: token.to_owned(), button, answers, ..FormPost::default() }
    }

    /// An inquiry that may be kept.
    async fn ready(
        &self,
        token: &str,
        more: &[(&str, &str)],
        kept: &[AttachmentId],
    ) -> FormInquiry {
        self.world.clock.forward(SignedDuration::from_secs(5));
        let kept = kept.iter().map(ToString::to_string).collect();
        let post = FormPost { kept, ..self.typed(token, FormButton::Send, more) };
        match self.post(post).await.next {
            FormNext::Keep(inquiry) => inquiry,
            other => panic!("{other:?}"),
        }
    }
}

fn channel(kind: ChannelKind, queue: QueueId, settings: &[(&str, &str)]) -> NewChannel {
    let settings = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    NewChannel { kind, name: kind.to_string(), queue, settings }
}

fn fields(category: CategoryId) -> String {
    let field = |key: &str, input: &str, label: &str| json!({"key": key, "input": input, "label": {"ja": label}});
    let with = |mut field: serde_json::Value, more: serde_json::Value| {
        field.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        field
    };
    json!({"fields": [
        with(field("name", "name", "お名前"), json!({"required": true})),
        field("email", "email", "メールアドレス"),
        field("phone", "phone", "電話番号"),
        with(field("about", "category", "種類"), json!({"required": true, "categories": [category]})),
        with(field("size", "choice", "大きさ"), json!({"choices": [{"ja": "大", "en": "large"}, {"ja": "小"}]})),
        with(field("text", "long_text", "内容"), json!({"required": true})),
        with(field("files", "files", "写真"), json!({"files": 2})),
    ]})
    .to_string()
}

fn picture(name: &str) -> Upload {
    let content = b"\x89PNG\r\n\x1a\nrest".to_vec().into();
    Upload { name: name.to_owned(), mime: "image/png".to_owned(), content }
}

pub(crate) async fn an_inquiry_becomes_a_case_that_is_answered_by_mail<B: Backend>() {
    let world = World::new::<B>().await;
    let shop = Shop::open(&world, &world.admin).await;
    let (app, store) = (&world.app, world.store());
    let token = shop.page().await;

    // What is wrong is told, and what is right is kept, files among it.
    let mut post = shop.typed(&token, FormButton::Confirm, &[("text", " "), ("phone", "なし")]);
    let program =
        Upload { name: "x.exe".to_owned(), content: b"MZ\x90\0".to_vec().into(), ..picture("") };
    post.files = vec![picture("写真.png"), program];
    let checked = shop.post(post).await;
    assert!(matches!(checked.next, FormNext::Fields));
    let wrong: Vec<&str> = checked.wrong.keys().map(String::as_str).collect();
    assert_eq!(wrong, ["files", "phone", "text"]);
    assert!(checked.wrong["files"].ja.contains("x.exe"));
    assert_eq!(
        (checked.token.as_str(), checked.files[0].name.as_str()),
        (token.as_str(), "写真.png")
    );
    assert_eq!(checked.answers["email"], "hana@example.jp");
    let file = checked.files[0].id;

    // Robots: a filled trap, and faster than anybody types.
    let trap = FormPost { trap: "x".to_owned(), ..shop.typed(&token, FormButton::Send, &[]) };
    let caught = shop.post(trap).await;
    assert!(matches!(caught.next, FormNext::Fields) && caught.notice.is_some());
    let fast = shop.post(shop.typed(&token, FormButton::Send, &[])).await;
    assert!(matches!(fast.next, FormNext::Confirm) && fast.notice.is_some());
    let stale = shop.post(shop.typed("forged", FormButton::Send, &[])).await;
    assert!(matches!(stale.next, FormNext::Fields) && stale.token != token);

    // Sent twice at once, it is one; kept before anything looks into it.
    let inquiry = shop.ready(&token, &[], &[file]).await;
    let (one, two) = tokio::join!(app.keep(inquiry.clone()), app.keep(inquiry.clone()));
    assert_eq!(one.as_ref().unwrap(), two.as_ref().unwrap());
    let FormSent::Kept(receipt) = one.unwrap() else { panic!("not kept") };
    let number = app.receipt(shop.key(), Locale::En, &receipt).await.unwrap().number;
    assert_eq!(refused(app.receipt(shop.key(), Locale::En, &token).await), Code::NotFound);
    let row = intake::by_id(&store, inquiry.id).await.unwrap().unwrap();
    assert_eq!(row.state, IntakeState::Received);
    let journalled = String::from_utf8(inquiry.raw.to_vec()).unwrap();
    assert!(journalled.contains("****4242") && !journalled.contains("4242 4242"), "{journalled}");
    assert_eq!(file_pending(app).await.unwrap(), 1);
    assert_eq!(file_pending(app).await.unwrap(), 0);
    let again = shop.ready(&token, &[], &[file]).await;
    assert_eq!(app.keep(again).await.unwrap(), FormSent::Kept(receipt), "again, later");
    let other = shop.ready(&token, &[("size", "小")], &[]).await;
    assert_eq!(app.keep(other).await.unwrap(), FormSent::SentOtherwise);

    let row = intake::by_id(&store, row.id).await.unwrap().unwrap();
    let id = row.case.unwrap();
    let found = case::get(&store, id).await.unwrap().unwrap();
    assert_eq!(found.subject, format!("配送(受付番号 {number})"));
    assert_eq!((found.category, found.queue), (Some(shop.category), shop.form.queue));
    let work = work_item::open_of_case(&store, id).await.unwrap().unwrap();
    assert_eq!(work.kind, WorkKind::Interaction);
    let words = message::find(&store, row.message.unwrap()).await.unwrap().unwrap();
    let text = "【お名前】 山田 花子\n【メールアドレス】 hana@example.jp\n【種類】 配送\n【大きさ】 大\n\n【内容】\n届きません。\nカード［カード****4242］で払いました。";
    assert_eq!(words.text, text);
    assert_eq!(words.attachments[0]["name"], "写真.png");
    let who =
        identity::find(&store, IdentityKind::Email, "hana@example.jp").await.unwrap().unwrap();
    assert_eq!((who.customer, who.strength), (found.customer, IdentityStrength::Claimed));

    // Answered through the mail channel of the same queue.
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let detail = app.get(&agent, id).await.unwrap();
    assert_eq!(detail.reply.channel_kind, Some(ChannelKind::Email));
    assert_eq!(detail.reply.to.as_deref(), Some("hana@example.jp"));
    let sent = app.reply(&agent, id, reply("発送しました。")).await.unwrap();
    let head = sent.mail.unwrap();
    assert_eq!(head.to[0].address, "hana@example.jp");
    assert_eq!(head.subject, format!("Re: 配送(受付番号 {number})"));
    let system = app.store.system();
    let effects = system
        .write(app.now(), |tx| {
            Box::pin(async move { outbox::claim(tx, tx.now(), &outbox::Busy::default(), 9).await })
        })
        .await
        .unwrap()
        .value;
    assert_eq!(effects[0].payload["channel"], json!(shop.mail.id));

    // The same address again is the same customer; without one there is nobody to answer to.
    let token = shop.page().await;
    let inquiry = shop.ready(&token, &[("email", "")], &[]).await;
    app.keep(inquiry).await.unwrap();
    let token = shop.page().await;
    let inquiry = shop.ready(&token, &[], &[]).await;
    app.keep(inquiry).await.unwrap();
    assert_eq!(file_pending(app).await.unwrap(), 2);
    let rows = app.list(&agent, CaseQuery::default()).await.unwrap().items;
    let known = rows.iter().filter(|row| row.customer.id == found.customer).count();
    assert_eq!((rows.len(), known), (3, 2));
    let nobody = rows.iter().find(|row| row.customer.id != found.customer).unwrap();
    assert!(nobody.customer.anonymous && nobody.customer.name == "山田 花子");
    assert_eq!(app.get(&agent, nobody.id).await.unwrap().reply.interaction, None);
    assert_eq!(refused(app.reply(&agent, nobody.id, reply("?")).await), Code::Conflict);
    let off = ChannelChange { active: Some(false), ..ChannelChange::default() };
    app.change_channel(&shop.by, shop.mail.id, shop.mail.version, off).await.unwrap();
    let problem = app.reply(&agent, id, reply("もう一通。")).await.unwrap_err();
    assert!(problem.text(Locale::Ja).contains("メールチャネルがありません"), "{problem}");
}

fn reply(text: &str) -> Reply {
    Reply {
        text: text.to_owned(),
        files: Vec::new(),
        client_id: format!("client-{}", text.len()),
        subject: None,
        to: None,
        last_seq: None,
        then: None,
    }
}

/// Bytes that are no inquiry, and an inquiry that waits for longer than uploads are kept.
pub(crate) async fn what_cannot_be_read_is_visible_work_with_its_files<B: Backend>() {
    let world = World::new::<B>().await;
    let shop = Shop::open(&world, &world.admin).await;
    let (app, store) = (&world.app, world.store());
    let token = shop.page().await;
    let post =
        FormPost { files: vec![picture("a.png")], ..shop.typed(&token, FormButton::Confirm, &[]) };
    let file = shop.post(post).await.files[0].id;
    let inquiry = shop.ready(&token, &[], &[file]).await;
    app.keep(inquiry.clone()).await.unwrap();

    let bad = IntakeId::from_u128(77);
    let upload = files_of(&world, VisitorId(bad.0)).await;
    let broken = FormInquiry {
        id: bad,
        raw: "{\"format\":99}".into(),
        files: vec![upload],
        ..inquiry.clone()
    };
    app.keep(broken).await.unwrap();
    let unsent = files_of(&world, VisitorId::from_u128(5)).await;

    // Nobody filed them for a day and more: what was acknowledged is whole all the same.
    world.clock.forward(SignedDuration::from_hours(60));
    assert_eq!(app::files::tidy::remove_untaken(app).await.unwrap(), 1);
    assert!(attachment::get(&store, unsent).await.unwrap().is_none());
    assert_eq!(file_pending(app).await.unwrap(), 2);
    for (id, state, files) in [
        (inquiry.id, IntakeState::Processed, vec!["a.png"]),
        (bad, IntakeState::Unparseable, vec!["inquiry.json", "a.png"]),
    ] {
        let row = intake::by_id(&store, id).await.unwrap().unwrap();
        assert_eq!(row.state, state);
        let words = message::find(&store, row.message.unwrap()).await.unwrap().unwrap();
        let names: Vec<_> =
            words.attachments.as_array().unwrap().iter().map(|f| f["name"].clone()).collect();
        assert_eq!(names, files);
        let work = work_item::open_of_case(&store, row.case.unwrap()).await.unwrap().unwrap();
        let read = state == IntakeState::Processed;
        assert_eq!(work.kind, if read { WorkKind::Interaction } else { WorkKind::Unparseable });
    }
    assert_eq!(app::files::tidy::remove_untaken(app).await.unwrap(), 0);
}

async fn files_of(world: &World, visitor: VisitorId) -> AttachmentId {
    let owner = app::files::Owner::Visitor(visitor);
    app::files::keep(&world.app, world.tenant, picture("a.png"), owner).await.unwrap().id
}

pub(crate) async fn a_form_is_its_tenant_s_own<B: Backend>() {
    let world = World::new::<B>().await;
    let ours = Shop::open(&world, &world.admin).await;
    let theirs = Shop::open(&world, &world.other_tenant().await).await;
    let app = &world.app;
    // A page's token and its files are of no use at another's form.
    let token = ours.page().await;
    let post =
        FormPost { files: vec![picture("a.png")], ..ours.typed(&token, FormButton::Confirm, &[]) };
    let file = ours.post(post).await.files[0].id;
    let mut post = theirs.typed(&token, FormButton::Confirm, &[]);
    post.kept = vec![file.to_string()];
    let checked = theirs.post(post).await;
    assert_ne!(checked.token, token);
    assert!(checked.files.is_empty() && checked.wrong.contains_key("files"));
    // Nor is a category or a mailbox.
    let change = |key: &str, value: String| ChannelChange {
        settings: Some(BTreeMap::from([(key.to_owned(), value)])),
        ..ChannelChange::default()
    };
    for (key, value) in [
        ("form", fields(theirs.category)),
        ("reply_channel", theirs.mail.id.to_string()),
        ("reply_channel", ours.form.id.to_string()),
        ("form", "{}".to_owned()),
    ] {
        let changed = app.change_channel(&ours.by, ours.form.id, 1, change(key, value)).await;
        assert_eq!(changed.unwrap_err().field, Some(format!("settings.{key}")));
    }
    // An inquiry at their form is theirs.
    let page = theirs.page().await;
    app.keep(theirs.ready(&page, &[], &[]).await).await.unwrap();
    file_pending(app).await.unwrap();
    let rows =
        |by: Caller| async move { app.list(&by, CaseQuery::default()).await.unwrap().items.len() };
    assert_eq!((rows(ours.by.clone()).await, rows(theirs.by.clone()).await), (0, 1));
    // Switched off, it takes nothing; unknown, it is not there; and a chat's key is no form's.
    let off = ChannelChange { active: Some(false), ..ChannelChange::default() };
    app.change_channel(&theirs.by, theirs.form.id, 1, off).await.unwrap();
    assert_eq!(refused(app.page(theirs.key(), Locale::Ja).await), Code::ChannelOff);
    assert_eq!(refused(app.page("none", Locale::Ja).await), Code::NotFound);
    let (chat, _) = super::chat::door(&world).await;
    assert_eq!(refused(app.page(&chat.public_key.unwrap(), Locale::Ja).await), Code::NotFound);
}
