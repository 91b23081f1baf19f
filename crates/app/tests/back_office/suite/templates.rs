//! Canned replies.

use api::admin::NewCategory;
use api::case::AfterReply;
use api::chat::{ChatSend, Visitor};
use api::customer::NewCustomer;
use api::ports::{Admin as _, Cases, Chat as _, Customers, Templates as _};
use api::template::{NewTemplate, TemplateActions, TemplateChange, TemplateDraft, TemplateUse};
use api::{Code, Locale};
use model::event::EventBody;
use model::{CaseId, Priority};
use store::interaction;

use crate::suite::chat::door;
use crate::world::{Backend, World, refused};

fn new(name: &str, ja: &str) -> NewTemplate {
    NewTemplate {
        name: name.to_owned(),
        shortcut: None,
        ja: ja.to_owned(),
        en: String::new(),
        category: None,
        actions: TemplateActions::default(),
    }
}

/// A case that came by chat.
async fn chat(world: &World) -> CaseId {
    let (channel, _) = door(world).await;
    let id = world.app.store.id(world.app.now());
    let visitor = Visitor { tenant: world.tenant, channel: channel.id, id, locale: Locale::Ja };
    let cid = world.app.store.id::<CaseId>(world.app.now()).to_string();
    let words = ChatSend { cid, text: "ふたが割れました".to_owned(), files: vec![] };
    world.app.send(&visitor, words).await.unwrap();
    interaction::open_of_visitor(&world.store(), id).await.unwrap().unwrap().case
}

pub(crate) async fn a_canned_reply_is_filled_for_its_case<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let case = chat(&world).await;
    let top = NewCategory { parent: None, name: "破損".to_owned() };
    let category = app.create_category(by, top).await.unwrap().id;
    let actions = TemplateActions {
        category: Some(category),
        priority: Some(Priority::High),
        after: Some(AfterReply::Pending),
    };
    let text = "{{ customer.name }}様\n案件{{ case.number }}({{ today }}) 担当{{ agent.name }}";
    let input = NewTemplate {
        en: "Dear {{ customer.name | default('customer') }}".to_owned(),
        shortcut: Some("/Wareta".to_owned()),
        actions,
        ..new("割れ", text)
    };
    let made = app.create_template(by, input.clone()).await.unwrap();
    assert_eq!(made.shortcut.as_deref(), Some("wareta"));
    let again = app.create_template(by, input).await.unwrap_err();
    assert_eq!((again.code, again.field.as_deref()), (Code::Taken, Some("shortcut")));

    // Nobody knows who it is: the gap stays visible and is told.
    let ja = TemplateUse { template: made.id, locale: Locale::Ja };
    let used = app.use_template(by, case, ja.clone()).await.unwrap();
    let number = used.case.number;
    let expected = format!("〔お客様の氏名〕様\n案件{number}(2026年11月23日) 担当管理 花子");
    assert_eq!(
        (used.filled.text.as_str(), used.after),
        (expected.as_str(), Some(AfterReply::Pending))
    );
    assert_eq!(used.filled.open, ["お客様の氏名"]);
    assert!(used.changed && used.case.category == Some(category));
    assert_eq!(used.case.priority, Priority::High);
    let events = world.events().await;
    assert_eq!(
        events.iter().filter(|e| matches!(e.body, EventBody::CaseCategorised { .. })).count(),
        1
    );

    // Used again, nothing changes any more; in English it has words for nobody.
    let en = TemplateUse { template: made.id, locale: Locale::En };
    let again = app.use_template(by, case, en).await.unwrap();
    assert!(!again.changed && again.filled.text == "Dear customer");

    // Whoever it is by now is named.
    let who = NewCustomer {
        name: "髙橋 健".to_owned(),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        email: None,
    };
    let known = Customers::create(app, by, who).await.unwrap().id;
    app.identify(by, case, api::case::Identify { customer: known }).await.unwrap();
    let used = app.use_template(by, case, ja.clone()).await.unwrap();
    assert!(used.filled.text.starts_with("髙橋 健様\n") && used.filled.open.is_empty());

    // Out of use it is not used any more.
    let off = TemplateChange { archived: Some(true), ..TemplateChange::default() };
    app.change_template(by, made.id, made.version, off.clone()).await.unwrap();
    assert_eq!(refused(app.use_template(by, case, ja).await), Code::NotFound);
    assert_eq!(refused(app.change_template(by, made.id, made.version, off).await), Code::Changed);
    let rows = app.templates(by).await.unwrap();
    assert!(rows.len() == 1 && rows[0].archived && rows[0].acts);
    assert_eq!(rows[0].locales, [Locale::Ja, Locale::En]);
}

pub(crate) async fn a_text_that_cannot_be_filled_is_refused_with_its_place<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    for (text, says) in [
        ("{{ customer.nmae }}", "customer.nmae"),
        ("一行目\n{{ today", "2行目"),
        ("{% for x in y %}{% endfor %}", "for"),
    ] {
        let problem = app.create_template(by, new("x", text)).await.unwrap_err();
        assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some("ja")));
        assert!(format!("{problem:?}").contains(says), "{problem:?}");
    }
    assert_eq!(refused(app.create_template(by, new("x", " ")).await), Code::Invalid);
    assert!(app.templates(by).await.unwrap().is_empty());
    // Every gap there is can be used, and is filled in a preview but for what has no sample.
    let names = app.template_variables(by).await.unwrap();
    let text: String = names.iter().map(|each| format!("{{{{ {} }}}}\n", each.name)).collect();
    let draft = TemplateDraft { text, locale: Locale::Ja };
    let filled = app.preview_template(by, draft).await.unwrap();
    assert_eq!(filled.open, ["お客様の会社名"]);
    assert_eq!(filled.text.lines().count(), names.len());
}
