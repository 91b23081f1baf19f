//! Channels: settings, secrets, the test button.

use std::collections::BTreeMap;

use api::admin::{ChannelChange, NewChannel};
use api::ports::Admin as _;
use api::{Caller, Code, Locale};
use jiff::SignedDuration;
use model::ChannelKind;
use store::channel;

use crate::world::{Backend, World, refused};

fn settings(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

async fn mailbox(world: &World, by: &Caller, pairs: &[(&str, &str)]) -> NewChannel {
    NewChannel {
        kind: ChannelKind::Email,
        name: "問い合わせ".to_owned(),
        queue: world.app.queues(by).await.unwrap()[0].id,
        settings: settings(pairs),
    }
}

pub(crate) async fn secrets_never_come_back<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let typed = [("address", "help@acme.jp"), ("imap_password", "s3cret-imap")];
    let input = mailbox(&world, by, &typed).await;
    let made = app.create_channel(by, input).await.unwrap();
    assert_eq!(made.secrets_set, ["imap_password"]);
    assert_eq!(made.settings["imap_port"], "993");
    assert!(!format!("{made:?}").contains("s3cret"));
    let stored = channel::get(&world.store(), made.id).await.unwrap().unwrap();
    assert!(!stored.config.to_string().contains("s3cret"));
    let opened = app::sealed::open(app.store.sealer(), world.tenant, &stored).unwrap();
    assert_eq!(opened["imap_password"], "s3cret-imap");
    let change = ChannelChange {
        settings: Some(settings(&[("smtp_password", "s3cret-smtp"), ("from_name", "窓口")])),
        ..ChannelChange::default()
    };
    let changed = app.change_channel(by, made.id, 1, change.clone()).await.unwrap();
    assert_eq!(changed.secrets_set, ["imap_password", "smtp_password"]);
    assert_eq!(refused(app.change_channel(by, made.id, 1, change).await), Code::Changed);
    let remove = ChannelChange {
        settings: Some(settings(&[("imap_password", "")])),
        ..ChannelChange::default()
    };
    let changed = app.change_channel(by, made.id, 2, remove).await.unwrap();
    assert_eq!(changed.secrets_set, ["smtp_password"]);
    let query = api::admin::AuditQuery { limit: Some(200), ..Default::default() };
    let audit = format!("{:?}", app.audit(by, query).await.unwrap());
    assert!(audit.contains("channel.changed") && audit.contains("smtp_password"));
    assert!(!audit.contains("s3cret"));
    let log = format!("{:?}", world.events().await);
    assert!(log.contains("channels") && !log.contains("s3cret"));
}

pub(crate) async fn an_address_leads_to_one_channel<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let bolt = world.other_tenant().await;
    let input = mailbox(&world, by, &[("address", "Help@Acme.jp")]).await;
    let made = app.create_channel(by, input.clone()).await.unwrap();
    assert_eq!(refused(app.create_channel(by, input).await), Code::Taken);
    let elsewhere = mailbox(&world, &bolt, &[("address", "help@acme.jp")]).await;
    assert_eq!(refused(app.create_channel(&bolt, elsewhere.clone()).await), Code::Taken);
    let off = ChannelChange { active: Some(false), ..ChannelChange::default() };
    app.change_channel(by, made.id, 1, off).await.unwrap();
    app.create_channel(&bolt, elsewhere).await.unwrap();
    let on = ChannelChange { active: Some(true), ..ChannelChange::default() };
    assert_eq!(refused(app.change_channel(by, made.id, 2, on).await), Code::Taken);
    let unknown = mailbox(&world, by, &[("address", "a@acme.jp"), ("colour", "1")]).await;
    let problem = app.create_channel(by, unknown).await.unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("settings.colour"));
    let foreign = mailbox(&world, &bolt, &[("address", "b@acme.jp")]).await;
    assert_eq!(refused(app.create_channel(by, foreign).await), Code::Invalid, "their queue");
}

