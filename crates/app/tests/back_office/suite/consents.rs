//! Consent by purpose and way: what was said stays with its proof, and what was said last holds.

use std::collections::BTreeMap;

use api::admin::NewChannel;
use api::case::CaseQuery;
use api::consent::{
    ConsentLink, ConsentPurpose, ConsentPurposeChange, Consents, NewConsent, NewConsentPurpose,
};
use api::customer::{NewCustomer, NewMerge};
use api::form::{FormButton, FormNext, FormPost};
use api::ports::{Admin as _, Cases as _, Consents as _, Customers as _, Forms as _};
use api::{Code, Locale};
use app::consents::{MayContact, may_contact};
use app::intake::file_pending;
use jiff::{SignedDuration, Timestamp};
use model::event::EventBody;
use model::permission::Role;
use model::{
    ChannelKind, ConsentBasis, ConsentChannel, ConsentDecision, ConsentPurposeId, ConsentSaid,
    ConsentSource, CustomerId, standing,
};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;

use crate::world::{Backend, World, refused};

/// The purpose whose name begins so.
async fn purpose(world: &World, name: &str) -> ConsentPurpose {
    let all = world.app.consent_purposes(&world.admin).await.unwrap();
    let found = all.into_iter().find(|one| one.name_ja.starts_with(name));
    found.unwrap_or_else(|| panic!("a tenant begins with {name}"))
}

/// What a customer says of news by mail on the phone.
pub(crate) async fn news(world: &World, decision: ConsentDecision, note: &str) -> NewConsent {
    NewConsent {
        purpose: purpose(world, "ご案内").await.id,
        channels: vec![ConsentChannel::Mail],
        decision,
        source: Some(ConsentSource::Phone),
        note: note.to_owned(),
        case: None,
        language: None,
        wording: None,
        at: None,
    }
}

async fn customer(world: &World, name: &str) -> CustomerId {
    let (kana, company, phone) = Default::default();
    let new = NewCustomer { name: name.to_owned(), kana, company, phone, email: None };
    world.app.create(&world.admin, new).await.unwrap().id
}

async fn may(world: &World, customer: CustomerId, what: ConsentPurposeId) -> MayContact {
    may_contact(&world.store(), customer, what, ConsentChannel::Mail).await.unwrap()
}

fn holds(consents: &Consents) -> Vec<(ConsentChannel, ConsentDecision)> {
    consents.standing.iter().map(|one| (one.channel, one.decision)).collect()
}

