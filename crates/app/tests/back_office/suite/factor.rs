//! A second factor beside the password.

use api::account::{FactorCode, FactorRemoval, FactorStart, SignIn};
use api::ports::{Accounts as _, Admin as _, Origin};
use api::{Answer, Caller, Code};
use jiff::SignedDuration;
use model::limits::{RECOVERY_CODES, SIGN_IN_FAILURES_MAX, SIGN_IN_WINDOW_MINUTES};
use model::permission::Role;
use store::second_factor;
use totp_rs::{Builder, Secret, Totp};

use crate::world::{Backend, PASSWORD, World, origin, refused, signed_in, typed};

/// Somebody's device.
struct Device(Totp);

impl Device {
    fn new(secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret).unwrap();
        Self(Builder::new().with_secret(secret).with_account_name("x").build().unwrap())
    }

    /// What it shows some steps from now.
    fn code(&self, world: &World, steps: i64) -> String {
        let at = world.app.now().as_second() + steps * 30;
        self.0.generate(u64::try_from(at).unwrap()).to_string()
    }
}

fn start() -> FactorStart {
    FactorStart { password: PASSWORD.to_owned() }
}

fn coded(email: &str, code: &str) -> SignIn {
    SignIn { code: Some(code.to_owned()), ..typed(email, PASSWORD) }
}

async fn enter(world: &World, code: &str) -> Answer<()> {
    world.app.sign_in(&origin(), coded("agent@acme.jp", code)).await.map(drop)
}

fn step(world: &World) {
    world.clock.forward(SignedDuration::from_secs(30));
}

/// Somebody with a device; also the recovery codes.
async fn enrolled(world: &World) -> (Caller, Device, Vec<String>) {
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let setup = world.app.begin_second_factor(&agent, start()).await.unwrap();
    let device = Device::new(&setup.secret);
    let code = FactorCode { code: device.code(world, 0) };
    let codes = world.app.confirm_second_factor(&agent, code).await.unwrap().codes;
    (agent, device, codes)
}

pub(crate) async fn a_code_is_asked_for_and_taken_once<B: Backend>() {
    let world = World::new::<B>().await;
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let wrong = FactorStart { password: "another one".to_owned() };
    let refusal = world.app.begin_second_factor(&agent, wrong).await.err().unwrap();
    assert_eq!(refusal.field.as_deref(), Some("password"));
    let setup = world.app.begin_second_factor(&agent, start()).await.unwrap();
    assert!(setup.uri.starts_with("otpauth://totp/"), "{}", setup.uri);
    assert!(setup.uri.contains(&setup.secret) && setup.uri.contains("agent"), "{}", setup.uri);
    assert!(setup.qr.contains("<svg"), "{}", setup.qr);
    assert!(enter(&world, "").await.is_ok(), "begun is not confirmed");

    // A new beginning has a new secret; the old one proves nothing.
    let again = world.app.begin_second_factor(&agent, start()).await.unwrap();
    let (old, device) = (Device::new(&setup.secret), Device::new(&again.secret));
    let code = |device: &Device, steps| FactorCode { code: device.code(&world, steps) };
    let refusal = world.app.confirm_second_factor(&agent, code(&old, 0)).await.err().unwrap();
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some("code")));
    let (other, _) = signed_in(&world.app, "agent@acme.jp", PASSWORD).await;
    let given = world.app.confirm_second_factor(&agent, code(&device, 0)).await.unwrap();
    assert_eq!(given.codes.len(), RECOVERY_CODES);
    assert!(world.app.resolve(&other, &origin()).await.unwrap().is_none(), "it had no code");
    assert_eq!(refused(world.app.begin_second_factor(&agent, start()).await), Code::Conflict);

    assert_eq!(refused(enter(&world, "").await), Code::CodeNeeded);
    let who_knows_nothing = typed("agent@acme.jp", "wrong password");
    let refusal = world.app.sign_in(&origin(), who_knows_nothing).await;
    assert_eq!(refused(refusal), Code::SignInFailed, "a code is asked for after the password");
    for used in [device.code(&world, 0), device.code(&world, -1), "000".to_owned()] {
        assert_eq!(refused(enter(&world, &used).await), Code::CodeWrong, "{used}");
    }
    // A clock that is a step ahead is borne with; then its own step is over, too.
    let ahead = device.code(&world, 1);
    enter(&world, &format!("{} {}", &ahead[..3], &ahead[3..])).await.unwrap();
    step(&world);
    assert_eq!(refused(enter(&world, &ahead).await), Code::CodeWrong, "replayed");
    assert_eq!(refused(enter(&world, &device.code(&world, 2)).await), Code::CodeWrong);
    step(&world);
    enter(&world, &device.code(&world, 0)).await.unwrap();

    // The same code twice at the same time lets in once.
    step(&world);
    let code = device.code(&world, 0);
    let both = tokio::join!(enter(&world, &code), enter(&world, &code));
    assert_eq!(u8::from(both.0.is_ok()) + u8::from(both.1.is_ok()), 1);
    let stored = second_factor::of(&world.store(), agent.user).await.unwrap().unwrap();
    let secret = device.0.secret().as_bytes().to_vec();
    assert!(!stored.secret.windows(secret.len()).any(|part| part == secret), "it is sealed");
    assert!(stored.recovery.iter().all(|hash| !given.codes.contains(hash)), "they are hashed");
}

