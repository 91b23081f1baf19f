//! Signing in.

use api::account::{Session as NewSession, SignIn};
use api::ports::Origin;
use api::{Answer, Code, Problem};
use model::limits::EMAIL_CHARS_MAX;
use model::permission::Role;
use model::{TenantId, UserId};
use serde_json::json;
use store::session::{self, Session};
use store::user_account::{self, User};
use store::{StoreError, Tx, sign_on_provider, tenant};

use super::session::ends_at;
use super::{factor, own, password};
use crate::App;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::tokens::{self, SessionToken};
use crate::validate;

/// Accounts of one address that a password is tried on when no tenant is named.
const ACCOUNTS_TRIED_MAX: usize = 5;
/// Characters of a `User-Agent` that are kept.
const AGENT_CHARS_MAX: usize = 300;

/// Checks address and password and begins a session.
pub(super) async fn sign_in(app: &App, origin: &Origin, input: SignIn) -> Answer<NewSession> {
    let email = validate::optional("email", &input.email, EMAIL_CHARS_MAX)?.to_lowercase();
    let attempt = app.sign_in_limit.begin(app.now(), &email, origin.ip).map_err(|seconds| {
        Problem::new(Code::TooMany)
            .with(
                "サインインの失敗が続いたため、しばらく受け付けません。",
                "Too many failed sign-ins. Wait before the next try.",
            )
            .retry_after(seconds)
    })?;
    let found = match find(app, &email, &input).await {
        Ok(found) => found,
        Err(problem) => {
            app.sign_in_limit.withdraw(&attempt);
            return Err(problem);
        }
    };
    match found {
        Found::One(tenant, user) => {
            app.sign_in_limit.succeeded(&attempt);
            let id = user.id;
            let coded = input.code.as_deref().is_some_and(|code| !code.trim().is_empty());
            let attempt = coded.then(|| factor::limited(app, tenant, id)).transpose()?;
            let begun = begin(app, origin, tenant, *user, input.code.clone()).await;
            match (&begun, attempt) {
                (Err(problem), Some(_)) if problem.code == Code::CodeWrong => {
                    note_failure(app, origin, &input, &email, vec![(tenant, id)]).await?;
                }
                (Ok(_), Some(attempt)) => app.sign_in_limit.succeeded(&attempt),
                (Err(_), Some(attempt)) => app.sign_in_limit.withdraw(&attempt),
                (_, None) => {}
            }
            begun
        }
        Found::Several => {
            app.sign_in_limit.withdraw(&attempt);
            Err(Problem::new(Code::TenantNeeded))
        }
        Found::Nobody { known } => {
            note_failure(app, origin, &input, &email, known).await?;
            Err(Problem::new(Code::SignInFailed))
        }
    }
}

/// Whom address and password name.
enum Found {
    One(TenantId, Box<User>),
    /// The password fits in several tenants.
    Several,
    /// `known` holds the accounts of the address whose password is another.
    Nobody {
        known: Vec<(TenantId, UserId)>,
    },
}

async fn find(app: &App, email: &str, input: &SignIn) -> Answer<Found> {
    let mut accounts = user_account::by_email(&app.store.system(), email).await.or_problem()?;
    if let Some(slug) = named(input) {
        let named = tenant::by_slug(&app.store.system(), slug).await.or_problem()?;
        accounts.retain(|(of, _)| named.as_ref().is_some_and(|tenant| tenant.id == *of));
    }
    accounts.retain(|(_, user)| user.active);
    if accounts.len() > ACCOUNTS_TRIED_MAX {
        return Ok(Found::Several);
    }
    if accounts.is_empty() {
        password::fits_nobody(input.password.clone()).await?;
    }
    let known = accounts.iter().map(|(tenant, user)| (*tenant, user.id)).collect();
    let mut fitting = Vec::new();
    for (tenant, user) in accounts {
        if password::fits(input.password.clone(), user.password_hash.clone()).await? {
            fitting.push((tenant, user));
        }
    }
    Ok(match (fitting.pop(), fitting.is_empty()) {
        (None, _) => Found::Nobody { known },
        (Some((tenant, user)), true) => Found::One(tenant, Box::new(user)),
        (Some(_), false) => Found::Several,
    })
}

fn named(input: &SignIn) -> Option<&str> {
    input.tenant.as_deref().map(str::trim).filter(|slug| !slug.is_empty())
}

