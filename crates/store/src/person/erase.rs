//! Takes everything of a person out of the rows. What is counted stays: that there was a case, when
//! it came and was answered, that something was bought for how much. Events name rows and hold
//! nothing of a person.
//!
//! Whoever adds a column that holds something of a person empties it here, or with the contents of
//! their cases; a test plants marks in every module and looks for them.

use std::collections::BTreeSet;

use model::CustomerId;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::contents::{Contents, next, nothing};
use crate::blobs::BlobId;
use crate::entity::{
    address_proof, attachment, case_record, consent, customer, customer_key, customer_merge,
    customer_pair, customer_tie, idempotency, identity, intake, interaction, legal_hold, message,
    purchase, webhook_delivery,
};
use crate::error::StoreError;
use crate::table::erasure::ErasedCounts;
use crate::table::one_of;
use crate::tx::Tx;

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// How much.
    pub counts: ErasedCounts,
    /// What the person's rows named; others may name some of them, too.
    pub blobs: Vec<BlobId>,
}

/// Erases a person: `records` is the whole group, and no case of theirs is open.
///
/// # Errors
/// Those of the database.
pub async fn erase(tx: &Tx<'_>, records: &[CustomerId]) -> Result<Erased, StoreError> {
    let person = Person { tx, records };
    let contents = person.contents();
    let messages = contents.message_ids().await?;
    let counts = person.counts(&messages).await?;
    let blobs = person.blobs().await?;
    contents.empty_outbox(&messages).await?;
    person.answers().await?;
    person.told().await?;
    person.files().await?;
    contents.empty_originals().await?;
    contents.empty_file_lists().await?;
    contents.empty_messages().await?;
    contents.empty_cases().await?;
    contents.empty_sides().await?;
    person.visitors().await?;
    person.holds().await?;
    person.purchases().await?;
    person.merges().await?;
    person.consents().await?;
    person.record().await?;
    Ok(Erased { counts, blobs })
}

struct Person<'a> {
    tx: &'a Tx<'a>,
    records: &'a [CustomerId],
}

