//! Migrations: forward only, one file each, applied at start-up under a lock.
//!
//! To change the schema, add a file with the next number and one line here. A file that was
//! released is never edited.

mod area;
mod m0001_initial;
mod m0002_promises;
mod m0003_merges;
mod m0005_handover;
mod m0006_factors;
mod m0007_privacy;
mod m0009_templates;
mod m0010_case_work;
mod m0011_integrations;
mod m0012_sign_on;
mod m0013_consents;
mod m0014_sides;
mod m0015_file_checks;
mod m0016_proofs;
mod m0017_retention;
mod table;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Every migration in order.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_initial::Initial),
            Box::new(m0002_promises::Promises),
            Box::new(m0003_merges::Merges),
            Box::new(m0005_handover::Handover),
            Box::new(m0006_factors::Factors),
            Box::new(m0007_privacy::Privacy),
            Box::new(m0009_templates::Templates),
            Box::new(m0010_case_work::CaseWork),
            Box::new(m0011_integrations::Integrations),
            Box::new(m0012_sign_on::SignOn),
            Box::new(m0013_consents::Consents),
            Box::new(m0014_sides::Sides),
            Box::new(m0015_file_checks::FileChecks),
            Box::new(m0016_proofs::Proofs),
            Box::new(m0017_retention::Retention),
        ]
    }
}