pub(crate) async fn what_was_said_is_kept_with_its_proof<B: Backend>() {
    use ConsentDecision::{Granted, Withdrawn};
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let who = customer(&world, "山田 花子").await;
    let marketing = purpose(&world, "ご案内").await;
    let service = purpose(&world, "お問い合わせ対応").await;
    assert_eq!(may(&world, who, marketing.id).await, MayContact::NeverAsked);
    assert_eq!(may(&world, who, service.id).await, MayContact::Contract);

    let mut said = news(&world, Granted, "電話で伺いました。カード4242 4242 4242 4242").await;
    said.channels = vec![ConsentChannel::Sms, ConsentChannel::Mail, ConsentChannel::Sms];
    let after = app.record_consent(by, who, said.clone()).await.unwrap();
    assert_eq!(holds(&after), [(ConsentChannel::Mail, Granted), (ConsentChannel::Sms, Granted)]);
    let proof = after.entries[0].clone();
    assert_eq!((&proof.wording, proof.wording_version), (&marketing.wording_ja, Some(1)));
    assert_eq!((proof.wording_hash.len(), proof.by), (64, Some(by.user)));
    assert!(!proof.note.contains("4242 4242"), "{}", proof.note);
    assert_eq!(may(&world, who, marketing.id).await, MayContact::Granted);

    // Another wording afterwards leaves the proof as it is.
    let change = ConsentPurposeChange {
        wording_ja: Some("新しい文面です。".to_owned()),
        ..ConsentPurposeChange::default()
    };
    app.change_consent_purpose(by, marketing.id, marketing.version, change).await.unwrap();
    world.clock.forward(SignedDuration::from_secs(60));
    let after = app.record_consent(by, who, news(&world, Withdrawn, "メール不要").await).await;
    let after = after.unwrap();
    assert_eq!(holds(&after), [(ConsentChannel::Mail, Withdrawn), (ConsentChannel::Sms, Granted)]);
    assert_eq!(after.entries[0].wording_version, Some(2));
    assert_eq!(after.entries[1].wording, marketing.wording_ja);
    assert_eq!(may(&world, who, marketing.id).await, MayContact::Withdrawn);
    // What was said before it and is written down only now does not undo it.
    let late = NewConsent { at: Some(proof.at), ..news(&world, Granted, "紙の申込書").await };
    let after = app.record_consent(by, who, late).await.unwrap();
    assert_eq!(after.entries.len(), 3);
    assert_eq!(may(&world, who, marketing.id).await, MayContact::Withdrawn);

    // A person says how; nobody says anything of a contract, of nothing, or of tomorrow.
    let wrong: [fn(&mut NewConsent); 5] = [
        |said| said.note = "  ".to_owned(),
        |said| said.channels = Vec::new(),
        |said| said.source = None,
        |said| said.source = Some(ConsentSource::Form),
        |said| said.at = Some(Timestamp::MAX),
    ];
    for spoil in wrong {
        let mut bad = said.clone();
        spoil(&mut bad);
        assert_eq!(
            refused(app.record_consent(by, who, bad.clone()).await),
            Code::Invalid,
            "{bad:?}"
        );
    }
    let contract = NewConsent { purpose: service.id, ..said.clone() };
    assert_eq!(refused(app.record_consent(by, who, contract).await), Code::Invalid);
    let other = world.other_tenant().await;
    assert_eq!(refused(app.consents(&other, who).await), Code::NotFound);
    assert_eq!(refused(app.record_consent(&other, who, said).await), Code::NotFound);
    let events = world.events().await;
    let told = events.iter().filter(|one| matches!(one.body, EventBody::ConsentRecorded { .. }));
    assert_eq!(told.count(), 3);
    let audited = world.audited().await;
    assert_eq!(audited.iter().filter(|one| *one == "consent.recorded").count(), 3);
}

pub(crate) async fn a_merge_brings_consents_together_and_its_undoing_apart<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let (one, two) = (customer(&world, "山田 花子").await, customer(&world, "山田花子").await);
    let marketing = purpose(&world, "ご案内").await.id;
    let granted = news(&world, ConsentDecision::Granted, "店頭で").await;
    app.record_consent(by, one, granted).await.unwrap();
    world.clock.forward(SignedDuration::from_secs(1));
    let withdrawn = news(&world, ConsentDecision::Withdrawn, "電話で").await;
    app.record_consent(by, two, withdrawn).await.unwrap();
    app.merge(by, one, NewMerge { other: two, note: String::new() }).await.unwrap();
    for record in [one, two] {
        assert_eq!(may(&world, record, marketing).await, MayContact::Withdrawn);
        assert_eq!(app.consents(by, record).await.unwrap().entries.len(), 2);
    }
    let merge = app.merges(by, one).await.unwrap()[0].id;
    app.undo_merge(by, merge).await.unwrap();
    assert_eq!(may(&world, one, marketing).await, MayContact::Granted);
    assert_eq!(may(&world, two, marketing).await, MayContact::Withdrawn);
    assert_eq!(app.consents(by, one).await.unwrap().entries.len(), 1);
}

