//! How the readers of the log that write to the store keep their position.

use store::{StoreError, log_cursor};

use crate::App;

/// Writes down that a reader got from one position to another.
///
/// # Errors
/// [`StoreError::Conflict`] on [`log_cursor::MOVED`] when another node went on; the store's.
pub(crate) async fn advance(
    app: &App,
    reader: &'static str,
    (from, to): (i64, i64),
) -> Result<(), StoreError> {
    app.store
        .system()
        .write(app.now(), move |tx| {
            Box::pin(async move {
                log_cursor::check(tx, reader, from).await?;
                log_cursor::set(tx, reader, to).await
            })
        })
        .await?;
    Ok(())
}
