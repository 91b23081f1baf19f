//! Takes the contents of cases out of the rows when their time is over. What is counted stays, as when
//! a person is erased: that there was a case, when it came and was answered, by whom.

use model::{CaseId, RetentionPart};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::contents::{Contents, next};
use crate::entity::{attachment, case_record, interaction, message};
use crate::error::StoreError;
use crate::table::one_of;
use crate::tx::Tx;

/// How much was cleared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// Cases.
    pub cases: u64,
    /// Messages that lost their words; none when only files or originals went.
    pub messages: u64,
    /// Files.
    pub files: u64,
}

/// Clears some resolved cases of a part; what they hold of the others follows from its depth. Files
/// and originals leave the disk when nothing names them any more.
///
/// # Errors
/// [`StoreError::Busy`] when another node was faster with one of them; those of the database.
pub async fn clear(
    tx: &Tx<'_>,
    cases: &[CaseId],
    part: RetentionPart,
) -> Result<Cleared, StoreError> {
    if cases.is_empty() {
        return Ok(Cleared::default());
    }
    // First, so that another node waits here and finds them cleared.
    mark(tx, cases, part).await?;
    let contents = of(tx, cases);
    let mut told = Cleared { cases: cases.len() as u64, ..Cleared::default() };
    contents.empty_originals().await?;
    if part.depth() >= RetentionPart::Files.depth() {
        let gone = attachment::Entity::delete_many()
            .filter(attachment::Column::Tenant.eq(tx.key()))
            .filter(attachment::Column::Message.in_subquery(contents.of_messages()))
            .exec(tx.db())
            .await?;
        contents.empty_file_lists().await?;
        told.files = gone.rows_affected;
    }
    if part.depth() >= RetentionPart::Contents.depth() {
        let messages = contents.message_ids().await?;
        contents.empty_outbox(&messages).await?;
        contents.empty_messages().await?;
        contents.empty_cases().await?;
        contents.empty_sides().await?;
        told.messages = messages.len() as u64;
    }
    Ok(told)
}

fn of<'a>(tx: &'a Tx<'a>, cases: &[CaseId]) -> Contents<'a> {
    let ids = one_of(cases.iter().map(|case| case.0));
    let these = Query::select()
        .column(case_record::Column::Id)
        .from(case_record::Entity)
        .and_where(case_record::Column::Tenant.eq(tx.key()))
        .and_where(case_record::Column::Id.is_in(ids.clone()))
        .to_owned();
    let messages = Condition::all()
        .add(message::Column::Tenant.eq(tx.key()))
        .add(message::Column::CaseId.is_in(ids.clone()));
    let sessions = Condition::all()
        .add(interaction::Column::Tenant.eq(tx.key()))
        .add(interaction::Column::CaseId.is_in(ids));
    Contents { tx, cases: these, messages, sessions }
}

async fn mark(tx: &Tx<'_>, cases: &[CaseId], part: RetentionPart) -> Result<(), StoreError> {
    let marked = case_record::Entity::update_many()
        .col_expr(case_record::Column::Cleared, Expr::value(part.depth()))
        .col_expr(case_record::Column::Version, next(case_record::Column::Version))
        .filter(case_record::Column::Tenant.eq(tx.key()))
        .filter(case_record::Column::Id.is_in(one_of(cases.iter().map(|case| case.0))))
        .filter(case_record::Column::Cleared.lt(part.depth()))
        .exec(tx.db())
        .await?;
    if marked.rows_affected == cases.len() as u64 { Ok(()) } else { Err(StoreError::Busy) }
}
