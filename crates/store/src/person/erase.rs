//! Takes everything of a person out of the rows. What is counted stays: that there was a case, when
//! it came and was answered, that something was bought for how much. Events name rows and hold
//! nothing of a person.
//!
//! Whoever adds a column that holds something of a person empties it here; a test plants marks in
//! every module and looks for them.

use std::collections::BTreeSet;

use model::CustomerId;
use sea_orm::sea_query::{Expr, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait as _, Iden, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::blobs::BlobId;
use crate::entity::{
    attachment, case_record, customer, customer_key, customer_merge, customer_pair, customer_tie,
    handover, idempotency, identity, intake, interaction, mail_ref, message, outbox, purchase,
    work_item,
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
    let messages = person.message_ids().await?;
    let counts = person.counts(&messages).await?;
    let blobs = person.blobs().await?;
    person.outbox(&messages).await?;
    person.answers().await?;
    person.files().await?;
    person.messages().await?;
    person.cases().await?;
    person.purchases().await?;
    person.merges().await?;
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

    fn of_messages(&self) -> SelectStatement {
        Query::select()
            .column(message::Column::Id)
            .from(message::Entity)
            .cond_where(self.their_messages())
            .to_owned()
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
            .add(attachment::Column::Message.in_subquery(self.of_messages()))
            .add(attachment::Column::Visitor.in_subquery(visitors));
        Condition::all().add(attachment::Column::Tenant.eq(self.tx.key())).add(any)
    }

    fn their_intake(&self) -> Condition {
        let any = Condition::any()
            .add(intake::Column::CaseId.in_subquery(self.of_cases()))
            .add(intake::Column::Message.in_subquery(self.of_messages()));
        Condition::all().add(intake::Column::Tenant.eq(self.tx.key())).add(any)
    }

    async fn message_ids(&self) -> Result<Vec<Uuid>, StoreError> {
        Ok(message::Entity::find()
            .select_only()
            .column(message::Column::Id)
            .filter(self.their_messages())
            .into_tuple()
            .all(self.tx.db())
            .await?)
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
            .filter(self.their_intake())
            .filter(intake::Column::Blob.is_not_null())
            .into_tuple()
            .all(db)
            .await?;
        let named: BTreeSet<String> =
            files.into_iter().chain(html.into_iter().chain(raw).flatten()).collect();
        named.iter().map(|blob| blob.parse()).collect()
    }

    /// What was about to be sent, or could not be: the reason may repeat an address.
    async fn outbox(&self, messages: &[Uuid]) -> Result<(), StoreError> {
        for part in messages.chunks(200) {
            let keys = one_of(part.iter().map(Uuid::to_string));
            outbox::Entity::delete_many()
                .filter(outbox::Column::Tenant.eq(self.tx.key()))
                .filter(outbox::Column::Key.is_in(keys))
                .exec(self.tx.db())
                .await?;
        }
        Ok(())
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

    async fn files(&self) -> Result<(), StoreError> {
        let db = self.tx.db();
        attachment::Entity::delete_many().filter(self.their_files()).exec(db).await?;
        intake::Entity::update_many()
            .col_expr(intake::Column::Blob, nothing::<String>())
            .col_expr(intake::Column::Error, nothing::<String>())
            .filter(self.their_intake())
            .exec(db)
            .await?;
        Ok(())
    }

    async fn messages(&self) -> Result<(), StoreError> {
        message::Entity::update_many()
            .col_expr(message::Column::Text, Expr::value(""))
            .col_expr(message::Column::HtmlBlob, nothing::<String>())
            .col_expr(message::Column::Subject, nothing::<String>())
            .col_expr(message::Column::Envelope, Expr::value(json!({})))
            .col_expr(message::Column::Attachments, Expr::value(json!([])))
            .col_expr(message::Column::ClientId, nothing::<String>())
            .filter(self.their_messages())
            .exec(self.tx.db())
            .await?;
        Ok(())
    }

    async fn cases(&self) -> Result<(), StoreError> {
        let (db, tenant) = (self.tx.db(), self.tx.key());
        mail_ref::Entity::delete_many()
            .filter(mail_ref::Column::Tenant.eq(tenant))
            .filter(mail_ref::Column::CaseId.in_subquery(self.of_cases()))
            .exec(db)
            .await?;
        handover::Entity::delete_many()
            .filter(handover::Column::Tenant.eq(tenant))
            .filter(handover::Column::CaseId.in_subquery(self.of_cases()))
            .exec(db)
            .await?;
        work_item::Entity::update_many()
            .col_expr(work_item::Column::Detail, Expr::value(json!({})))
            .filter(work_item::Column::Tenant.eq(tenant))
            .filter(work_item::Column::CaseId.in_subquery(self.of_cases()))
            .exec(db)
            .await?;
        interaction::Entity::update_many()
            .col_expr(interaction::Column::Thread, Expr::value(json!({})))
            .col_expr(interaction::Column::Visitor, nothing::<Uuid>())
            .filter(self.their_sessions())
            .exec(db)
            .await?;
        case_record::Entity::update_many()
            .col_expr(case_record::Column::Subject, Expr::value(""))
            .col_expr(case_record::Column::Snippet, Expr::value(""))
            .col_expr(case_record::Column::Version, next(case_record::Column::Version))
            .filter(case_record::Column::Tenant.eq(tenant))
            .filter(case_record::Column::Customer.is_in(self.ids()))
            .exec(db)
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

    async fn record(&self) -> Result<(), StoreError> {
        let (db, tenant) = (self.tx.db(), self.tx.key());
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

fn nothing<T: sea_orm::sea_query::Nullable>() -> SimpleExpr {
    Expr::value(T::null())
}

/// The version after this change.
fn next<C: ColumnTrait + Iden>(column: C) -> SimpleExpr {
    Expr::col(column).add(1)
}
