//! A browser that came back: what it brings is proven, an account found, and a session begun.

use api::account::Session as NewSession;
use api::ports::Origin;
use api::sign_on::{SignOnAnswer, SignOnCode, SignOnEnd};
use api::{Answer, Code, Problem};
use model::{SignOnProviderId, TenantId};
use oidc::{Finish, Person};
use serde_json::json;
use store::sign_on_provider::{self, SignOnProvider};
use store::{Tx, session, tenant};
use subtle::ConstantTimeEq as _;

use super::enter::{Entering, enter, find};
use super::ticket::{self, Proven, Sent};
use super::{asked, providers};
use crate::App;
use crate::accounts::sign_in::Begun;
use crate::accounts::{factor, own, password};
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::tokens;
use crate::validate;

const fn over() -> Problem {
    Problem::new(Code::SignOnOver)
}

/// A provider in use, with whose it is.
async fn used(app: &App, id: SignOnProviderId) -> Answer<(TenantId, SignOnProvider)> {
    let found = sign_on_provider::named(&app.store.system(), id).await.or_problem()?;
    found.filter(|(_, provider)| provider.active).ok_or(over())
}

pub(super) async fn finish(
    app: &App,
    origin: &Origin,
    id: SignOnProviderId,
    (ticket, answer): (&str, SignOnAnswer),
) -> Answer<SignOnEnd> {
    let (tenant, provider) = used(app, id).await?;
    let sent: Sent = ticket::open(app.store.sealer(), (tenant, id), app.now(), ticket)
        .filter(|sent: &Sent| {
            let state = answer.state.as_deref().unwrap_or_default();
            bool::from(sent.state.as_bytes().ct_eq(state.as_bytes()))
        })
        .ok_or(over())?;
    let came = Came { app, origin, tenant, provider };
    let next = sent.next.clone();
    let person = match came.proven(sent, answer).await {
        Ok(person) => person,
        Err(problem) => return Err(came.failed(None, problem).await?),
    };
    match came.signed_in(&person, None).await {
        Ok(session) => Ok(SignOnEnd::In { session: Box::new(session), next }),
        Err(problem) if problem.code == Code::CodeNeeded => {
            let Person { subject, email, email_verified, .. } = person;
            let proven = Proven { subject, email, email_verified };
            let place = (came.tenant, id);
            let ticket = ticket::seal(app.store.sealer(), place, app.now(), proven).or_problem()?;
            Ok(SignOnEnd::CodeNeeded { ticket, next })
        }
        Err(problem) => Err(came.failed(Some(&person), problem).await?),
    }
}

pub(super) async fn code(
    app: &App,
    origin: &Origin,
    ticket: &str,
    code: SignOnCode,
) -> Answer<NewSession> {
    let id = ticket::names(ticket).ok_or(over())?;
    let (tenant, provider) = used(app, id).await?;
    let proven: Option<Proven> = ticket::open(app.store.sealer(), (tenant, id), app.now(), ticket);
    let Proven { subject, email, email_verified } = proven.ok_or(over())?;
    let person = Person { subject, email, email_verified, name: None };
    let came = Came { app, origin, tenant, provider };
    let found = find(&app.of(tenant), &came.provider, &person).await.or_problem()?;
    let user = found.user().ok_or(over())?;
    let attempt = factor::limited(app, tenant, user)?;
    match came.signed_in(&person, Some(code.code)).await {
        Ok(session) => {
            app.sign_in_limit.succeeded(&attempt);
            Ok(session)
        }
        Err(problem) if problem.code == Code::CodeWrong => {
            Err(came.failed(Some(&person), problem).await?)
        }
        Err(problem) => {
            app.sign_in_limit.withdraw(&attempt);
            Err(problem)
        }
    }
}

/// Somebody who came back from a provider.
struct Came<'a> {
    app: &'a App,
    origin: &'a Origin,
    tenant: TenantId,
    provider: SignOnProvider,
}