async fn begin(
    app: &App,
    origin: &Origin,
    tenant: TenantId,
    user: User,
    code: Option<String>,
) -> Answer<NewSession> {
    let now = app.now();
    let begun = Begun::new(app, origin);
    let (token, csrf) = (begun.token(), begun.csrf());
    let store = app.of(tenant);
    let ip = origin.ip.map(|ip| ip.to_string());
    let who = Who { user: Some(user.id), ip, token: None };
    let (checked, sealer) = (user.clone(), app.store.sealer().clone());
    store
        .write(now, move |tx| {
            Box::pin(async move {
                still_good(tx, &checked).await?;
                by_password(tx, &checked).await?;
                let recovered = factor::pass(tx, &sealer, checked.id, code.as_deref()).await?;
                session::insert(tx, &begun.session(checked.id)).await?;
                let target = checked.id.to_string();
                record(tx, &who, "sign_in", &target, json!({})).await?;
                if recovered {
                    record(tx, &who, "factor.recovered", &target, json!({})).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    let me = own::view(app, &tenant::get(&store).await.or_problem()?, user, csrf);
    Ok(NewSession { token, me })
}

/// A session that is not stored yet.
pub(super) struct Begun {
    token: SessionToken,
    session: Session,
}

impl Begun {
    /// For whoever this request comes from.
    pub(super) fn new(app: &App, origin: &Origin) -> Self {
        let now = app.now();
        let token = SessionToken::fresh();
        let session = Session {
            token_hash: token.hash.clone(),
            user: UserId::from_u128(0),
            csrf: tokens::random_text(),
            created_at: now,
            last_seen_at: now,
            expires_at: ends_at(now, now),
            ip: origin.ip.map(|ip| ip.to_string()).unwrap_or_default(),
            user_agent: origin.agent.chars().take(AGENT_CHARS_MAX).collect(),
        };
        Self { token, session }
    }

    /// The secret of the cookie.
    pub(super) fn token(&self) -> String {
        self.token.secret.clone()
    }

    /// What proves a changing request.
    pub(super) fn csrf(&self) -> String {
        self.session.csrf.clone()
    }

    /// The session of somebody.
    pub(super) fn session(self, user: UserId) -> Session {
        Session { user, ..self.session }
    }
}

/// Where people sign in by a provider only, a password does not do, but for who runs the
/// installation.
async fn by_password(tx: &Tx<'_>, user: &User) -> Result<(), Failure> {
    if user.roles.contains(&Role::SystemAdmin) || !sign_on_provider::passwords_off(tx).await? {
        return Ok(());
    }
    Err(Problem::new(Code::PasswordsOff).into())
}

/// The password was checked before this transaction. Who was switched off or got another password
/// since then gets no session: it would outlive the end of all the others.
async fn still_good(tx: &Tx<'_>, checked: &User) -> Result<(), Failure> {
    let now = user_account::by_id(tx, checked.id).await?;
    let same = |now: User| now.active && now.password_hash == checked.password_hash;
    if now.is_some_and(same) { Ok(()) } else { Err(Problem::new(Code::SignInFailed).into()) }
}

/// Writes a failed try to the audit log: of the tenants that know the address, else of the tenant
/// that was named, else of the installation's first one. There is always one write, so that its
/// time tells nothing.
async fn note_failure(
    app: &App,
    origin: &Origin,
    input: &SignIn,
    email: &str,
    known: Vec<(TenantId, UserId)>,
) -> Answer<()> {
    let ip = origin.ip.map(|ip| ip.to_string());
    // Somebody may have typed the password here; only what looks like an address is kept.
    let target = validate::email("email", email).unwrap_or_default();
    let mut entries: Vec<(TenantId, Option<UserId>)> =
        known.into_iter().map(|(tenant, user)| (tenant, Some(user))).collect();
    if entries.is_empty() {
        let tenants = tenant::list(&app.store.system()).await.or_problem()?;
        let of_name = tenants.iter().find(|tenant| Some(tenant.slug.as_str()) == named(input));
        let of = of_name.or_else(|| tenants.iter().min_by_key(|tenant| tenant.created_at));
        entries.extend(of.map(|tenant| (tenant.id, None)));
    }
    app.store
        .system()
        .write(app.now(), move |system| {
            Box::pin(async move {
                for (tenant, user) in entries {
                    let who = Who { user, ip: ip.clone(), token: None };
                    let tx = system.tenant(tenant);
                    record(&tx, &who, "sign_in_failed", &target, json!({})).await?;
                }
                Ok::<(), StoreError>(())
            })
        })
        .await
        .or_problem()?;
    Ok(())
}
