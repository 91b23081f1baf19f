//! Signing in by a provider of OpenID Connect.

use std::collections::HashMap;

use api::account::{FactorCode, FactorStart};
use api::admin::{AuditEntry, AuditQuery, UserChange};
use api::ports::{Accounts as _, Admin as _, SignOn as _};
use api::sign_on::{
    NewSignOnProvider, SignOnAnswer, SignOnCode, SignOnEnd, SignOnProvider, SignOnProviderChange,
    SignOnQuery,
};
use api::{Answer, Caller, Code};
use app::Config;
use app::accounts::sign_on::allow_passwords;
use jiff::SignedDuration;
use model::permission::Role;
use serde_json::{Value, json};
use store::sign_on_provider;
use totp_rs::{Builder, Secret};

use crate::provider::{Provider, Signing};
use crate::world::{Backend, PASSWORD, World, config, origin, refused, signed_in, typed};

/// A tenant whose provider is switched on.
struct Door {
    world: World,
    provider: Provider,
    stored: SignOnProvider,
}

fn new(issuer: &str) -> NewSignOnProvider {
    NewSignOnProvider {
        name: "社内ID".to_owned(),
        issuer: issuer.to_owned(),
        client_id: "madoguchi".to_owned(),
        client_secret: Some("client secret".to_owned()),
        domains: vec!["ACME.jp".to_owned()],
    }
}

fn on() -> SignOnProviderChange {
    SignOnProviderChange { active: Some(true), ..Default::default() }
}

impl Door {
    async fn open<B: Backend>() -> Self {
        let world = World::with::<B>(Config { sign_on_allow_private: true, ..config() }).await;
        let provider = Provider::start().await;
        let made = world.app.create_sign_on_provider(&world.admin, new(&provider.issuer)).await;
        let mut door = Self { world, provider, stored: made.unwrap() };
        door.change(on()).await.unwrap();
        door
    }

    async fn change(&mut self, change: SignOnProviderChange) -> Answer<()> {
        let admin = self.world.admin.clone();
        self.change_by(&admin, change).await
    }

    async fn change_by(&mut self, by: &Caller, change: SignOnProviderChange) -> Answer<()> {
        let (id, version) = (self.stored.id, self.stored.version);
        self.stored = self.world.app.change_sign_on_provider(by, id, version, change).await?;
        Ok(())
    }

    /// What the provider signs of somebody with a verified address.
    fn claims(&self, subject: &str, email: &str) -> Value {
        let now = self.world.app.now().as_second();
        json!({
            "iss": self.provider.issuer, "aud": "madoguchi", "sub": subject,
            "iat": now, "exp": now + 300, "email": email, "email_verified": true, "name": "田中 一郎",
        })
    }

    async fn come(&self, subject: &str, email: &str) -> Answer<SignOnEnd> {
        self.come_with(self.claims(subject, email), Signing::Own, &|_| ()).await
    }

    /// The whole way of a browser; `spoil` changes what it brings back.
    async fn come_with(
        &self,
        mut claims: Value,
        signing: Signing,
        spoil: &(dyn Fn(&mut SignOnAnswer) + Sync),
    ) -> Answer<SignOnEnd> {
        let app = &self.world.app;
        let start = app.begin_sign_on(self.stored.id, "/inbox/mine").await?;
        let sent = query(&start.url);
        assert_eq!(sent["code_challenge_method"], "S256");
        assert_eq!(sent["response_type"], "code");
        assert!(sent["scope"].contains("openid"));
        if claims.get("nonce").is_none() {
            claims["nonce"] = json!(sent["nonce"]);
        }
        self.provider.says(claims, signing, &sent["code_challenge"]);
        let mut answer = SignOnAnswer {
            code: Some("good".to_owned()),
            state: Some(sent["state"].clone()),
            ..Default::default()
        };
        spoil(&mut answer);
        app.finish_sign_on(&origin(), self.stored.id, &start.ticket, answer).await
    }
}

fn query(url: &str) -> HashMap<String, String> {
    let (_, query) = url.split_once('?').unwrap();
    let plain = |text: &str| text.replace("%3A", ":").replace("%2F", "/").replace('+', " ");
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (key.to_owned(), plain(value))).collect()
}

fn entered(end: Answer<SignOnEnd>) -> String {
    match end.unwrap() {
        SignOnEnd::In { session, next } => {
            assert_eq!(next, "/inbox/mine");
            session.me.email
        }
        SignOnEnd::CodeNeeded { .. } => panic!("a code is asked for"),
    }
}