pub(crate) async fn a_form_asks_and_never_ticks<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let marketing = purpose(&world, "ご案内").await;
    let queue = app.queues(by).await.unwrap()[0].id;
    let field = |key: &str, input: &str| json!({"key": key, "input": input, "label": {"ja": key}});
    let mut asked = field("news", "consent");
    asked["purpose"] = json!(marketing.id);
    asked["channels"] = json!(["sms", "mail"]);
    let fields = json!({"fields": [field("email", "email"), field("text", "long_text"), asked]});
    let settings = BTreeMap::from([("form".to_owned(), fields.to_string())]);
    let new =
        NewChannel { kind: ChannelKind::Form, name: "フォーム".to_owned(), queue, settings };
    let form = app.create_channel(by, new).await.unwrap();
    let key = form.public_key.unwrap();
    let page = app.page(&key, Locale::Ja).await.unwrap();
    let shown = page.view.fields.iter().find(|field| field.key == "news").unwrap();
    let (mark, wording) = shown.choices[0].clone();
    assert_eq!((&wording, shown.ways.as_str()), (&marketing.wording_ja, "メール・SMS"));
    let send = async |token: &str, answers: &[(&str, &str)]| {
        world.clock.forward(SignedDuration::from_secs(5));
        let answers = answers.iter().map(|(key, said)| ((*key).to_owned(), (*said).to_owned()));
        let (token, button) = (token.to_owned(), FormButton::Send);
        let post = FormPost { token, button, answers: answers.collect(), ..FormPost::default() };
        app.check(&key, Locale::Ja, post).await.unwrap()
    };
    let usual = [("email", "hana@example.jp"), ("text", "届きません。")];

    // Not ticked: nothing is written down.
    let FormNext::Keep(silent) = send(&page.token, &usual).await.next else {
        panic!("it can be sent without consent")
    };
    app.keep(silent).await.unwrap();
    assert_eq!(file_pending(app).await.unwrap(), 1);
    let agent = world.colleague("agent@a.example", &[Role::Agent]).await;
    let rows = app.list(&agent, CaseQuery::default()).await.unwrap().items;
    let who = rows[0].customer.id;
    assert!(app.consents(&agent, who).await.unwrap().entries.is_empty());

    // Ticked, it stands with the very words; ticked beside other words, it is asked again.
    let token = app.page(&key, Locale::Ja).await.unwrap().token;
    let FormNext::Keep(agreed) =
        send(&token, &[&usual[..], &[("news", &mark)]].concat()).await.next
    else {
        panic!("it can be sent")
    };
    let change = ConsentPurposeChange {
        wording_ja: Some("別の文面です。".to_owned()),
        ..ConsentPurposeChange::default()
    };
    app.change_consent_purpose(by, marketing.id, marketing.version, change).await.unwrap();
    app.keep(agreed).await.unwrap();
    assert_eq!(file_pending(app).await.unwrap(), 1);
    let consents = app.consents(&agent, who).await.unwrap();
    let entry = &consents.entries[0];
    assert_eq!((&entry.wording, entry.wording_version), (&marketing.wording_ja, Some(1)));
    assert_eq!((entry.source, entry.by, entry.door), (ConsentSource::Form, None, Some(form.id)));
    assert!(entry.case.is_some());
    assert_eq!(entry.channels, [ConsentChannel::Mail, ConsentChannel::Sms]);
    assert_eq!(may(&world, who, marketing.id).await, MayContact::Granted);
    let token = app.page(&key, Locale::Ja).await.unwrap().token;
    let stale = send(&token, &[&usual[..], &[("news", &mark)]].concat()).await;
    assert!(stale.wrong["news"].ja.contains("文面が変わりました"), "{:?}", stale.wrong);
}

pub(crate) async fn a_link_takes_one_consent_back<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let who = customer(&world, "山田 花子").await;
    let mut said = news(&world, ConsentDecision::Granted, "店頭で").await;
    said.channels = vec![ConsentChannel::Mail, ConsentChannel::Sms];
    let marketing = said.purpose;
    let holds = app.record_consent(by, who, said).await.unwrap();
    let by_mail = holds.standing.iter().find(|one| one.channel == ConsentChannel::Mail).unwrap();
    let (address, token) = by_mail.withdrawal_url.as_deref().unwrap().split_once("/u/").unwrap();
    assert_eq!(address, "https://desk.example");
    let reader = world.colleague("analyst@acme.jp", &[Role::Analyst]).await;
    let shown = app.consents(&reader, who).await.unwrap();
    assert!(!shown.standing.is_empty());
    let hidden = shown.standing.iter().all(|one| one.withdrawal_url.is_none());
    assert!(hidden, "who may not write does not get the customer's own key");
    let link = |token: &str| ConsentLink { token: token.to_owned(), locale: Locale::Ja };
    for _ in 0..2 {
        let door = app.consent_door(link(token)).await.unwrap();
        assert!(!door.withdrawn && door.purpose.starts_with("ご案内"), "looking changes nothing");
    }
    world.clock.forward(SignedDuration::from_secs(1));
    assert!(app.withdraw_consent(link(token)).await.unwrap().withdrawn);
    assert!(app.withdraw_consent(link(token)).await.unwrap().withdrawn);
    assert_eq!(may(&world, who, marketing).await, MayContact::Withdrawn);
    let after = app.consents(by, who).await.unwrap();
    assert_eq!(after.entries.len(), 2, "pressed twice, it is said once");
    assert_eq!((after.entries[0].source, after.entries[0].by), (ConsentSource::Link, None));
    let sms = after.standing.iter().find(|one| one.channel == ConsentChannel::Sms).unwrap();
    assert_eq!(sms.decision, ConsentDecision::Granted, "the other way stays");
    assert_eq!(refused(app.consent_door(link("nonsense")).await), Code::NotFound);
    assert_eq!(refused(app.withdraw_consent(link(&token[1..])).await), Code::NotFound);
}