pub(crate) async fn a_lost_device_is_no_lost_account<B: Backend>() {
    let world = World::new::<B>().await;
    let (agent, device, codes) = enrolled(&world).await;
    let left = async || world.app.second_factor(&agent).await.unwrap().recovery_left;
    enter(&world, &codes[0].to_uppercase()).await.unwrap();
    assert_eq!(refused(enter(&world, &codes[0]).await), Code::CodeWrong, "each lets in once");
    enter(&world, &codes[1].replace('-', " ")).await.unwrap();
    assert_eq!(left().await, RECOVERY_CODES - 2);
    assert!(world.audited().await.contains(&"factor.recovered".to_owned()));

    // Guessing is limited, from wherever it comes; others are not held up.
    step(&world);
    for n in 0..SIGN_IN_FAILURES_MAX {
        let elsewhere =
            Origin { ip: Some([198, 51, 100, u8::try_from(n).unwrap()].into()), ..origin() };
        let guess = world.app.sign_in(&elsewhere, coded("agent@acme.jp", "123456")).await;
        assert_eq!(refused(guess), Code::CodeWrong);
    }
    assert_eq!(refused(enter(&world, &device.code(&world, 0)).await), Code::TooMany);
    signed_in(&world.app, "admin@acme.jp", PASSWORD).await;
    world.clock.forward(SignedDuration::from_mins(SIGN_IN_WINDOW_MINUTES.into()));
    enter(&world, &device.code(&world, 0)).await.unwrap();

    // An administrator helps, of this tenant only.
    let bolt = world.other_tenant().await;
    let strange = world.app.reset_second_factor(&bolt, agent.user).await;
    assert_eq!(refused(strange), Code::NotFound);
    world.app.reset_second_factor(&world.admin, agent.user).await.unwrap();
    enter(&world, "").await.unwrap();
    let none = world.app.reset_second_factor(&world.admin, agent.user).await;
    assert_eq!(refused(none), Code::Conflict);

    // One's own end of it wants password and code.
    let (_, agent) = signed_in(&world.app, "agent@acme.jp", PASSWORD).await;
    let setup = world.app.begin_second_factor(&agent, start()).await.unwrap();
    let device = Device::new(&setup.secret);
    let code = FactorCode { code: device.code(&world, 0) };
    world.app.confirm_second_factor(&agent, code).await.unwrap();
    let removal = |code: String| FactorRemoval { password: PASSWORD.to_owned(), code };
    let replayed = world.app.remove_second_factor(&agent, removal(device.code(&world, 0))).await;
    assert_eq!(replayed.err().unwrap().field.as_deref(), Some("code"));
    let removed = removal(device.code(&world, 1));
    world.app.remove_second_factor(&agent, removed).await.unwrap();
    assert!(!world.app.second_factor(&agent).await.unwrap().active);
    let audited = world.audited().await;
    for action in ["factor.enabled", "factor.reset", "factor.removed"] {
        assert!(audited.contains(&action.to_owned()), "{action}");
    }
}
