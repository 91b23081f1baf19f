//! The link with which a customer takes a consent back. It names one customer, one purpose and one
//! way, is signed so that nobody can make one for somebody else, and does not run out: whoever finds
//! an old mail must be able to use it.

use api::consent::{ConsentDoor, ConsentLink};
use api::{Answer, Code, Locale, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{
    ConsentBasis, ConsentChannel, ConsentDecision, ConsentPurposeId, ConsentSaid, ConsentSource,
    CustomerId, TenantId,
};
use store::consent_purpose::{self, ConsentPurpose};
use store::{Scope, Sealer, Tx, customer, erasure, tenant};
use uuid::Uuid;

use super::ask::{MayContact, may_contact};
use super::ledger::{Origin, own_wording, put};
use crate::App;
use crate::customers::get;
use crate::failure::{Failure, OrProblem};

const LABEL: &str = "consent withdrawal v1";
/// Characters of a token that is looked at.
const TOKEN_CHARS_MAX: usize = 128;
const TAG_BYTES: usize = 16;

/// What a link is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) tenant: TenantId,
    pub(super) customer: CustomerId,
    pub(super) purpose: ConsentPurposeId,
    pub(super) channel: ConsentChannel,
}

impl Link {
    /// As it stands in the address.
    pub(super) fn token(&self, sealer: &Sealer) -> String {
        let ids = [self.tenant.0, self.customer.0, self.purpose.0];
        let mut bytes: Vec<u8> = ids.iter().flat_map(|id| *id.as_bytes()).collect();
        bytes.extend(self.channel.as_str().bytes());
        let tag = sealer.sign(LABEL, &bytes);
        bytes.extend(tag.iter().take(TAG_BYTES));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what somebody followed; `None` when this server has not given it out.
    pub(super) fn read(sealer: &Sealer, token: &str) -> Option<Self> {
        if token.len() > TOKEN_CHARS_MAX {
            return None;
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let tag = bytes.split_off(bytes.len().checked_sub(TAG_BYTES)?);
        if !sealer.verify(LABEL, &bytes, &tag) {
            return None;
        }
        let (ids, channel) = bytes.split_at_checked(48)?;
        let id = |at: usize| Uuid::from_slice(ids.get(at * 16..at * 16 + 16)?).ok();
        Some(Self {
            tenant: id(0)?.into(),
            customer: id(1)?.into(),
            purpose: id(2)?.into(),
            channel: ConsentChannel::parse(std::str::from_utf8(channel).ok()?)?,
        })
    }
}

/// The address with which a customer takes back what they consented to; for mails and messages that
/// are sent for the purpose.
#[must_use]
pub fn withdrawal_url(
    app: &App,
    tenant: TenantId,
    customer: CustomerId,
    (purpose, channel): (ConsentPurposeId, ConsentChannel),
) -> String {
    let token = Link { tenant, customer, purpose, channel }.token(app.store.sealer());
    format!("{}/u/{token}", app.config.public_url.trim_end_matches('/'))
}

fn missing() -> Problem {
    Problem::new(Code::NotFound)
}

fn read(app: &App, token: &str) -> Answer<Link> {
    Link::read(app.store.sealer(), token).ok_or_else(missing)
}

async fn purpose(scope: &Scope<'_>, link: &Link) -> Answer<ConsentPurpose> {
    let found = consent_purpose::get(scope, link.purpose).await.or_problem()?;
    found.filter(|purpose| purpose.basis == ConsentBasis::Consent).ok_or_else(missing)
}

/// What the page of a link shows.
pub(super) async fn door(app: &App, link: &ConsentLink) -> Answer<ConsentDoor> {
    let to = read(app, &link.token)?;
    let store = app.of(to.tenant);
    let purpose = purpose(&store, &to).await?;
    let records = get::present(&store, to.customer).await?.ids();
    let gone = erasure::of_records(&store, &records).await.or_problem()?.is_some();
    let holds = may_contact(&store, to.customer, to.purpose, to.channel).await.or_problem()?;
    let english = link.locale == Locale::En && !purpose.name_en.is_empty();
    Ok(ConsentDoor {
        company: tenant::get(&store).await.or_problem()?.name,
        purpose: if english { purpose.name_en } else { purpose.name_ja },
        channel: to.channel,
        withdrawn: gone || holds == MayContact::Withdrawn,
    })
}

/// Takes the consent back; pressed twice, it is said once.
pub(super) async fn withdraw(app: &App, link: &ConsentLink) -> Answer<ConsentDoor> {
    let to = read(app, &link.token)?;
    let locale = link.locale;
    app.of(to.tenant)
        .write(app.now(), move |tx| Box::pin(async move { write(tx, to, locale).await }))
        .await
        .or_problem()?;
    door(app, link).await
}

async fn write(tx: &mut Tx<'_>, to: Link, locale: Locale) -> Result<(), Failure> {
    let purpose = purpose(tx, &to).await?;
    let person = get::present(tx, to.customer).await?;
    let records = customer::group_to_change(tx, person.leader.id).await?;
    let gone = erasure::of_records(tx, &records).await?.is_some();
    let holds = may_contact(tx, to.customer, to.purpose, to.channel).await?;
    if gone || holds == MayContact::Withdrawn {
        return Ok(());
    }
    let said = ConsentSaid {
        at: tx.now(),
        number: 0,
        purpose: to.purpose,
        channels: vec![to.channel],
        decision: ConsentDecision::Withdrawn,
    };
    let shown = own_wording(&purpose, locale);
    put(tx, to.customer, said, shown, String::new(), Origin::customer(ConsentSource::Link)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_good_for_what_it_names_and_no_flipped_bit_is() {
        let sealer = Sealer::new([7; 32]);
        let link = Link {
            tenant: TenantId::from_u128(1),
            customer: CustomerId::from_u128(2),
            purpose: ConsentPurposeId::from_u128(3),
            channel: ConsentChannel::Mail,
        };
        let token = link.token(&sealer);
        assert_eq!(Link::read(&sealer, &token), Some(link));
        assert_eq!(Link::read(&Sealer::new([8; 32]), &token), None);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for at in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[at] ^= 1;
            assert_eq!(Link::read(&sealer, &URL_SAFE_NO_PAD.encode(forged)), None);
        }
        for wrong in ["", "x", &"A".repeat(200)] {
            assert_eq!(Link::read(&sealer, wrong), None);
        }
    }
}
