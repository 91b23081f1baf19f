//! Message-IDs of mails in and out: how an answer finds its case.

use model::{CaseId, ChannelId, InteractionId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::entity::mail_ref as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// Where a mail belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailRef {
    /// The case.
    pub case: CaseId,
    /// The interaction.
    pub interaction: InteractionId,
}

/// Where the mails with these Message-IDs belong, in the order asked.
pub async fn find(
    scope: &Scope<'_>,
    channel: ChannelId,
    message_ids: &[String],
) -> Result<Vec<MailRef>, StoreError> {
    if message_ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Channel.eq(channel.0))
        .filter(row::Column::MessageId.is_in(message_ids.iter().map(String::as_str)))
        .all(scope.db())
        .await?;
    Ok(message_ids
        .iter()
        .filter_map(|id| rows.iter().find(|row| row.message_id == *id))
        .map(|row| MailRef { case: row.case_id.into(), interaction: row.interaction.into() })
        .collect())
}

/// Remembers where a mail belongs; the first answer stays.
pub async fn remember(
    tx: &Tx<'_>,
    channel: ChannelId,
    message_id: &str,
    place: MailRef,
) -> Result<(), StoreError> {
    remember_many(tx, channel, &[(message_id, place)]).await
}

/// Remembers where many mails belong; first answers stay.
pub async fn remember_many(
    tx: &Tx<'_>,
    channel: ChannelId,
    mails: &[(&str, MailRef)],
) -> Result<(), StoreError> {
    let key = [row::Column::Tenant, row::Column::Channel, row::Column::MessageId];
    for part in mails.chunks(100) {
        let rows = part.iter().map(|(message_id, place)| row::Model {
            tenant: tx.key(),
            channel: channel.0,
            message_id: (*message_id).to_owned(),
            case_id: place.case.0,
            interaction: place.interaction.0,
        });
        row::Entity::insert_many(rows.map(IntoActiveModel::into_active_model))
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

/// Mails of some sessions belong to another case.
pub async fn move_sessions(
    tx: &Tx<'_>,
    sessions: &[InteractionId],
    case: CaseId,
) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::CaseId, Expr::value(case.0))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Interaction.is_in(one_of(sessions.iter().map(|id| id.0))))
        .exec(tx.db())
        .await?;
    Ok(())
}
