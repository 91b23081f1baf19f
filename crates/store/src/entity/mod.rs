//! One SeaORM entity per table: rows as they are stored. Ids are UUIDs, instants are
//! microseconds since 1970 UTC, enums are their stable texts; `convert` turns them into `model`
//! types. Rows do not leave this crate: `table` hands out typed records.

pub(crate) mod attachment;
pub(crate) mod audit;
pub(crate) mod business_hours;
pub(crate) mod case_clock;
pub(crate) mod case_record;
pub(crate) mod category;
pub(crate) mod channel;
pub(crate) mod customer;
pub(crate) mod customer_key;
pub(crate) mod customer_merge;
pub(crate) mod customer_pair;
pub(crate) mod customer_read;
pub(crate) mod customer_tie;
pub(crate) mod erased_customer;
pub(crate) mod erasure;
pub(crate) mod event;
pub(crate) mod handover;
pub(crate) mod idempotency;
pub(crate) mod identity;
pub(crate) mod import_run;
pub(crate) mod intake;
pub(crate) mod interaction;
pub(crate) mod lease;
pub(crate) mod log_cursor;
pub(crate) mod mail_ref;
pub(crate) mod mention;
pub(crate) mod message;
pub(crate) mod outbox;
pub(crate) mod presence;
pub(crate) mod purchase;
pub(crate) mod queue;
pub(crate) mod queue_hours;
pub(crate) mod queue_member;
pub(crate) mod read_mark;
pub(crate) mod second_factor;
pub(crate) mod session;
pub(crate) mod sla_policy;
pub(crate) mod sla_rule;
pub(crate) mod template;
pub(crate) mod tenant;
pub(crate) mod user_account;
pub(crate) mod work_item;
