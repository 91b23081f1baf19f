//! Sign-in and one's own account.

pub(crate) mod begin_factor;
pub(crate) mod change_me;
pub(crate) mod change_password;
pub(crate) mod confirm_factor;
pub(crate) mod factor;
pub(crate) mod me;
pub(crate) mod remove_factor;
pub(crate) mod sign_in;
pub(crate) mod sign_on_buttons;
pub(crate) mod sign_on_code;
pub(crate) mod sign_out;

use api::account::Me;

use crate::state::Web;

/// The build that a desk compares is the one its live stream names too.
fn stamped(me: Me, web: &Web) -> Me {
    Me { version: web.config.version.clone(), ..me }
}