pub(crate) async fn trying_out_says_what_to_do<B: Backend>() {
    let world = World::new::<B>().await;
    let app = &world.app;
    let by = &Caller { locale: Locale::En, ..world.admin.clone() };
    let mut input = mailbox(&world, by, &[]).await;
    input.kind = ChannelKind::WebChat;
    let chat = app.create_channel(by, input).await.unwrap();
    let key = chat.public_key.unwrap();
    let steps = app.test_channel(by, chat.id).await.unwrap().steps;
    assert!(steps[0].ok && steps[0].step == "script");
    let line = format!(r#"src="https://desk.example/widget.js" data-channel="{key}" async"#);
    assert!(steps[0].text.contains(&line), "{}", steps[0].text);
    // A port on which nothing listens: taken for a moment and let go.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let port = port.to_string();
    let typed = [
        ("address", "help@acme.jp"),
        ("imap_host", "127.0.0.1"),
        ("imap_port", port.as_str()),
        ("imap_security", "plain"),
    ];
    let input = mailbox(&world, by, &typed).await;
    let mail = app.create_channel(by, input).await.unwrap();
    let steps = app.test_channel(by, mail.id).await.unwrap().steps;
    let failed: Vec<(&str, bool)> = steps.iter().map(|s| (s.step.as_str(), s.ok)).collect();
    assert_eq!(failed, [("receive", false), ("send", false)]);
    assert!(steps[0].text.contains(&port), "{}", steps[0].text);
    assert!(steps[1].text.contains("No SMTP server"), "{}", steps[1].text);
}

pub(crate) async fn a_password_stays_with_its_server<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let typed = [
        ("address", "help@acme.jp"),
        ("smtp_host", "mail.acme.jp"),
        ("smtp_username", "help"),
        ("smtp_password", "s3cret-smtp"),
    ];
    let made = app.create_channel(by, mailbox(&world, by, &typed).await).await.unwrap();
    let change = |pairs: &[(&str, &str)]| ChannelChange {
        settings: Some(settings(pairs)),
        ..ChannelChange::default()
    };
    let elsewhere = ("smtp_host", "evil.example");
    let problem = app.change_channel(by, made.id, 1, change(&[elsewhere])).await.unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("settings.smtp_password"));
    assert!(problem.text(Locale::Ja).contains("入力し直して"), "{problem}");
    let both = change(&[elsewhere, ("smtp_password", "s3cret-new")]);
    app.change_channel(by, made.id, 1, both).await.unwrap();
    world.clock.forward(SignedDuration::from_secs(1));
    let without = change(&[("smtp_host", "third.example"), ("smtp_password", "")]);
    let changed = app.change_channel(by, made.id, 2, without).await.unwrap();
    assert!(changed.secrets_set.is_empty());
    let query = api::admin::AuditQuery {
        action: Some("channel.changed".to_owned()),
        ..api::admin::AuditQuery::default()
    };
    let entries = app.audit(by, query).await.unwrap().items;
    let moves: Vec<_> = entries.iter().map(|entry| &entry.detail["smtp_host"]["to"]).collect();
    assert_eq!(moves, ["third.example", "evil.example"], "newest first");
    assert!(!format!("{entries:?}").contains("s3cret"));
}

pub(crate) async fn a_private_network_is_not_probed<B: Backend>() {
    let world = World::new::<B>().await;
    let by = &Caller { locale: Locale::En, ..world.admin.clone() };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let typed = [
        ("address", "help@acme.jp"),
        ("imap_host", "localhost"),
        ("imap_port", port.as_str()),
        ("smtp_host", "127.0.0.1"),
        ("smtp_port", port.as_str()),
    ];
    // The same installation, started as it is by default.
    let guarded =
        app::App::new(world.app.store.clone(), world.clock.clone(), app::Config::default());
    let mail = guarded.create_channel(by, mailbox(&world, by, &typed).await).await.unwrap();
    let steps = guarded.test_channel(by, mail.id).await.unwrap().steps;
    for step in &steps {
        assert!(!step.ok && step.text.contains("--mail-allow-private"), "{}", step.text);
    }
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "nobody knocked");
    let query = api::admin::AuditQuery {
        action: Some("channel.tested".to_owned()),
        ..api::admin::AuditQuery::default()
    };
    let entry = guarded.audit(by, query).await.unwrap().items.remove(0);
    assert_eq!(entry.target, mail.id.to_string());
    assert_eq!(entry.detail["imap_host"], format!("localhost:{port}"));
    assert_eq!(entry.detail["smtp_host"], format!("127.0.0.1:{port}"));
}
