//! What somebody signs in with beside the password.

use crate::dialect::Dialect;
use crate::dialect::Kind::{Blob, Int, Json, Uuid};
use crate::migration::table::NewTable;

pub(in crate::migration) fn tables(dialect: Dialect) -> Vec<NewTable> {
    vec![
        NewTable::new(dialect, "second_factor")
            .with(Uuid, &["tenant", "user_id"])
            .with(Blob, &["secret"])
            .with(Json, &["recovery"])
            .with(Int, &["last_step", "created_at"])
            .maybe(Int, &["confirmed_at"])
            .with(Int, &["version"])
            .key(&["tenant", "user_id"])
            .child_of("user_account", "user_id"),
    ]
}
