//! What customers said, written down with its proof.

use std::collections::HashSet;

use api::caller::Locale;
use api::consent::{ConsentEntry, ConsentStanding, Consents as View, NewConsent};
use api::{Answer, Caller, Code, Problem};
use jiff::Timestamp;
use model::event::{EventBody, NewEvent};
use model::limits::{CONSENT_NOTE_CHARS_MAX, CONSENT_WORDING_CHARS_MAX, CONSENTS_PER_CUSTOMER_MAX};
use model::permission::Permission;
use model::{
    Actor, CaseId, ChannelId, ConsentBasis, ConsentChannel, ConsentDecision, ConsentId,
    ConsentPurposeId, ConsentSaid, ConsentSource, CustomerId, MessageId, UserId, standing,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::consent::{self, Consent};
use store::consent_purpose::{self, ConsentPurpose};
use store::{StoreError, TenantStore, Tx, case, customer, erasure};

use super::link::withdrawal_url;
use super::purposes;
use crate::App;
use crate::audit::{Who, record};
use crate::customers::get;
use crate::failure::{Failure, OrProblem};
use crate::validate;

pub(super) async fn list(app: &App, by: &Caller, customer: CustomerId) -> Answer<View> {
    let store = app.of(by.tenant);
    let records = get::present(&store, customer).await?.ids();
    let mut shown = view(app, &store, &records).await.or_problem()?;
    if !by.may(Permission::CustomerWrite) {
        // The link says "the customer" to whoever presses it.
        shown.standing.iter_mut().for_each(|one| one.withdrawal_url = None);
    }
    Ok(shown)
}

async fn view(app: &App, scope: &TenantStore, records: &[CustomerId]) -> Result<View, StoreError> {
    let entries = consent::of_records(scope, records, CONSENTS_PER_CUSTOMER_MAX).await?;
    let said: Vec<ConsentSaid> = entries.iter().map(|entry| entry.said.clone()).collect();
    let holds = standing(&said);
    let spoken_of: HashSet<ConsentPurposeId> = said.iter().map(|one| one.purpose).collect();
    let mut purposes = consent_purpose::all(scope).await?;
    purposes.retain(|one| !one.archived || spoken_of.contains(&one.id));
    let standing = holds.into_iter().filter_map(|((purpose, channel), (decision, place))| {
        let entry = entries.get(place)?;
        Some(ConsentStanding {
            purpose,
            channel,
            decision,
            at: entry.said.at,
            source: entry.source,
            entry: entry.id,
            withdrawal_url: Some(withdrawal_url(
                app,
                scope.tenant(),
                entry.customer,
                (purpose, channel),
            )),
        })
    });
    let standing = standing.collect();
    Ok(View {
        purposes: purposes.into_iter().map(purposes::view).collect(),
        standing,
        entries: entries.into_iter().map(entry_view).collect(),
    })
}

fn entry_view(entry: Consent) -> ConsentEntry {
    ConsentEntry {
        id: entry.id,
        purpose: entry.said.purpose,
        channels: entry.said.channels,
        decision: entry.said.decision,
        at: entry.said.at,
        source: entry.source,
        case: entry.case,
        door: entry.door,
        wording: entry.wording,
        wording_hash: entry.wording_hash,
        language: Locale::parse(&entry.language).unwrap_or(Locale::Ja),
        wording_version: entry.wording_version,
        note: entry.note,
        by: user(entry.actor),
        recorded_at: entry.recorded_at,
    }
}

const fn user(actor: Actor) -> Option<UserId> {
    match actor {
        Actor::User { id, .. } => Some(id),
        Actor::Customer | Actor::System => None,
    }
}

/// The text that was shown or read out.
pub(crate) struct Shown {
    pub(crate) text: String,
    pub(crate) language: Locale,
    /// Which version of the purpose's wording it was.
    pub(crate) version: Option<i64>,
}

/// From where something said came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    source: ConsentSource,
    case: Option<CaseId>,
    message: Option<MessageId>,
    door: Option<ChannelId>,
    actor: Actor,
}

