//! The buttons of the sign-in page, and a browser on its way.

use api::sign_on::{SignOnButton, SignOnQuery, SignOnStart};
use api::{Answer, Code, Problem};
use model::SignOnProviderId;
use store::sign_on_provider::{self, SignOnProvider};
use store::tenant;

use super::ticket::{self, Sent};
use super::{asked, providers};
use crate::App;
use crate::failure::OrProblem;

/// Characters of an address within the desk.
const NEXT_CHARS_MAX: usize = 500;

/// The buttons that somebody is shown. With one tenant there is nothing to hide; with several, one
/// has to name the tenant or to have an address that is known to belong to a provider.
pub(super) async fn buttons(app: &App, query: SignOnQuery) -> Answer<Vec<SignOnButton>> {
    let system = app.store.system();
    let tenants = tenant::list(&system).await.or_problem()?;
    let slug = query.tenant.as_deref().map(str::trim).filter(|slug| !slug.is_empty());
    let named = match (slug, tenants.as_slice()) {
        (Some(slug), _) => tenants.iter().find(|tenant| tenant.slug == slug),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let domain = query.email.as_deref().and_then(domain_of);
    let fits = |provider: &SignOnProvider| {
        domain.as_ref().is_some_and(|domain| provider.domains.contains(domain))
    };
    let all = sign_on_provider::in_use(&system).await.or_problem()?;
    let shown = all.into_iter().filter(|(of, provider)| match (named, slug) {
        (Some(tenant), _) => tenant.id == *of,
        (None, Some(_)) => false,
        (None, None) => fits(provider),
    });
    Ok(shown.map(|(_, provider)| SignOnButton { id: provider.id, name: provider.name }).collect())
}

/// The domain of a mail address, lower-cased.
pub(super) fn domain_of(email: &str) -> Option<String> {
    let (_, domain) = email.trim().rsplit_once('@')?;
    (!domain.is_empty()).then(|| domain.to_lowercase())
}

pub(super) async fn begin(app: &App, id: SignOnProviderId, next: &str) -> Answer<SignOnStart> {
    let found = sign_on_provider::named(&app.store.system(), id).await.or_problem()?;
    let (tenant, provider) =
        found.filter(|(_, provider)| provider.active).ok_or(Problem::new(Code::NotFound))?;
    let opened = providers::opened(app, tenant, &provider).or_problem()?;
    let begun = asked(oidc::begin(&opened)).await?;
    let sent = Sent {
        state: begun.state,
        nonce: begun.nonce,
        verifier: begun.verifier,
        next: within(next),
    };
    let ticket = ticket::seal(app.store.sealer(), (tenant, id), app.now(), sent).or_problem()?;
    Ok(SignOnStart { url: begun.url, ticket })
}

/// A page of the desk; anything that could lead elsewhere is its first page.
fn within(next: &str) -> String {
    let leads_out = next.starts_with("//") || next.contains(['\\', '\n', '\r', '\t']);
    let fits = next.starts_with('/') && !leads_out && next.chars().count() <= NEXT_CHARS_MAX;
    if fits { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_the_desk() {
        assert_eq!(within("/inbox/mine?x=1"), "/inbox/mine?x=1");
        for out in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil"] {
            assert_eq!(within(out), "/", "{out}");
        }
    }
}