pub(crate) async fn a_provider_signs_in_whom_it_has_verified<B: Backend>() {
    let mut door = Door::open::<B>().await;
    let hana = door.world.colleague("hana@acme.jp", &[Role::Agent]).await;
    let buttons = door.world.app.sign_on_buttons(SignOnQuery::default()).await.unwrap();
    assert_eq!(buttons.len(), 1, "with one tenant there is nothing to hide");

    assert_eq!(entered(door.come("s-1", "Hana@acme.jp").await), "hana@acme.jp");
    // From then on by the provider's id of her, whatever her address is there.
    assert_eq!(entered(door.come("s-1", "hana.sato@acme.jp").await), "hana@acme.jp");
    let page = door.world.app.audit(&door.world.admin, AuditQuery::default()).await.unwrap();
    let how = |entry: &&AuditEntry| entry.detail["provider"] == "社内ID";
    let ways: Vec<&AuditEntry> =
        page.items.iter().filter(|entry| entry.action == "sign_in").filter(how).collect();
    assert_eq!(ways.len(), 2, "those by password do not name it");
    assert!(ways.iter().all(|entry| entry.user == Some(hana.user)));
    assert!(page.items.iter().any(|entry| entry.action == "sign_on.linked"));

    // Somebody else who was given her address there is not her, until it is released.
    assert_eq!(refused(door.come("s-2", "hana@acme.jp").await), Code::StaffLinked);
    door.world.app.forget_sign_on(&door.world.admin, hana.user).await.unwrap();
    assert_eq!(entered(door.come("s-2", "hana@acme.jp").await), "hana@acme.jp");

    let mut unverified = door.claims("s-3", "new@acme.jp");
    unverified["email_verified"] = json!(false);
    let refusal = door.come_with(unverified.clone(), Signing::Own, &|_| ()).await;
    assert_eq!(refused(refusal), Code::EmailUnverified);
    // Some never say it; then the tenant may, but not against the provider's word.
    let mut silent = unverified.clone();
    silent.as_object_mut().unwrap().remove("email_verified");
    let refusal = door.come_with(silent.clone(), Signing::Own, &|_| ()).await;
    assert_eq!(refused(refusal), Code::EmailUnverified);
    let trusting = SignOnProviderChange { trusts_emails: Some(true), ..Default::default() };
    door.change(trusting).await.unwrap();
    let refusal = door.come_with(unverified, Signing::Own, &|_| ()).await;
    assert_eq!(refused(refusal), Code::EmailUnverified);
    let refusal = door.come_with(silent, Signing::Own, &|_| ()).await;
    assert_eq!(refused(refusal), Code::NoSuchStaff);

    // Nobody is made unless the tenant wants it, and only of its own domains.
    assert_eq!(refused(door.come("s-3", "new@acme.jp").await), Code::NoSuchStaff);
    let making = SignOnProviderChange { creates_people: Some(true), ..Default::default() };
    door.change(making).await.unwrap();
    assert_eq!(refused(door.come("s-4", "new@other.jp").await), Code::EmailDomain);
    assert_eq!(entered(door.come("s-3", "new@acme.jp").await), "new@acme.jp");

    // The administrator of the world runs the installation: no provider speaks for that.
    assert_eq!(refused(door.come("s-5", "admin@acme.jp").await), Code::PasswordNeeded);
    let users = door.world.app.users(&door.world.admin, Default::default()).await.unwrap();
    let hana = users.items.into_iter().find(|user| user.id == hana.user).unwrap();
    let off = UserChange { active: Some(false), ..Default::default() };
    door.world.app.change_user(&door.world.admin, hana.id, hana.version, off).await.unwrap();
    assert_eq!(refused(door.come("s-2", "hana@acme.jp").await), Code::StaffSuspended);
    assert!(door.world.audited().await.contains(&"sign_in_failed".to_owned()));
}

