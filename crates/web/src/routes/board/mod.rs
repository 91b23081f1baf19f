//! The live board.

pub(crate) mod get;
pub(crate) mod set_agent_presence;
