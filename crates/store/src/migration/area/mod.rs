//! Tables by area. In every table of a tenant the tenant comes first in every key.

pub(super) mod case_work;
pub(super) mod cases;
pub(super) mod consents;
pub(super) mod customers;
pub(super) mod factors;
pub(super) mod handover;
pub(super) mod integrations;
pub(super) mod merges;
pub(super) mod people;
pub(super) mod privacy;
pub(super) mod promises;
pub(super) mod proofs;
pub(super) mod retention;
pub(super) mod settings;
pub(super) mod sides;
pub(super) mod sign_on;
pub(super) mod system;
pub(super) mod templates;
pub(super) mod work;