pub(crate) async fn what_is_not_proven_signs_nobody_in<B: Backend>() {
    let door = Door::open::<B>().await;
    door.world.colleague("hana@acme.jp", &[Role::Agent]).await;
    let claims = || door.claims("s-1", "hana@acme.jp");
    let now = door.world.app.now().as_second();
    for (field, value) in [
        ("nonce", json!("another")),
        ("aud", json!("somebody else")),
        ("aud", json!(["madoguchi", "somebody else"])),
        ("iss", json!("http://127.0.0.1:1")),
        ("exp", json!(now - 600)),
    ] {
        let mut claims = claims();
        claims[field] = value.clone();
        let refusal = door.come_with(claims, Signing::Own, &|_| ()).await;
        assert_eq!(refused(refusal), Code::ProviderUnproven, "{field} {value}");
    }
    for signing in [Signing::Foreign, Signing::Shared, Signing::Unsigned] {
        let refusal = door.come_with(claims(), signing, &|_| ()).await;
        assert_eq!(refused(refusal), Code::ProviderUnproven);
    }
    type Spoil = (Code, fn(&mut SignOnAnswer));
    let spoils: [Spoil; 6] = [
        (Code::SignOnOver, |answer| answer.state = Some("another".to_owned())),
        (Code::SignOnOver, |answer| answer.state = None),
        (Code::ProviderRefused, |answer| answer.error = Some("access_denied".to_owned())),
        (Code::ProviderRefused, |answer| answer.code = None),
        (Code::ProviderUnproven, |answer| answer.code = Some("stolen".to_owned())),
        (Code::ProviderUnproven, |answer| answer.iss = Some("https://evil.example".to_owned())),
    ];
    for (code, spoil) in spoils {
        let refusal = door.come_with(claims(), Signing::Own, &spoil).await;
        assert_eq!(refused(refusal), code);
    }

    // A ticket is good for its browser, its provider and some minutes.
    let app = &door.world.app;
    let start = app.begin_sign_on(door.stored.id, "https://evil.example").await.unwrap();
    let sent = query(&start.url);
    let answer = || SignOnAnswer {
        code: Some("good".to_owned()),
        state: Some(sent["state"].clone()),
        ..Default::default()
    };
    let mut claims = claims();
    claims["nonce"] = json!(sent["nonce"]);
    door.provider.says(claims, Signing::Own, "the challenge of another");
    let id = door.stored.id;
    let refusal = app.finish_sign_on(&origin(), id, &start.ticket, answer()).await;
    assert_eq!(refused(refusal), Code::ProviderUnproven, "another's verifier");
    let other = app.create_sign_on_provider(&door.world.admin, new(&door.provider.issuer)).await;
    let other = other.unwrap();
    app.change_sign_on_provider(&door.world.admin, other.id, 1, on()).await.unwrap();
    for (provider, ticket) in [(other.id, start.ticket.as_str()), (id, ""), (id, "x.y")] {
        let refusal = app.finish_sign_on(&origin(), provider, ticket, answer()).await;
        assert_eq!(refused(refusal), Code::SignOnOver, "{ticket}");
    }
    let code = SignOnCode { code: "000000".to_owned() };
    let refusal = app.code_sign_on(&origin(), &start.ticket, code).await;
    assert_eq!(refused(refusal), Code::SignOnOver, "a ticket of another kind");
    door.world.clock.forward(SignedDuration::from_mins(11));
    let refusal = app.finish_sign_on(&origin(), id, &start.ticket, answer()).await;
    assert_eq!(refused(refusal), Code::SignOnOver, "too old");

    // Without the operator's word nothing on this machine is asked.
    let guarded = World::new::<B>().await;
    let refusal = guarded.app.create_sign_on_provider(&guarded.admin, new(&door.provider.issuer));
    assert_eq!(refusal.await.err().unwrap().field.as_deref(), Some("issuer"));
    let made = guarded.app.create_sign_on_provider(&guarded.admin, new("https://127.0.0.1:9"));
    let made = made.await.unwrap();
    let found = guarded.app.test_sign_on_provider(&guarded.admin, made.id).await.unwrap();
    assert!(!found.ok && found.text.contains("--sign-on-allow-private"), "{}", found.text);
    guarded.app.change_sign_on_provider(&guarded.admin, made.id, 1, on()).await.unwrap();
    let refusal = guarded.app.begin_sign_on(made.id, "/").await;
    assert_eq!(refused(refusal.map(drop)), Code::ProviderUnreachable);
}

