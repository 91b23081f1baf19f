//! Requests with an `Idempotency-Key`.

use api::ports::Repeats;
use api::repeat::{Claim, Given};
use api::{Answer, Caller};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use model::limits::IDEMPOTENCY_HOURS;
use store::idempotency::{self, Answer as Kept, Taken};

use crate::App;
use crate::failure::OrProblem;

/// The label of the key under which requests are hashed.
const REQUEST: &str = "idempotent request v1";

/// A key taken at or before this instant has expired.
pub(crate) fn expired(now: Timestamp) -> Timestamp {
    now - SignedDuration::from_hours(IDEMPOTENCY_HOURS.into())
}

#[async_trait]
impl Repeats for App {
    async fn claim(&self, by: &Caller, key: &str, request: &[u8]) -> Answer<Claim> {
        // A request may hold a password: without the key nobody can guess it from the hash.
        let hash = URL_SAFE_NO_PAD.encode(self.store.sealer().sign(REQUEST, request));
        let (user, key, own, now) = (by.user, key.to_owned(), hash.clone(), self.now());
        let taken = self
            .of(by.tenant)
            .write(now, move |tx| {
                Box::pin(async move {
                    idempotency::claim(tx, user, &key, &own, expired(tx.now())).await
                })
            })
            .await
            .or_problem()?;
        Ok(match taken.value {
            None => Claim::Free,
            Some(Taken { request_hash, .. }) if request_hash != hash => Claim::OtherRequest,
            Some(Taken { answer: None, .. }) => Claim::UnderWay,
            Some(Taken { answer: Some(Kept { status, etag, response }), .. }) => {
                Claim::Given(Given { status, etag, body: response })
            }
        })
    }

    async fn keep(&self, by: &Caller, key: &str, given: Given) -> Answer<()> {
        let (user, key) = (by.user, key.to_owned());
        let kept = Kept { status: given.status, etag: given.etag, response: given.body };
        self.of(by.tenant)
            .write(self.now(), move |tx| {
                Box::pin(async move { idempotency::keep(tx, user, &key, &kept).await })
            })
            .await
            .or_problem()?;
        Ok(())
    }

    async fn release(&self, by: &Caller, key: &str) -> Answer<()> {
        let (user, key) = (by.user, key.to_owned());
        self.of(by.tenant)
            .write(self.now(), move |tx| {
                Box::pin(async move { idempotency::release(tx, user, &key).await })
            })
            .await
            .or_problem()?;
        Ok(())
    }
}