impl Origin {
    /// The customer, by themselves.
    pub(super) const fn customer(source: ConsentSource) -> Self {
        Self { source, case: None, message: None, door: None, actor: Actor::Customer }
    }
}

/// What a person or a program tells, checked.
struct Told {
    input: NewConsent,
    channels: Vec<ConsentChannel>,
    source: ConsentSource,
    note: String,
    wording: Option<String>,
}

pub(super) async fn write_down(
    app: &App,
    by: &Caller,
    customer: CustomerId,
    input: NewConsent,
) -> Answer<View> {
    let told = checked(app, by, input)?;
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { tell(tx, &caller, customer, told).await })
        })
        .await
        .or_problem()?;
    list(app, by, customer).await
}

fn checked(app: &App, by: &Caller, input: NewConsent) -> Answer<Told> {
    let channels = distinct(&input.channels)?;
    let program = by.token.is_some();
    let source = match (program, input.source) {
        (true, None) => ConsentSource::Api,
        (true, Some(source @ (ConsentSource::Api | ConsentSource::Import))) => source,
        (
            false,
            Some(source @ (ConsentSource::Case | ConsentSource::Phone | ConsentSource::Paper)),
        ) => source,
        _ => {
            return Err(Problem::invalid(
                "source",
                "どのように伺ったかを選んでください。",
                "Say from where it came; a person and a program have different choices.",
            ));
        }
    };
    let note = if program {
        validate::optional("note", &input.note, CONSENT_NOTE_CHARS_MAX)?
    } else {
        validate::required("note", &input.note, CONSENT_NOTE_CHARS_MAX)?
    };
    let wording = input
        .wording
        .as_deref()
        .map(|text| validate::required("wording", text, CONSENT_WORDING_CHARS_MAX))
        .transpose()?;
    if input.at.is_some_and(|at| at > app.now()) {
        return Err(Problem::invalid(
            "at",
            "未来の日時は指定できません。",
            "It cannot have been said in the future.",
        ));
    }
    let note = language::mask(&note).into_owned();
    Ok(Told { input, channels, source, note, wording })
}

fn distinct(channels: &[ConsentChannel]) -> Answer<Vec<ConsentChannel>> {
    let chosen: Vec<ConsentChannel> =
        ConsentChannel::ALL.iter().copied().filter(|one| channels.contains(one)).collect();
    if chosen.is_empty() {
        return Err(Problem::invalid(
            "channels",
            "連絡手段を一つ以上選んでください。",
            "Choose at least one way.",
        ));
    }
    Ok(chosen)
}

async fn tell(
    tx: &mut Tx<'_>,
    by: &Caller,
    customer: CustomerId,
    told: Told,
) -> Result<(), Failure> {
    let person = get::present(tx, customer).await?;
    let records = customer::group_to_change(tx, person.leader.id).await?;
    if erasure::of_records(tx, &records).await?.is_some() {
        return Err(Problem::new(Code::Conflict)
            .with("この顧客は消去されています。", "This person was erased.")
            .into());
    }
    if consent::count(tx, &records).await? >= CONSENTS_PER_CUSTOMER_MAX {
        return Err(Problem::new(Code::TooMany).into());
    }
    let Told { input, channels, source, note, wording } = told;
    let purpose = usable(tx, input.purpose).await?;
    let case = match input.case {
        None => None,
        Some(id) => {
            let found = case::get(tx, id).await?.filter(|case| records.contains(&case.customer));
            let missing = || {
                Problem::invalid(
                    "case",
                    "この顧客の案件ではありません。",
                    "This is no case of the customer.",
                )
            };
            Some(found.ok_or_else(missing)?.id)
        }
    };
    let shown = match wording {
        Some(text) => Shown { text, language: input.language.unwrap_or(Locale::Ja), version: None },
        None => own_wording(&purpose, input.language.unwrap_or(Locale::Ja)),
    };
    let origin = Origin { source, case, message: None, door: None, actor: by.actor() };
    let said = ConsentSaid {
        at: input.at.unwrap_or_else(|| tx.now()),
        number: 0,
        purpose: purpose.id,
        channels,
        decision: input.decision,
    };
    // It belongs to the record that was named: should it be another person's, it goes with it.
    let id = put(tx, customer, said, shown, note, origin).await?;
    let detail = json!({
        "consent": id, "purpose": purpose.name_ja, "decision": input.decision, "source": source,
    });
    record(tx, &Who::from(by), "consent.recorded", &customer.to_string(), detail).await?;
    Ok(())
}

