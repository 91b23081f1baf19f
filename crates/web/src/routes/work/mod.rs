//! Offers and one's own state.

pub(crate) mod accept;
pub(crate) mod decline;
pub(crate) mod offers;
pub(crate) mod presence;
pub(crate) mod set_presence;