impl Person<'_> {
    fn ids(&self) -> Vec<Uuid> {
        one_of(self.records.iter().map(|record| record.0))
    }

    /// The ids of the person's cases.
    fn of_cases(&self) -> SelectStatement {
        Query::select()
            .column(case_record::Column::Id)
            .from(case_record::Entity)
            .and_where(case_record::Column::Tenant.eq(self.tx.key()))
            .and_where(case_record::Column::Customer.is_in(self.ids()))
            .to_owned()
    }

    /// Messages of the person's cases, and those of theirs in other ones.
    fn their_messages(&self) -> Condition {
        let any = Condition::any()
            .add(message::Column::Customer.is_in(self.ids()))
            .add(message::Column::CaseId.in_subquery(self.of_cases()));
        Condition::all().add(message::Column::Tenant.eq(self.tx.key())).add(any)
    }

    fn their_sessions(&self) -> Condition {
        let any = Condition::any()
            .add(interaction::Column::Customer.is_in(self.ids()))
            .add(interaction::Column::CaseId.in_subquery(self.of_cases()));
        Condition::all().add(interaction::Column::Tenant.eq(self.tx.key())).add(any)
    }

    fn their_files(&self) -> Condition {
        let visitors = Query::select()
            .column(interaction::Column::Visitor)
            .from(interaction::Entity)
            .cond_where(self.their_sessions())
            .and_where(interaction::Column::Visitor.is_not_null())
            .to_owned();
        let any = Condition::any()
            .add(attachment::Column::Message.in_subquery(self.contents().of_messages()))
            .add(attachment::Column::Visitor.in_subquery(visitors));
        Condition::all().add(attachment::Column::Tenant.eq(self.tx.key())).add(any)
    }

    fn contents(&self) -> Contents<'_> {
        Contents {
            tx: self.tx,
            cases: self.of_cases(),
            messages: self.their_messages(),
            sessions: self.their_sessions(),
        }
    }

    async fn counts(&self, messages: &[Uuid]) -> Result<ErasedCounts, StoreError> {
        let db = self.tx.db();
        let cases = case_record::Entity::find()
            .filter(case_record::Column::Tenant.eq(self.tx.key()))
            .filter(case_record::Column::Customer.is_in(self.ids()));
        let orders = purchase::Entity::find()
            .filter(purchase::Column::Tenant.eq(self.tx.key()))
            .filter(purchase::Column::Customer.is_in(self.ids()));
        let files = attachment::Entity::find().filter(self.their_files());
        Ok(ErasedCounts {
            records: self.records.len() as u64,
            cases: cases.count(db).await?,
            messages: messages.len() as u64,
            files: files.count(db).await?,
            orders: orders.count(db).await?,
            consents: consent::Entity::find().filter(self.their_consents()).count(db).await?,
        })
    }

    async fn blobs(&self) -> Result<Vec<BlobId>, StoreError> {
        let db = self.tx.db();
        let files: Vec<String> = attachment::Entity::find()
            .select_only()
            .column(attachment::Column::Blob)
            .filter(self.their_files())
            .into_tuple()
            .all(db)
            .await?;
        let html: Vec<Option<String>> = message::Entity::find()
            .select_only()
            .column(message::Column::HtmlBlob)
            .filter(self.their_messages())
            .filter(message::Column::HtmlBlob.is_not_null())
            .into_tuple()
            .all(db)
            .await?;
        let raw: Vec<Option<String>> = intake::Entity::find()
            .select_only()
            .column(intake::Column::Blob)
            .filter(self.contents().originals())
            .filter(intake::Column::Blob.is_not_null())
            .into_tuple()
            .all(db)
            .await?;
        let named: BTreeSet<String> =
            files.into_iter().chain(html.into_iter().chain(raw).flatten()).collect();
        named.iter().map(|blob| blob.parse()).collect()
    }

    /// Answers that are kept to be given again, of requests about the person. Without its answer such
    /// a request counts as under way until it is forgotten: it is not carried out a second time.
    async fn answers(&self) -> Result<(), StoreError> {
        let cases: Vec<Uuid> = case_record::Entity::find()
            .select_only()
            .column(case_record::Column::Id)
            .filter(case_record::Column::Tenant.eq(self.tx.key()))
            .filter(case_record::Column::Customer.is_in(self.ids()))
            .into_tuple()
            .all(self.tx.db())
            .await?;
        let about = self.records.iter().map(|record| record.0).chain(cases).collect::<Vec<_>>();
        for part in about.chunks(50) {
            let mut any = Condition::any();
            for id in part {
                any = any.add(idempotency::Column::Response.contains(id.to_string()));
            }
            idempotency::Entity::update_many()
                .col_expr(idempotency::Column::Response, nothing::<String>())
                .col_expr(idempotency::Column::Status, nothing::<i64>())
                .col_expr(idempotency::Column::Etag, nothing::<String>())
                .filter(idempotency::Column::Tenant.eq(self.tx.key()))
                .filter(any)
                .exec(self.tx.db())
                .await?;
        }
        Ok(())
    }

    /// Other systems were told ids only; what they answered may say more.
    async fn told(&self) -> Result<(), StoreError> {
        let any = Condition::any()
            .add(webhook_delivery::Column::Customer.is_in(self.ids()))
            .add(webhook_delivery::Column::CaseId.in_subquery(self.of_cases()));
        webhook_delivery::Entity::update_many()
            .col_expr(webhook_delivery::Column::Answer, nothing::<String>())
            .filter(webhook_delivery::Column::Tenant.eq(self.tx.key()))
            .filter(any)
            .exec(self.tx.db())
            .await?;
        Ok(())
    }

    async fn files(&self) -> Result<(), StoreError> {
        let db = self.tx.db();
        attachment::Entity::delete_many().filter(self.their_files()).exec(db).await?;
        Ok(())
    }

    /// Nobody's browser leads to the conversations any more.
    async fn visitors(&self) -> Result<(), StoreError> {
        interaction::Entity::update_many()
            .col_expr(interaction::Column::Visitor, nothing::<Uuid>())
            .filter(self.their_sessions())
            .exec(self.tx.db())
            .await?;
        Ok(())
    }

    /// That something was held stays; why does not.
    async fn holds(&self) -> Result<(), StoreError> {
        let theirs = Condition::any()
            .add(legal_hold::Column::Customer.is_in(self.ids()))
            .add(legal_hold::Column::CaseId.in_subquery(self.of_cases()));
        legal_hold::Entity::update_many()
            .col_expr(legal_hold::Column::Reason, Expr::value(""))
            .filter(legal_hold::Column::Tenant.eq(self.tx.key()))
            .filter(theirs)
            .exec(self.tx.db())
            .await?;
        Ok(())
    }

    /// What was bought stays as a figure, under a number that says nothing.
    async fn purchases(&self) -> Result<(), StoreError> {
        let theirs = || {
            Condition::all()
                .add(purchase::Column::Tenant.eq(self.tx.key()))
                .add(purchase::Column::Customer.is_in(self.ids()))
        };
        let ids: Vec<Uuid> = purchase::Entity::find()
            .select_only()
            .column(purchase::Column::Id)
            .filter(theirs())
            .into_tuple()
            .all(self.tx.db())
            .await?;
        for id in ids {
            purchase::Entity::update_many()
                .col_expr(purchase::Column::ExternalId, Expr::value(format!("erased:{id}")))
                .col_expr(purchase::Column::Items, Expr::value(json!([])))
                .filter(theirs())
                .filter(purchase::Column::Id.eq(id))
                .exec(self.tx.db())
                .await?;
        }
        Ok(())
    }

    /// The ledger goes on to say which records are one; a colleague's remark goes.
    async fn merges(&self) -> Result<(), StoreError> {
        let any = Condition::any()
            .add(customer_merge::Column::Absorbed.is_in(self.ids()))
            .add(customer_merge::Column::Survivor.is_in(self.ids()));
        let rows = customer_merge::Entity::find()
            .filter(customer_merge::Column::Tenant.eq(self.tx.key()))
            .filter(any)
            .all(self.tx.db())
            .await?;
        for row in rows {
            let mut reason = row.reason;
            if let Some(note) = reason.get_mut("note") {
                *note = json!("");
            }
            customer_merge::Entity::update_many()
                .col_expr(customer_merge::Column::Reason, Expr::value(reason))
                .filter(customer_merge::Column::Tenant.eq(self.tx.key()))
                .filter(customer_merge::Column::Id.eq(row.id))
                .exec(self.tx.db())
                .await?;
        }
        Ok(())
    }

    fn their_consents(&self) -> Condition {
        Condition::all()
            .add(consent::Column::Tenant.eq(self.tx.key()))
            .add(consent::Column::Customer.is_in(self.ids()))
    }

    /// That so many consented to something stays as a figure; what was shown and noted goes.
    async fn consents(&self) -> Result<(), StoreError> {
        consent::Entity::update_many()
            .col_expr(consent::Column::Wording, Expr::value(""))
            .col_expr(consent::Column::WordingHash, Expr::value(""))
            .col_expr(consent::Column::Note, Expr::value(""))
            .filter(self.their_consents())
            .exec(self.tx.db())
            .await?;
        Ok(())
    }

    async fn record(&self) -> Result<(), StoreError> {
        let (db, tenant) = (self.tx.db(), self.tx.key());
        address_proof::Entity::delete_many()
            .filter(address_proof::Column::Tenant.eq(tenant))
            .filter(address_proof::Column::Customer.is_in(self.ids()))
            .exec(db)
            .await?;
        identity::Entity::delete_many()
            .filter(identity::Column::Tenant.eq(tenant))
            .filter(identity::Column::Customer.is_in(self.ids()))
            .exec(db)
            .await?;
        customer_key::Entity::delete_many()
            .filter(customer_key::Column::Tenant.eq(tenant))
            .filter(customer_key::Column::Customer.is_in(self.ids()))
            .exec(db)
            .await?;
        let of_pair = Condition::any()
            .add(customer_pair::Column::A.is_in(self.ids()))
            .add(customer_pair::Column::B.is_in(self.ids()));
        customer_pair::Entity::delete_many()
            .filter(customer_pair::Column::Tenant.eq(tenant))
            .filter(of_pair)
            .exec(db)
            .await?;
        let of_tie = Condition::any()
            .add(customer_tie::Column::A.is_in(self.ids()))
            .add(customer_tie::Column::B.is_in(self.ids()));
        customer_tie::Entity::delete_many()
            .filter(customer_tie::Column::Tenant.eq(tenant))
            .filter(of_tie)
            .exec(db)
            .await?;
        let empty = || Expr::value("");
        customer::Entity::update_many()
            .col_expr(customer::Column::ExternalId, nothing::<String>())
            .col_expr(customer::Column::Name, empty())
            .col_expr(customer::Column::Kana, empty())
            .col_expr(customer::Column::Company, empty())
            .col_expr(customer::Column::Phone, empty())
            .col_expr(customer::Column::Rank, empty())
            .col_expr(customer::Column::Note, empty())
            .col_expr(customer::Column::Tags, Expr::value(json!([])))
            .col_expr(customer::Column::Attributes, Expr::value(json!({})))
            .col_expr(customer::Column::Anonymous, Expr::value(true))
            .col_expr(customer::Column::Version, next(customer::Column::Version))
            .filter(customer::Column::Tenant.eq(tenant))
            .filter(customer::Column::Id.is_in(self.ids()))
            .exec(db)
            .await?;
        Ok(())
    }
}