impl Came<'_> {
    /// Who it is, as the provider has signed it.
    async fn proven(&self, sent: Sent, answer: SignOnAnswer) -> Answer<Person> {
        if answer.iss.is_some_and(|iss| iss != self.provider.issuer) {
            return Err(Problem::new(Code::ProviderUnproven));
        }
        let code = answer.code.filter(|_| answer.error.is_none());
        let code = code.ok_or(Problem::new(Code::ProviderRefused))?;
        let opened = providers::opened(self.app, self.tenant, &self.provider).or_problem()?;
        let Sent { nonce, verifier, .. } = sent;
        let brought = Finish { code, nonce, verifier, now: self.app.now() };
        asked(oidc::finish(&opened, brought)).await
    }

    fn ip(&self) -> Option<String> {
        self.origin.ip.map(|ip| ip.to_string())
    }

    /// Begins a session for whoever this is.
    async fn signed_in(&self, person: &Person, code: Option<String>) -> Answer<NewSession> {
        let (app, store) = (self.app, self.app.of(self.tenant));
        let new = matches!(
            find(&store, &self.provider, person).await.or_problem()?,
            Entering::New { .. }
        );
        // Nobody knows this one: who came by a provider signs in by it.
        let unused = if new { Some(password::hash(tokens::random_text()).await?) } else { None };
        let begun = Begun::new(app, self.origin);
        let (token, csrf) = (begun.token(), begun.csrf());
        let who = Who { user: None, token: None, ip: self.ip() };
        let (known, person) = (self.provider.clone(), person.clone());
        let sealer = app.store.sealer().clone();
        let user = store
            .write(app.now(), move |tx| {
                Box::pin(async move {
                    let provider = unchanged(tx, &known).await?;
                    let entering = find(tx, &provider, &person).await?;
                    let place = (&provider, person.subject.as_str());
                    let user = enter(tx, &who, place, entering, unused).await?;
                    let recovered = provider.asks_code
                        && factor::pass(tx, &sealer, user.id, code.as_deref()).await?;
                    session::insert(tx, &begun.session(user.id)).await?;
                    let (target, ip) = (user.id.to_string(), who.ip);
                    let who = Who { user: Some(user.id), token: None, ip };
                    let detail = json!({"provider": provider.name});
                    record(tx, &who, "sign_in", &target, detail).await?;
                    if recovered {
                        record(tx, &who, "factor.recovered", &target, json!({})).await?;
                    }
                    Ok::<_, Failure>(user)
                })
            })
            .await
            .or_problem()?
            .value;
        let me = own::view(app, &tenant::get(&store).await.or_problem()?, user, csrf);
        Ok(NewSession { token, me })
    }

    /// Writes a failed try to the audit log; answers why it failed.
    async fn failed(&self, person: Option<&Person>, problem: Problem) -> Answer<Problem> {
        let email = person.and_then(|person| person.email.as_deref()).unwrap_or_default();
        let target = validate::email("email", email).unwrap_or_default();
        let who = Who { user: None, token: None, ip: self.ip() };
        let detail = json!({"provider": self.provider.name, "why": problem.code.as_str()});
        self.app
            .of(self.tenant)
            .write(self.app.now(), move |tx| {
                Box::pin(async move { record(tx, &who, "sign_in_failed", &target, detail).await })
            })
            .await
            .or_problem()?;
        Ok(problem)
    }
}

/// The provider as it is now; what was proven counts for nothing once it has become another.
async fn unchanged(tx: &Tx<'_>, known: &SignOnProvider) -> Result<SignOnProvider, Failure> {
    let now = sign_on_provider::get(tx, known.id).await?;
    let same = |now: &SignOnProvider| {
        now.active && now.issuer == known.issuer && now.client_id == known.client_id
    };
    Ok(now.filter(same).ok_or(over())?)
}
