//! Empties what was said in some cases, wherever it stands in the rows: for a person who is erased and
//! for cases whose time is over.
//!
//! Whoever adds a column that holds what was said in a case empties it here; a test plants marks in
//! every module and looks for them.

use model::SideState;
use sea_orm::sea_query::{Expr, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait as _, Iden, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::entity::{
    case_record, handover, intake, interaction, mail_ref, message, outbox, side_conversation,
    work_item,
};
use crate::error::StoreError;
use crate::table::one_of;
use crate::tx::Tx;

/// What is emptied.
pub(super) struct Contents<'a> {
    pub(super) tx: &'a Tx<'a>,
    /// The ids of the cases.
    pub(super) cases: SelectStatement,
    /// The messages; more than those of the cases, where a person wrote in another one.
    pub(super) messages: Condition,
    /// The sessions, likewise.
    pub(super) sessions: Condition,
}

impl Contents<'_> {
    pub(super) fn of_messages(&self) -> SelectStatement {
        Query::select()
            .column(message::Column::Id)
            .from(message::Entity)
            .cond_where(self.messages.clone())
            .to_owned()
    }

    pub(super) async fn message_ids(&self) -> Result<Vec<Uuid>, StoreError> {
        Ok(message::Entity::find()
            .select_only()
            .column(message::Column::Id)
            .filter(self.messages.clone())
            .into_tuple()
            .all(self.tx.db())
            .await?)
    }

    /// The inputs as they came.
    pub(super) fn originals(&self) -> Condition {
        let any = Condition::any()
            .add(intake::Column::CaseId.in_subquery(self.cases.clone()))
            .add(intake::Column::Message.in_subquery(self.of_messages()));
        Condition::all().add(intake::Column::Tenant.eq(self.tx.key())).add(any)
    }

    /// The rows of the journal stay, so that nothing is taken in a second time.
    pub(super) async fn empty_originals(&self) -> Result<(), StoreError> {
        intake::Entity::update_many()
            .col_expr(intake::Column::Blob, nothing::<String>())
            .col_expr(intake::Column::Error, nothing::<String>())
            .filter(self.originals())
            .exec(self.tx.db())
            .await?;
        Ok(())
    }

    /// What messages show of their files.
    pub(super) async fn empty_file_lists(&self) -> Result<(), StoreError> {
        message::Entity::update_many()
            .col_expr(message::Column::Attachments, Expr::value(json!([])))
            .filter(self.messages.clone())
            .exec(self.tx.db())
            .await?;
        Ok(())
    }

    /// What was about to be sent, or could not be: the reason may repeat an address.
    pub(super) async fn empty_outbox(&self, messages: &[Uuid]) -> Result<(), StoreError> {
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

    /// Texts, subjects, senders.
    pub(super) async fn empty_messages(&self) -> Result<(), StoreError> {
        message::Entity::update_many()
            .col_expr(message::Column::Text, Expr::value(""))
            .col_expr(message::Column::HtmlBlob, nothing::<String>())
            .col_expr(message::Column::Subject, nothing::<String>())
            .col_expr(message::Column::Envelope, Expr::value(json!({})))
            .col_expr(message::Column::ClientId, nothing::<String>())
            .filter(self.messages.clone())
            .exec(self.tx.db())
            .await?;
        Ok(())
    }

    /// The cases themselves, and what leads into them.
    pub(super) async fn empty_cases(&self) -> Result<(), StoreError> {
        let (db, tenant) = (self.tx.db(), self.tx.key());
        mail_ref::Entity::delete_many()
            .filter(mail_ref::Column::Tenant.eq(tenant))
            .filter(mail_ref::Column::CaseId.in_subquery(self.cases.clone()))
            .exec(db)
            .await?;
        handover::Entity::delete_many()
            .filter(handover::Column::Tenant.eq(tenant))
            .filter(handover::Column::CaseId.in_subquery(self.cases.clone()))
            .exec(db)
            .await?;
        work_item::Entity::update_many()
            .col_expr(work_item::Column::Detail, Expr::value(json!({})))
            .filter(work_item::Column::Tenant.eq(tenant))
            .filter(work_item::Column::CaseId.in_subquery(self.cases.clone()))
            .exec(db)
            .await?;
        interaction::Entity::update_many()
            .col_expr(interaction::Column::Thread, Expr::value(json!({})))
            .filter(self.sessions.clone())
            .exec(db)
            .await?;
        case_record::Entity::update_many()
            .col_expr(case_record::Column::Subject, Expr::value(""))
            .col_expr(case_record::Column::Snippet, Expr::value(""))
            .col_expr(case_record::Column::Version, next(case_record::Column::Version))
            .filter(case_record::Column::Tenant.eq(tenant))
            .filter(case_record::Column::Id.in_subquery(self.cases.clone()))
            .exec(db)
            .await?;
        Ok(())
    }

    /// What was asked outside is told to nobody any more; an answer that still comes has no place to go.
    pub(super) async fn empty_sides(&self) -> Result<(), StoreError> {
        side_conversation::Entity::update_many()
            .col_expr(side_conversation::Column::Subject, Expr::value(""))
            .col_expr(side_conversation::Column::People, Expr::value(json!([])))
            .col_expr(side_conversation::Column::Thread, Expr::value(json!({})))
            .col_expr(side_conversation::Column::State, Expr::value(SideState::Closed.as_str()))
            .col_expr(side_conversation::Column::WaitingSince, nothing::<i64>())
            .col_expr(side_conversation::Column::RemindAt, nothing::<i64>())
            .col_expr(side_conversation::Column::Wakes, Expr::value(false))
            .col_expr(side_conversation::Column::Version, next(side_conversation::Column::Version))
            .filter(side_conversation::Column::Tenant.eq(self.tx.key()))
            .filter(side_conversation::Column::CaseId.in_subquery(self.cases.clone()))
            .exec(self.tx.db())
            .await?;
        Ok(())
    }
}

pub(super) fn nothing<T: sea_orm::sea_query::Nullable>() -> SimpleExpr {
    Expr::value(T::null())
}

/// The version after this change.
pub(super) fn next<C: ColumnTrait + Iden>(column: C) -> SimpleExpr {
    Expr::col(column).add(1)
}