pub(crate) async fn purposes_are_reworded_and_put_away_never_deleted<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let all = app.consent_purposes(by).await.unwrap();
    let names: Vec<&str> = all.iter().map(|one| one.name_en.as_str()).collect();
    assert_eq!(
        names,
        ["Answering inquiries", "News and offers", "Surveys", "Quality and training"]
    );
    let new = |name: &str| NewConsentPurpose {
        basis: ConsentBasis::Consent,
        name_ja: name.to_owned(),
        name_en: String::new(),
        wording_ja: "会報をお送りします。".to_owned(),
        wording_en: String::new(),
    };
    assert_eq!(refused(app.create_consent_purpose(by, new("アンケート")).await), Code::Taken);
    assert_eq!(refused(app.create_consent_purpose(by, new(" ")).await), Code::Invalid);
    let made = app.create_consent_purpose(by, new("会報")).await.unwrap();
    let named = ConsentPurposeChange {
        name_en: Some("Bulletin".to_owned()),
        ..ConsentPurposeChange::default()
    };
    let named = app.change_consent_purpose(by, made.id, made.version, named).await.unwrap();
    assert_eq!((named.wording_version, named.version), (1, 2), "a name is no wording");
    let away = ConsentPurposeChange { archived: Some(true), ..ConsentPurposeChange::default() };
    let stale = app.change_consent_purpose(by, made.id, made.version, away.clone()).await;
    assert_eq!(refused(stale), Code::Changed);
    app.change_consent_purpose(by, made.id, named.version, away).await.unwrap();
    let who = customer(&world, "山田 花子").await;
    let said = news(&world, ConsentDecision::Granted, "店頭で").await;
    let gone = NewConsent { purpose: made.id, ..said };
    assert_eq!(refused(app.record_consent(by, who, gone).await), Code::Invalid);
    assert_eq!(app.consent_purposes(by).await.unwrap().len(), 5);
    let other = world.other_tenant().await;
    assert!(app.consent_purposes(&other).await.unwrap().iter().all(|one| one.id != made.id));
}

/// Whatever was said in whatever order it was written down: the same as asking, for each purpose and
/// way by itself, who spoke last.
#[test]
fn what_holds_is_what_was_said_last() {
    for seed in 0..500 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut entries: Vec<ConsentSaid> = (0..random.random_range(0..25))
            .map(|number| ConsentSaid {
                at: Timestamp::from_second(random.random_range(0..6)).unwrap(),
                number,
                purpose: ConsentPurposeId::from_u128(random.random_range(0..3)),
                channels: ConsentChannel::ALL
                    .iter()
                    .copied()
                    .filter(|_| random.random_range(0..3) == 0)
                    .collect(),
                decision: ConsentDecision::ALL[random.random_range(0..2)],
            })
            .collect();
        entries.shuffle(&mut random);
        let mut expected = BTreeMap::new();
        for purpose in (0..3).map(ConsentPurposeId::from_u128) {
            for channel in ConsentChannel::ALL.iter().copied() {
                let mut about: Vec<&ConsentSaid> = entries
                    .iter()
                    .filter(|one| one.purpose == purpose && one.channels.contains(&channel))
                    .collect();
                about.sort_by_key(|one| (one.at, one.number));
                if let Some(last) = about.last() {
                    expected.insert((purpose, channel), (last.decision, last.number));
                }
            }
        }
        let found: BTreeMap<_, _> = standing(&entries)
            .into_iter()
            .map(|(key, (decision, place))| (key, (decision, entries[place].number)))
            .collect();
        assert_eq!(found, expected, "seed {seed}: {entries:#?}");
    }
}
