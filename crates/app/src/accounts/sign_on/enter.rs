//! From a provider's person to an account here: by the provider's id of them, the first time by the
//! address that it has verified.

use model::event::{EventBody, NewEvent};
use model::permission::Role;
use model::{Actor, UserId};
use oidc::Person;
use serde_json::json;
use store::sign_on_link::{self, SignOnLink};
use store::sign_on_provider::SignOnProvider;
use store::user_account::{self, PasswordHash, User};
use store::{Scope, Tx};

use api::{Answer, Code, Locale, Problem};

use super::begin::domain_of;
use crate::admin::users::Checked;
use crate::audit::{Who, record};
use crate::failure::Failure;
use crate::validate;

/// Whom a provider's person is here.
pub(super) enum Entering {
    /// Somebody who signed in so before.
    Known(Box<User>, SignOnLink),
    /// Somebody who does for the first time.
    First(Box<User>),
    /// Somebody who gets an account.
    New {
        /// The verified address.
        email: String,
        /// What they are called.
        name: String,
    },
}

impl Entering {
    /// Whose account it is, if there is one.
    pub(super) fn user(&self) -> Option<UserId> {
        match self {
            Self::Known(user, _) | Self::First(user) => Some(user.id),
            Self::New { .. } => None,
        }
    }
}

/// Finds the account.
///
/// # Errors
/// Why nobody is signed in; the store's.
pub(super) async fn find(
    scope: &Scope<'_>,
    provider: &SignOnProvider,
    person: &Person,
) -> Result<Entering, Failure> {
    if let Some(link) = sign_on_link::by_subject(scope, provider.id, &person.subject).await? {
        let user = user_account::by_id(scope, link.user).await?;
        let user = user.ok_or(Problem::new(Code::NoSuchStaff))?;
        may_enter(provider, &user)?;
        return Ok(Entering::Known(Box::new(user), link));
    }
    let email = verified(provider, person)?;
    let Some(user) = user_account::of_email(scope, &email).await? else {
        if !provider.creates_people {
            return Err(Problem::new(Code::NoSuchStaff).into());
        }
        speaks_for(provider, &email)?;
        let said = person.name.as_deref().and_then(|name| validate::name("name", name).ok());
        let before_at = email.split('@').next().unwrap_or_default().to_owned();
        return Ok(Entering::New { name: said.unwrap_or(before_at), email });
    };
    may_enter(provider, &user)?;
    if sign_on_link::of_user(scope, provider.id, user.id).await?.is_some() {
        // The address was given to somebody else there, or the provider counts anew.
        return Err(Problem::new(Code::StaffLinked).into());
    }
    Ok(Entering::First(Box::new(user)))
}

/// The address, if the provider says that it is this person's own.
fn verified(provider: &SignOnProvider, person: &Person) -> Answer<String> {
    let own = person.email_verified.unwrap_or(provider.trusts_emails);
    let email = person.email.as_deref().filter(|_| own);
    let email = email.and_then(|email| validate::email("email", email).ok());
    email.ok_or(Problem::new(Code::EmailUnverified))
}

fn speaks_for(provider: &SignOnProvider, email: &str) -> Answer<()> {
    let domain = domain_of(email).unwrap_or_default();
    if provider.domains.is_empty() || provider.domains.contains(&domain) {
        return Ok(());
    }
    Err(Problem::new(Code::EmailDomain))
}

/// A tenant's provider does not speak for those who run the whole installation: whoever manages the
/// tenant's people could make one that says anything.
fn may_enter(provider: &SignOnProvider, user: &User) -> Answer<()> {
    speaks_for(provider, &user.email)?;
    if user.roles.contains(&Role::SystemAdmin) {
        return Err(Problem::new(Code::PasswordNeeded));
    }
    if user.active { Ok(()) } else { Err(Problem::new(Code::StaffSuspended)) }
}

/// Writes down who it is, in the transaction of the session.
pub(super) async fn enter(
    tx: &mut Tx<'_>,
    who: &Who,
    (provider, subject): (&SignOnProvider, &str),
    entering: Entering,
    unused: Option<PasswordHash>,
) -> Result<User, Failure> {
    let user = match entering {
        Entering::Known(user, link) => {
            sign_on_link::touch(tx, &link).await?;
            return Ok(*user);
        }
        Entering::First(user) => *user,
        Entering::New { email, name } => {
            let password_hash = unused.ok_or(Problem::new(Code::Unavailable))?;
            let (roles, locale) = (vec![Role::Agent], Locale::Ja);
            let user = Checked { email, name, roles, locale, password_hash }.into_user(tx);
            user_account::insert(tx, &user).await?;
            let detail = json!({"roles": user.roles, "provider": provider.name});
            record(tx, who, "user.created", &user.id.to_string(), detail).await?;
            let body = EventBody::SettingsChanged { part: "users".to_owned() };
            tx.append(NewEvent::bare(Actor::System, body)).await?;
            user
        }
    };
    let link = SignOnLink {
        provider: provider.id,
        subject: subject.to_owned(),
        user: user.id,
        created_at: tx.now(),
        used_at: tx.now(),
    };
    sign_on_link::insert(tx, &link).await?;
    let detail = json!({"provider": provider.name});
    let own = Who { user: Some(user.id), token: None, ip: who.ip.clone() };
    record(tx, &own, "sign_on.linked", &user.id.to_string(), detail).await?;
    Ok(user)
}
