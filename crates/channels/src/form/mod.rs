//! The inquiry form: what it asks, what was answered, and the inquiry as the intake journal keeps
//! it. Functions over texts and bytes: the page is drawn by `web`, files are kept by `app`.

mod answer;
mod check;
mod definition;
mod inquiry;
mod proof;
mod wrong;

pub use answer::chars_max;
pub use check::{Checked, check};
pub use definition::{DEFAULT, Definition, Field, Flaw, Words};
pub use inquiry::{Agreed, Answered, Inquiry, KeptFile, Unreadable};
pub use proof::proves;
pub use wrong::Wrong;

/// The setting that holds the fields of a form.
pub const FIELDS: &str = "form";
/// The setting that says through which mail channel inquiries are answered.
pub const REPLY_CHANNEL: &str = "reply_channel";
