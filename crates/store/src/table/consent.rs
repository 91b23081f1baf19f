//! The ledger of consents: what customers said, with its proof. Entries are written once; nothing
//! but the erasure of a person touches them again.

use jiff::Timestamp;
use model::{
    Actor, CaseId, ChannelId, ConsentChannel, ConsentDecision, ConsentId, ConsentPurposeId,
    ConsentSaid, ConsentSource, CustomerId, MessageId,
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::convert::{from_json, micros, text, time, to_json};
use crate::entity::consent as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// An entry as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// The record of the customer who said it.
    pub customer: CustomerId,
    /// What was said, when, and where it stands in the order.
    pub said: ConsentSaid,
    /// From where it came.
    pub source: ConsentSource,
    /// The case in which it was said.
    pub case: Option<CaseId>,
    /// The message that said it.
    pub message: Option<MessageId>,
    /// The channel through which it came.
    pub door: Option<ChannelId>,
    /// The wording that was shown or read out.
    pub wording: String,
    /// SHA-256 of the wording, in hexadecimal digits.
    pub wording_hash: String,
    /// The language of the wording: `ja` or `en`.
    pub language: String,
    /// Which version of the purpose's wording it was; none when it was another text.
    pub wording_version: Option<i64>,
    /// How it was said, by whoever wrote it down.
    pub note: String,
    /// Who wrote it down.
    pub actor: Actor,
    /// When it was written down.
    pub recorded_at: Timestamp,
}

impl Consent {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            customer: row.customer.into(),
            said: ConsentSaid {
                at: time(row.at)?,
                number: row.number,
                purpose: row.purpose.into(),
                channels: from_json::<Vec<ConsentChannel>>(row.channels)?,
                decision: text("decision", &row.decision, ConsentDecision::parse)?,
            },
            source: text("source", &row.source, ConsentSource::parse)?,
            case: row.case_id.map(Into::into),
            message: row.message.map(Into::into),
            door: row.door.map(Into::into),
            wording: row.wording,
            wording_hash: row.wording_hash,
            language: row.language,
            wording_version: row.wording_version,
            note: row.note,
            actor: from_json(row.actor)?,
            recorded_at: time(row.recorded_at)?,
        })
    }
}

fn of_records_rows(scope: &Scope<'_>, records: &[CustomerId]) -> Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Customer.is_in(one_of(records.iter().map(|record| record.0))))
}

/// The entries of some records, those written last first.
pub async fn of_records(
    scope: &Scope<'_>,
    records: &[CustomerId],
    limit: u64,
) -> Result<Vec<Consent>, StoreError> {
    let rows = of_records_rows(scope, records)
        .order_by_desc(row::Column::Number)
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Consent::from_row).collect()
}

/// How many entries some records have.
pub async fn count(scope: &Scope<'_>, records: &[CustomerId]) -> Result<u64, StoreError> {
    Ok(of_records_rows(scope, records).count(scope.db()).await?)
}

/// What was said of one purpose by some records: enough to know what holds.
pub async fn of_purpose(
    scope: &Scope<'_>,
    records: &[CustomerId],
    purpose: ConsentPurposeId,
) -> Result<Vec<ConsentSaid>, StoreError> {
    let rows = of_records_rows(scope, records)
        .filter(row::Column::Purpose.eq(purpose.0))
        .all(scope.db())
        .await?;
    rows.into_iter().map(|row| Ok(Consent::from_row(row)?.said)).collect()
}

/// Writes an entry down.
pub async fn insert(tx: &Tx<'_>, entry: &Consent) -> Result<(), StoreError> {
    let row = row::Model {
        tenant: tx.key(),
        id: entry.id.0,
        customer: entry.customer.0,
        purpose: entry.said.purpose.0,
        number: entry.said.number,
        channels: to_json(&entry.said.channels)?,
        decision: entry.said.decision.as_str().to_owned(),
        source: entry.source.as_str().to_owned(),
        case_id: entry.case.map(Into::into),
        message: entry.message.map(Into::into),
        door: entry.door.map(Into::into),
        wording: entry.wording.clone(),
        wording_hash: entry.wording_hash.clone(),
        language: entry.language.clone(),
        wording_version: entry.wording_version,
        note: entry.note.clone(),
        actor: to_json(&entry.actor)?,
        at: micros(entry.said.at),
        recorded_at: micros(entry.recorded_at),
    };
    row::Entity::insert(row.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}
