//! The ledger of merges. From here on a case, a purchase or an identity stays with the record it came
//! to (its home), and what is seen of a person is what the records of their group have.

use sea_orm::sea_query::Index;
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::area;
use crate::dialect::Dialect;

/// Creates the ledger and brings earlier folds into it.
pub(super) struct Merges;

impl MigrationName for Merges {
    fn name(&self) -> &str {
        "m0003_merges"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Merges {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for table in area::merges::tables(Dialect::of(db)) {
            table.create(manager).await?;
        }
        let mut led = Index::create();
        led.name("customer_absorbed_into").table("customer").col("tenant").col("absorbed_into");
        manager.create_index(led.to_owned()).await?;
        for statement in FOLDS {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// Until now an anonymous record's matters were moved to the known customer. Their home is on the
/// log: the customer of the event with which the case was opened. A fold becomes a merge under the
/// number of its event; ids are those of the anonymous records, which are unique, too.
const FOLDS: &[&str] = &[
    "UPDATE case_record SET customer = (SELECT e.customer FROM event e \
       WHERE e.tenant = case_record.tenant AND e.case_id = case_record.id \
         AND e.kind = 'case.opened') \
     WHERE EXISTS (SELECT 1 FROM customer c WHERE c.tenant = case_record.tenant \
         AND c.absorbed_into = case_record.customer) \
       AND EXISTS (SELECT 1 FROM event e WHERE e.tenant = case_record.tenant \
         AND e.case_id = case_record.id AND e.kind = 'case.opened' AND e.customer IS NOT NULL)",
    "UPDATE interaction SET customer = (SELECT c.customer FROM case_record c \
       WHERE c.tenant = interaction.tenant AND c.id = interaction.case_id) \
     WHERE EXISTS (SELECT 1 FROM customer c WHERE c.tenant = interaction.tenant \
       AND c.absorbed_into = interaction.customer)",
    "UPDATE message SET customer = (SELECT c.customer FROM case_record c \
       WHERE c.tenant = message.tenant AND c.id = message.case_id) \
     WHERE EXISTS (SELECT 1 FROM customer c WHERE c.tenant = message.tenant \
       AND c.absorbed_into = message.customer)",
    "INSERT INTO customer_merge (tenant, id, number, absorbed, survivor, reason, actor, at) \
     SELECT c.tenant, c.id, e.seq, c.id, c.absorbed_into, e.payload, e.actor, e.at \
     FROM customer c JOIN event e ON e.seq = (SELECT max(x.seq) FROM event x \
       WHERE x.tenant = c.tenant AND x.customer = c.absorbed_into AND x.at = c.updated_at \
         AND x.kind = 'customer.absorbed')",
];