pub(crate) async fn rules_of_a_tenant_are_kept<B: Backend>() {
    let mut door = Door::open::<B>().await;
    let world = &door.world;
    let hana = world.colleague("hana@acme.jp", &[Role::Agent]).await;
    let boss = world.colleague("boss@acme.jp", &[Role::Admin]).await;

    // A second factor is asked for only where the tenant says so.
    let start = FactorStart { password: PASSWORD.to_owned() };
    let setup = world.app.begin_second_factor(&hana, start).await.unwrap();
    let secret = Secret::try_from_base32(&setup.secret).unwrap();
    let device = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    let at = |world: &World| u64::try_from(world.app.now().as_second()).unwrap();
    let code = FactorCode { code: device.generate(at(world)).to_string() };
    world.app.confirm_second_factor(&hana, code).await.unwrap();
    assert_eq!(entered(door.come("s-1", "hana@acme.jp").await), "hana@acme.jp");
    let asking = SignOnProviderChange { asks_code: Some(true), ..Default::default() };
    door.change(asking).await.unwrap();
    let Ok(SignOnEnd::CodeNeeded { ticket, .. }) = door.come("s-1", "hana@acme.jp").await else {
        panic!("no code is asked for");
    };
    let world = &door.world;
    world.clock.forward(SignedDuration::from_secs(30));
    let with = |code: String| SignOnCode { code };
    let wrong = world.app.code_sign_on(&origin(), &ticket, with("000".to_owned())).await;
    assert_eq!(refused(wrong), Code::CodeWrong);
    let right = device.generate(at(world)).to_string();
    let session = world.app.code_sign_on(&origin(), &ticket, with(right.clone())).await.unwrap();
    assert_eq!(session.me.email, "hana@acme.jp");
    let again = world.app.code_sign_on(&origin(), &ticket, with(right)).await;
    assert_eq!(refused(again), Code::CodeWrong, "taken once");

    // Passwords are shut out only by who has come by the provider.
    let only = || SignOnProviderChange { passwords_off: Some(true), ..Default::default() };
    let refusal = door.change_by(&boss, only()).await.err().unwrap();
    assert_eq!(refusal.field.as_deref(), Some("passwords_off"));
    assert_eq!(entered(door.come("s-2", "boss@acme.jp").await), "boss@acme.jp");
    door.change_by(&boss, only()).await.unwrap();
    let world = &door.world;
    let refusal = world.app.sign_in(&origin(), typed("boss@acme.jp", PASSWORD)).await;
    assert_eq!(refused(refusal), Code::PasswordsOff);
    let refusal = world.app.sign_in(&origin(), typed("boss@acme.jp", "wrong password")).await;
    assert_eq!(refused(refusal), Code::SignInFailed, "who knows no password learns nothing");
    signed_in(&world.app, "admin@acme.jp", PASSWORD).await;
    assert_eq!(allow_passwords(&world.app, world.tenant).await.unwrap(), 1);
    signed_in(&world.app, "boss@acme.jp", PASSWORD).await;
    door.stored.version += 1;

    // Another tenant sees nothing of it, and the secret is sealed and stays with its issuer.
    let world = &door.world;
    let bolt = world.other_tenant().await;
    assert!(world.app.sign_on_providers(&bolt).await.unwrap().is_empty());
    let strange = world.app.change_sign_on_provider(&bolt, door.stored.id, 1, on()).await;
    assert_eq!(refused(strange), Code::NotFound);
    assert_eq!(refused(world.app.forget_sign_on(&bolt, boss.user).await), Code::NotFound);
    let buttons = async |tenant: Option<&str>, email: Option<&str>| {
        let query =
            SignOnQuery { tenant: tenant.map(str::to_owned), email: email.map(str::to_owned) };
        world.app.sign_on_buttons(query).await.unwrap().len()
    };
    assert_eq!(buttons(None, None).await, 0, "who the tenants are is not told");
    assert_eq!(buttons(None, Some("x@Acme.jp")).await, 1);
    assert_eq!(buttons(Some("acme"), None).await, 1);
    assert_eq!(buttons(Some("bolt"), Some("x@acme.jp")).await, 0);
    let stored = sign_on_provider::get(&world.store(), door.stored.id).await.unwrap().unwrap();
    let secret = stored.secret.unwrap();
    assert!(!secret.windows(13).any(|part| part == b"client secret"), "it is sealed");
    let moved = "https://id.example.jp".to_owned();
    let moved = SignOnProviderChange { issuer: Some(moved), ..Default::default() };
    door.change(moved).await.unwrap();
    assert!(!door.stored.secret_set, "it is told to nobody else");
    let back = Some(door.provider.issuer.clone());
    let back = SignOnProviderChange { issuer: back, asks_code: Some(false), ..Default::default() };
    door.change(back).await.unwrap();
    assert_eq!(entered(door.come("s-9", "hana@acme.jp").await), "hana@acme.jp", "links are gone");

    for (field, change) in [
        ("issuer", SignOnProviderChange { issuer: Some("id.jp".to_owned()), ..Default::default() }),
        (
            "client_id",
            SignOnProviderChange { client_id: Some(String::new()), ..Default::default() },
        ),
        ("domains", SignOnProviderChange { domains: Some(vec!["a b".to_owned()]), ..on() }),
        (
            "domains",
            SignOnProviderChange {
                domains: Some(Vec::new()),
                creates_people: Some(true),
                ..Default::default()
            },
        ),
    ] {
        let refusal = door.change(change).await.err().unwrap();
        assert_eq!(refusal.field.as_deref(), Some(field));
    }
}
