//! An inquiry into the journal. Answered when it is durable; the same one twice is one.

use api::Answer;
use api::form::{FormInquiry, FormSent};
use model::{AttachmentId, VisitorId};
use store::{BlobId, Tx, attachment, intake};

use super::token;
use crate::App;
use crate::failure::{Failure, OrProblem};
use crate::intake::journal::{RawArrival, insert};

/// See [`api::ports::Forms::keep`].
pub(super) async fn keep(app: &App, inquiry: FormInquiry) -> Answer<FormSent> {
    let store = app.of(inquiry.tenant);
    // The bytes first: a row never points to nothing.
    let blob = store.blobs().put(inquiry.raw.clone()).await.or_problem()?;
    let address = token::receipt(app.store.sealer(), inquiry.channel, inquiry.id);
    let written = store
        .write(app.now(), move |tx| {
            Box::pin(async move { write(tx, &inquiry, blob, address).await })
        })
        .await
        .or_problem()?;
    app.journal_bell.notify_one();
    Ok(written.value)
}

async fn write(
    tx: &mut Tx<'_>,
    inquiry: &FormInquiry,
    blob: BlobId,
    address: String,
) -> Result<FormSent, Failure> {
    if let Some(known) = intake::by_id(tx, inquiry.id).await? {
        let same = known.channel == inquiry.channel && known.blob == Some(blob);
        return Ok(if same { FormSent::Kept(address) } else { FormSent::SentOtherwise });
    }
    let own = attachment::of_visitor(tx, VisitorId(inquiry.id.0)).await?;
    let there = |id: &AttachmentId| own.iter().any(|file| file.id == *id);
    if !inquiry.files.iter().all(there) {
        return Ok(FormSent::FilesGone);
    }
    let arrival = RawArrival {
        id: Some(inquiry.id),
        channel: inquiry.channel,
        provider_id: format!("form:{}", inquiry.id),
        blob,
        bytes: inquiry.raw.len() as u64,
    };
    insert(tx, arrival).await?;
    Ok(FormSent::Kept(address))
}
