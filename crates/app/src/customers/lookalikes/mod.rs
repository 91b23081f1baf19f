//! Records that may be one person, for colleagues to decide. A reader of the log files each record
//! under the keys of what is known of it, compares it with the records under the same keys
//! (`identity`), and keeps the pairs that are alike. Nothing is joined here: weak evidence is for
//! people.

mod decide;
mod list;
mod pairs;
mod profile;
mod reader;
mod threshold;

pub(super) use decide::decide;
pub(super) use list::list;
pub use reader::spawn;
pub(super) use threshold::set as set_threshold;
