//! A second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes.
//!
//! The shared secret is sealed in the database; of recovery codes only hashes under the key are
//! kept. A code is taken once: its step is noted, and none up to it is taken again.

use std::fmt::Write as _;

use api::account::{
    FactorCode, FactorRemoval, FactorSetup, FactorStart, FactorState, RecoveryCodes,
};
use api::{Answer, Caller, Code, Problem};
use jiff::Timestamp;
use model::limits::RECOVERY_CODES;
use model::{TenantId, UserId};
use serde_json::json;
use store::second_factor::{self, SecondFactor};
use store::user_account::{self, User};
use store::{Sealer, StoreError, Tx, session, tenant};
use totp_rs::{Builder, Secret, Totp};

use super::password;
use crate::App;
use crate::audit::{Who, record};
use crate::clock::secret_bytes;
use crate::failure::{Failure, OrProblem};
use crate::qr;

/// The label under which secrets are sealed.
const PURPOSE: &str = "second factor";
/// The label under which recovery codes are hashed.
const RECOVERY: &str = "recovery code v1";
/// Letters of recovery codes: none that looks like another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Letters of one recovery code: 60 bits.
const RECOVERY_LETTERS: usize = 12;

/// Lets somebody through whose password was right: with a code if they have a second factor.
/// Answers whether it was a recovery code.
///
/// # Errors
/// `code_needed`, `code_wrong`, and the store's.
pub(super) async fn pass(
    tx: &Tx<'_>,
    sealer: &Sealer,
    user: UserId,
    code: Option<&str>,
) -> Result<bool, Failure> {
    let Some(factor) = second_factor::of(tx, user).await? else { return Ok(false) };
    if factor.confirmed_at.is_none() {
        return Ok(false);
    }
    let code = code.map(str::trim).filter(|code| !code.is_empty());
    let code = code.ok_or(Problem::new(Code::CodeNeeded))?;
    spend(tx, sealer, factor, code).await
}

/// Takes a code, once. Answers whether it was a recovery code.
async fn spend(
    tx: &Tx<'_>,
    sealer: &Sealer,
    mut factor: SecondFactor,
    code: &str,
) -> Result<bool, Failure> {
    let plain: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let wrong = || Failure::from(Problem::new(Code::CodeWrong));
    let recovery = if plain.len() == RECOVERY_LETTERS {
        let hash = recovery_hash(sealer, tx.tenant(), factor.user, &plain);
        let at = factor.recovery.iter().position(|kept| *kept == hash).ok_or_else(wrong)?;
        factor.recovery.remove(at);
        true
    } else {
        let totp = totp(sealer, tx.tenant(), &factor.secret)?;
        let step = step(&totp, &plain, tx.now()).filter(|step| *step > factor.last_step);
        factor.last_step = step.ok_or_else(wrong)?;
        false
    };
    match second_factor::save(tx, &factor).await {
        Err(StoreError::Version { .. }) => Err(wrong()),
        other => Ok(other.map(|()| recovery)?),
    }
}

/// The step whose code this is, a step early or late at most.
fn step(totp: &Totp, code: &str, now: Timestamp) -> Option<i64> {
    let now = u64::try_from(now.as_second()).ok()?;
    i64::try_from(totp.check(code, now)?).ok()
}

fn totp(sealer: &Sealer, tenant: TenantId, sealed: &[u8]) -> Result<Totp, StoreError> {
    let secret = sealer.unseal(tenant, PURPOSE, sealed)?;
    built(&secret, None)
}

/// Six digits, thirty seconds, SHA-1: what every app can do.
fn built(secret: &[u8], names: Option<(&str, &str)>) -> Result<Totp, StoreError> {
    let mut builder = Builder::new().with_secret(Secret::new(secret.into()));
    if let Some((issuer, account)) = names {
        builder = builder.with_issuer(Some(issuer)).with_account_name(account);
    } else {
        builder = builder.with_account_name("account");
    }
    builder.build().map_err(|error| StoreError::Other(format!("second factor: {error}")))
}

