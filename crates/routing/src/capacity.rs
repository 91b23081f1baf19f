//! How work occupies an agent.

use model::Medium;

/// Which part of an agent's capacity an item takes a place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pool {
    /// Live text.
    Chat,
    /// Everything that can wait an hour: mail and tasks.
    Mail,
}

impl Pool {
    /// Every pool.
    pub const ALL: [Self; 2] = [Self::Chat, Self::Mail];

    /// The pool a medium draws from.
    #[must_use]
    pub const fn of(medium: Medium) -> Self {
        match medium {
            Medium::Chat => Self::Chat,
            Medium::Mail | Medium::Task => Self::Mail,
        }
    }
}

/// Places per pool: what an agent can hold, or what is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capacity {
    /// Chats at once.
    pub chat: u32,
    /// Mails and tasks at once.
    pub mail: u32,
}

impl Capacity {
    /// The places of one pool.
    #[must_use]
    pub const fn of(self, pool: Pool) -> u32 {
        match pool {
            Pool::Chat => self.chat,
            Pool::Mail => self.mail,
        }
    }

    pub(crate) const fn of_mut(&mut self, pool: Pool) -> &mut u32 {
        match pool {
            Pool::Chat => &mut self.chat,
            Pool::Mail => &mut self.mail,
        }
    }
}