/// A purpose to which something can be said.
async fn usable(tx: &Tx<'_>, id: ConsentPurposeId) -> Result<ConsentPurpose, Failure> {
    let found = consent_purpose::get(tx, id).await?.filter(|purpose| !purpose.archived);
    let purpose = found.ok_or_else(|| {
        Problem::invalid("purpose", "この利用目的は使えません。", "This purpose cannot be used.")
    })?;
    if purpose.basis == ConsentBasis::Contract {
        return Err(Problem::invalid(
            "purpose",
            "契約にもとづく利用目的のため、同意・撤回の対象ではありません。",
            "A contract asks for this purpose: there is nothing to consent to or to withdraw.",
        )
        .into());
    }
    Ok(purpose)
}

/// The purpose's wording in a language; the Japanese where there is no other.
pub(super) fn own_wording(purpose: &ConsentPurpose, language: Locale) -> Shown {
    let english = language == Locale::En && !purpose.wording_en.is_empty();
    Shown {
        text: if english { &purpose.wording_en } else { &purpose.wording_ja }.clone(),
        language: if english { Locale::En } else { Locale::Ja },
        version: Some(purpose.wording_version),
    }
}

pub(super) async fn put(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    mut said: ConsentSaid,
    shown: Shown,
    note: String,
    origin: Origin,
) -> Result<ConsentId, Failure> {
    let id: ConsentId = tx.id();
    let body = EventBody::ConsentRecorded {
        consent: id,
        purpose: said.purpose,
        channels: said.channels.clone(),
        decision: said.decision,
    };
    let event = NewEvent {
        customer: Some(customer),
        case: origin.case,
        interaction: None,
        actor: origin.actor,
        body,
    };
    said.number = tx.append(event).await?;
    let entry = Consent {
        id,
        customer,
        said,
        source: origin.source,
        case: origin.case,
        message: origin.message,
        door: origin.door,
        wording_hash: hash(&shown.text),
        wording: shown.text,
        language: shown.language.as_str().to_owned(),
        wording_version: shown.version,
        note,
        actor: origin.actor,
        recorded_at: tx.now(),
    };
    consent::insert(tx, &entry).await?;
    Ok(id)
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A box that a customer ticked in an inquiry form.
pub(crate) async fn ticked(
    tx: &mut Tx<'_>,
    (customer, at): (CustomerId, Timestamp),
    (case, message, door): (CaseId, MessageId, ChannelId),
    (purpose, channels): (ConsentPurposeId, Vec<ConsentChannel>),
    shown: Shown,
) -> Result<(), Failure> {
    // What went out of use while the page was open was consented to all the same.
    if consent_purpose::get(tx, purpose).await?.is_none() {
        return Ok(());
    }
    let origin = Origin {
        case: Some(case),
        message: Some(message),
        door: Some(door),
        ..Origin::customer(ConsentSource::Form)
    };
    let decision = ConsentDecision::Granted;
    let said = ConsentSaid { at, number: 0, purpose, channels, decision };
    put(tx, customer, said, shown, String::new(), origin).await?;
    Ok(())
}
