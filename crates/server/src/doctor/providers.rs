//! Providers by which people sign in: whether they answer, and whether somebody could be locked out.

use app::check::provider;
use store::sign_on_provider::{self, SignOnProvider};
use store::tenant::{self, Tenant};
use store::{Observer, StoreError};

use super::finding::{Findings, both};
use crate::cli::DoctorArgs;

/// Looks at every provider in use.
pub(super) async fn look(
    args: &DoctorArgs,
    observer: &Observer,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let config = app::Config {
        public_url: args.public_url.clone().unwrap_or_default(),
        sign_on_allow_private: args.sign_on_allow_private,
        ..app::Config::default()
    };
    // That there is no key was found with the channels.
    let Some(sealer) = observer.sealer()? else { return Ok(()) };
    for tenant in tenant::list(&observer.system()).await? {
        let all = sign_on_provider::all(&observer.tenant(tenant.id)).await?;
        for stored in all.into_iter().filter(|provider| provider.active && !args.offline) {
            let name = format!("{}: {}", tenant.slug, stored.name);
            match provider(&sealer, &config, tenant.id, &stored).await {
                Ok(None) => {
                    let text = both(format!("{name}: 応答しました"), format!("{name} answers"));
                    findings.good("provider", text);
                }
                Ok(Some(said)) => {
                    let text = both(format!("{name}を使えません"), format!("{name} does not work"));
                    findings.bad("provider", text, both(said.ja, said.en));
                    locked_out(&tenant, &stored, findings);
                }
                Err(_) => {
                    findings.bad(
                        "key",
                        both(
                            format!("{name} のシークレットを開けません"),
                            format!("the key does not open the secret of {name}"),
                        ),
                        both(
                            "元の secret.key をデータフォルダーに戻すか、サインイン連携の画面でシークレットを入力し直してください。",
                            "Put the old secret.key back into the data folder, or enter the secret anew at the desk.",
                        ),
                    );
                    locked_out(&tenant, &stored, findings);
                }
            }
        }
    }
    Ok(())
}

/// Where it is the only door.
fn locked_out(tenant: &Tenant, stored: &SignOnProvider, findings: &mut Findings) {
    if stored.passwords_off {
        let slug = &tenant.slug;
        findings.warn(
            "provider",
            both(
                format!("{slug} の担当者はパスワードではサインインできません"),
                format!("people of {slug} may not sign in by password"),
            ),
            both(
                format!("連携先が直らないときは `madoguchi admin allow-passwords --tenant {slug}` を実行してください。"),
                format!("Unless the provider gets well, run `madoguchi admin allow-passwords --tenant {slug}`."),
            ),
        );
    }
}
