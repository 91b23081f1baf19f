//! People and roles.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod forget_sign_on;
pub(crate) mod list;
pub(crate) mod reset_factor;
pub(crate) mod reset_password;
