//! Requests that may come twice: what became of an `Idempotency-Key`.

/// What a claim of a key finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It was free and is this request's now: carry it out.
    Free,
    /// The request was carried out already; this was the answer.
    Given(Given),
    /// The same request is under way, or was broken off so that nobody knows whether it was done.
    UnderWay,
    /// The key belongs to another request.
    OtherRequest,
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// HTTP status.
    pub status: u16,
    /// Its entity tag.
    pub etag: Option<String>,
    /// Its JSON body; `None` when it was too large to be kept.
    pub body: Option<String>,
}