pub(super) async fn state(app: &App, by: &Caller) -> Answer<FactorState> {
    let factor = second_factor::of(&app.of(by.tenant), by.user).await.or_problem()?;
    let confirmed = factor.filter(|factor| factor.confirmed_at.is_some());
    Ok(FactorState {
        active: confirmed.is_some(),
        recovery_left: confirmed.map_or(0, |factor| factor.recovery.len()),
    })
}

pub(super) async fn begin(app: &App, by: &Caller, start: FactorStart) -> Answer<FactorSetup> {
    let user = proven(app, by, start.password).await?;
    let tenant = tenant::get(&app.of(by.tenant)).await.or_problem()?;
    let secret: [u8; 20] = secret_bytes();
    // The separators of the label have no place in its parts.
    let part = |text: &str| text.replace(':', " ").trim().to_owned();
    let totp = built(&secret, Some((&part(&tenant.name), &part(&user.email)))).or_problem()?;
    let uri = totp.to_url().map_err(|_| Problem::new(Code::Internal))?;
    let qr = qr::picture(&uri)?;
    let sealed = app.store.sealer().seal(by.tenant, PURPOSE, &secret).or_problem()?;
    let factor = SecondFactor {
        user: by.user,
        secret: sealed,
        recovery: Vec::new(),
        last_step: 0,
        created_at: app.now(),
        confirmed_at: None,
        version: 1,
    };
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let known = second_factor::of(tx, factor.user).await?;
                if known.is_some_and(|factor| factor.confirmed_at.is_some()) {
                    return Err(already().into());
                }
                Ok::<_, Failure>(second_factor::begin(tx, &factor).await?)
            })
        })
        .await
        .or_problem()?;
    Ok(FactorSetup { secret: totp.secret().to_base32(), uri, qr })
}

fn already() -> Problem {
    Problem::new(Code::Conflict)
        .with("二段階認証はすでに有効です。", "The second factor is in use already.")
}

pub(super) async fn confirm(app: &App, by: &Caller, input: FactorCode) -> Answer<RecoveryCodes> {
    let attempt = limited(app, by.tenant, by.user)?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    let sealer = app.store.sealer().clone();
    let hashes = codes.iter().map(|code| {
        let plain: String = code.chars().filter(|c| *c != '-').collect();
        recovery_hash(&sealer, by.tenant, by.user, &plain)
    });
    let hashes: Vec<String> = hashes.collect();
    let (caller, sealer) = (by.clone(), app.store.sealer().clone());
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { activate(tx, &caller, &sealer, hashes, &input.code).await })
        })
        .await
        .or_problem()?;
    app.sign_in_limit.succeeded(&attempt);
    // Every desk connects again, and those whose session has ended cannot.
    app.hub.end_desks_of(by.tenant, by.user);
    Ok(RecoveryCodes { codes })
}

async fn activate(
    tx: &Tx<'_>,
    by: &Caller,
    sealer: &Sealer,
    recovery: Vec<String>,
    code: &str,
) -> Result<(), Failure> {
    let begun = second_factor::of(tx, by.user).await?;
    let begun = begun.ok_or(Problem::new(Code::NotFound))?;
    if begun.confirmed_at.is_some() {
        return Err(already().into());
    }
    let step = step(&totp(sealer, tx.tenant(), &begun.secret)?, code.trim(), tx.now());
    let step = step.ok_or_else(|| {
        Problem::invalid(
            "code",
            "コードが違います。アプリに表示された6桁を入力してください。",
            "The code is wrong. Enter the six digits that the app shows.",
        )
    })?;
    let now = Some(tx.now());
    second_factor::save(
        tx,
        &SecondFactor { recovery, last_step: step, confirmed_at: now, ..begun },
    )
    .await?;
    let ended = session::delete_of_user(tx, by.user, Some(&by.session)).await?;
    let detail = json!({"sessions_ended": ended});
    record(tx, &Who::from(by), "factor.enabled", &by.user.to_string(), detail).await?;
    Ok(())
}

