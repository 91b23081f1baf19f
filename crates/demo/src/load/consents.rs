//! What the shop's customers consented to before today.

use app::consents;
use jiff::SignedDuration;
use model::event::{EventBody, NewEvent};
use model::{
    Actor, ConsentBasis, ConsentChannel, ConsentDecision, ConsentId, ConsentSaid, ConsentSource,
};
use sha2::{Digest as _, Sha256};
use store::consent::{self, Consent};
use store::consent_purpose::{self, ConsentPurpose};
use store::customer::Customer;
use store::{StoreError, Tx};

/// One word of a customer: how many days after the record began, what, from where, and how it was
/// given.
type Word = (i64, ConsentDecision, ConsentSource, &'static [ConsentChannel], &'static str);

const JOINED: Word = (
    0,
    ConsentDecision::Granted,
    ConsentSource::Import,
    &[ConsentChannel::Mail, ConsentChannel::Sms],
    "会員登録時の同意(通販システムから移行)",
);
const LEFT: Word = (
    20,
    ConsentDecision::Withdrawn,
    ConsentSource::Phone,
    &[ConsentChannel::Sms],
    "電話でSMSの配信停止のお申し出",
);

/// Writes down what some of these customers said. The past is the same in every demo.
pub(super) async fn store(tx: &mut Tx<'_>, people: &[Customer]) -> Result<(), StoreError> {
    let purposes = consent_purpose::all(tx).await?;
    let asked: Vec<&ConsentPurpose> =
        purposes.iter().filter(|one| one.basis == ConsentBasis::Consent).collect();
    let Some(news) = asked.first() else { return Ok(()) };
    for (place, person) in people.iter().enumerate() {
        if place % 3 == 2 {
            continue;
        }
        say(tx, person, news, JOINED).await?;
        if place % 7 == 0 {
            say(tx, person, news, LEFT).await?;
        }
    }
    Ok(())
}

async fn say(
    tx: &mut Tx<'_>,
    person: &Customer,
    purpose: &ConsentPurpose,
    (days, decision, source, channels, note): Word,
) -> Result<(), StoreError> {
    let then = person.created_at + SignedDuration::from_hours(24 * days);
    let at = then.min(tx.now());
    let id: ConsentId = tx.id();
    let channels = channels.to_vec();
    let body = EventBody::ConsentRecorded {
        consent: id,
        purpose: purpose.id,
        channels: channels.clone(),
        decision,
    };
    let event = NewEvent { customer: Some(person.id), ..NewEvent::bare(Actor::System, body) };
    let number = tx.append_at(at, event).await?;
    let digest = Sha256::digest(purpose.wording_ja.as_bytes());
    let entry = Consent {
        id,
        customer: person.id,
        said: ConsentSaid { at, number, purpose: purpose.id, channels, decision },
        source,
        case: None,
        message: None,
        door: None,
        wording: purpose.wording_ja.clone(),
        wording_hash: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        language: "ja".to_owned(),
        wording_version: Some(purpose.wording_version),
        note: note.to_owned(),
        actor: Actor::System,
        recorded_at: at,
    };
    consent::insert(tx, &entry).await
}

/// The purposes that every tenant begins with.
pub(super) async fn purposes(tx: &Tx<'_>) -> Result<(), StoreError> {
    consents::seed(tx).await
}
