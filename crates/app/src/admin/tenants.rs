//! Tenants of the installation.

use api::admin::{NewTenant, Tenant as View};
use api::{Answer, Caller, Code, Locale, Problem};
use model::TenantId;
use model::permission::Role;
use serde_json::json;
use store::tenant::{self, Tenant};
use store::{StoreError, SystemTx};

use super::users::Checked;
use crate::App;
use crate::accounts::password;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::{setup, validate};

fn view(tenant: Tenant) -> View {
    View { id: tenant.id, slug: tenant.slug, name: tenant.name, created_at: tenant.created_at }
}

pub(super) async fn list(app: &App) -> Answer<Vec<View>> {
    let all = tenant::list(&app.store.system()).await.or_problem()?;
    Ok(all.into_iter().map(view).collect())
}

pub(super) async fn create(app: &App, by: &Caller, input: NewTenant) -> Answer<View> {
    let slug = slug("slug", &input.slug)?;
    let name = validate::name("name", &input.name)?;
    validate::password("admin_password", &input.admin_password)?;
    let admin = Checked {
        email: validate::email("admin_email", &input.admin_email)?,
        name: validate::name("admin_name", &input.admin_name)?,
        roles: vec![Role::Admin],
        locale: Locale::Ja,
        password_hash: password::hash(input.admin_password).await?,
    };
    let caller = by.clone();
    let made = app
        .store
        .system()
        .write(app.now(), move |system| {
            Box::pin(async move { write(system, &caller, (slug, name), admin).await })
        })
        .await
        .or_problem()?;
    Ok(view(made.value))
}

async fn write(
    system: &mut SystemTx<'_>,
    by: &Caller,
    (slug, name): (String, String),
    admin: Checked,
) -> Result<Tenant, Failure> {
    if tenant::by_slug(system, &slug).await?.is_some() {
        let mut problem = Problem::new(Code::Taken);
        problem.field = Some("slug".to_owned());
        return Err(problem.into());
    }
    let tenant = insert(system, slug, name).await?;
    let mut own = system.tenant(tenant.id);
    setup::begin(&mut own, admin).await?;
    let home = system.tenant(by.tenant);
    let detail = json!({"slug": tenant.slug, "name": tenant.name});
    record(&home, &Who::from(by), "tenant.created", &tenant.id.to_string(), detail).await?;
    Ok(tenant)
}

/// Stores a new tenant.
pub(crate) async fn insert(
    system: &SystemTx<'_>,
    slug: String,
    name: String,
) -> Result<Tenant, StoreError> {
    let new = Tenant {
        id: system.id::<TenantId>(),
        slug,
        name,
        demo: false,
        settings: json!({}),
        created_at: system.now(),
    };
    tenant::insert(system, &new).await?;
    Ok(new)
}

/// A tenant's short name: 2 to 40 of a–z, 0–9 and hyphen, no hyphen at either end.
pub(crate) fn slug(field: &str, text: &str) -> Answer<String> {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let shaped = (2..=40).contains(&text.len())
        && text.chars().all(plain)
        && !text.starts_with('-')
        && !text.ends_with('-');
    if shaped {
        return Ok(text.to_owned());
    }
    Err(Problem::invalid(
        field,
        "2〜40文字の英小文字・数字・ハイフンで指定してください(先頭と末尾のハイフンは不可)。",
        "2 to 40 of a–z, 0–9 and hyphen, no hyphen at either end.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for good in ["ab", "acme-2", &"x".repeat(40)] {
            assert!(slug("slug", good).is_ok(), "{good}");
        }
        for bad in ["a", "", "Acme", "a b", "-ab", "ab-", "会社", &"x".repeat(41)] {
            assert!(slug("slug", bad).is_err(), "{bad}");
        }
    }
}