pub(super) async fn remove(app: &App, by: &Caller, removal: FactorRemoval) -> Answer<()> {
    let _ = proven(app, by, removal.password).await?;
    let attempt = limited(app, by.tenant, by.user)?;
    let (caller, sealer) = (by.clone(), app.store.sealer().clone());
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let factor = second_factor::of(tx, caller.user).await?;
                let factor = factor.ok_or(Problem::new(Code::NotFound))?;
                spend(tx, &sealer, factor, removal.code.trim()).await.map_err(at_field)?;
                second_factor::remove(tx, caller.user).await?;
                let target = caller.user.to_string();
                record(tx, &Who::from(&caller), "factor.removed", &target, json!({})).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    app.sign_in_limit.succeeded(&attempt);
    Ok(())
}

/// Somebody who is signed in is told which field is wrong; a 401 would look like a lost session.
fn at_field(failure: Failure) -> Failure {
    match failure {
        Failure::Problem(problem) if problem.code == Code::CodeWrong => {
            let text = |locale| problem.text(locale).to_owned();
            let (ja, en) = (text(api::Locale::Ja), text(api::Locale::En));
            Problem::invalid("code", ja, en).into()
        }
        other => other,
    }
}

/// Ends somebody's second factor in the write of an administrator.
pub(crate) async fn reset(tx: &Tx<'_>, who: &Who, user: UserId) -> Result<(), Failure> {
    if !second_factor::remove(tx, user).await? {
        return Err(Problem::new(Code::Conflict)
            .with(
                "この人は二段階認証を使っていません。",
                "This person does not use a second factor.",
            )
            .into());
    }
    let ended = session::delete_of_user(tx, user, None).await?;
    record(tx, who, "factor.reset", &user.to_string(), json!({"sessions_ended": ended})).await?;
    Ok(())
}

/// Counts wrong codes of an account, from wherever they come.
pub(super) fn limited(app: &App, tenant: TenantId, user: UserId) -> Answer<super::Attempt> {
    let account = format!("code {tenant} {user}");
    app.sign_in_limit.begin(app.now(), &account, None).map_err(|seconds| {
        Problem::new(Code::TooMany)
            .with(
                "コードの間違いが続いたため、しばらく受け付けません。",
                "Too many wrong codes. Wait before the next try.",
            )
            .retry_after(seconds)
    })
}

/// The signed-in person, whose password this is.
async fn proven(app: &App, by: &Caller, given: String) -> Answer<User> {
    let user = user_account::by_id(&app.of(by.tenant), by.user).await.or_problem()?;
    let user = user.ok_or(Problem::new(Code::SignInNeeded))?;
    let attempt = app
        .sign_in_limit
        .begin(app.now(), &user.email, by.ip)
        .map_err(|seconds| Problem::new(Code::TooMany).retry_after(seconds))?;
    if !password::fits(given, user.password_hash.clone()).await? {
        return Err(Problem::invalid(
            "password",
            "パスワードが違います。",
            "This is not the password.",
        ));
    }
    app.sign_in_limit.succeeded(&attempt);
    Ok(user)
}

fn recovery_code() -> String {
    let letters = secret_bytes::<RECOVERY_LETTERS>()
        .map(|byte| char::from(LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'a')));
    let mut code = String::with_capacity(RECOVERY_LETTERS + 2);
    for (at, letter) in letters.into_iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

fn recovery_hash(sealer: &Sealer, tenant: TenantId, user: UserId, plain: &str) -> String {
    let bound = format!("{tenant} {user} {}", plain.to_lowercase());
    let hash = sealer.sign(RECOVERY, bound.as_bytes());
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
