//! Consent by purpose and way.

pub(crate) mod change_purpose;
pub(crate) mod create_purpose;
pub(crate) mod list;
pub(crate) mod purposes;
pub(crate) mod record;
