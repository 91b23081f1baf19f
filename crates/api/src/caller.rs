//! Who asks.

use std::net::IpAddr;

use model::permission::{Permission, Role, granted};
use model::{TenantId, UserId, text_enum};

text_enum! {
    /// The language a person reads.
    Locale {
        /// 日本語
        Ja = "ja",
        /// English
        En = "en",
    }
}

impl Locale {
    /// The first supported language of an `Accept-Language` header; Japanese when there is none.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        header
            .split(',')
            .map(|part| part.trim().get(..2).unwrap_or("").to_ascii_lowercase())
            .find_map(|tag| Self::parse(&tag))
            .unwrap_or(Self::Ja)
    }
}

/// A signed-in person, bound to one tenant. Made only from a valid session.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The tenant; every use-case takes it from here and from nowhere else.
    pub tenant: TenantId,
    /// The person.
    pub user: UserId,
    /// What the person is.
    pub roles: Vec<Role>,
    /// The language of error texts.
    pub locale: Locale,
    /// Where the request came from, for the audit log.
    pub ip: Option<IpAddr>,
    /// SHA-256 of the session token: lets "sign out everywhere else" spare this session.
    pub session: Vec<u8>,
}

impl Caller {
    /// Whether the person may do this.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        granted(&self.roles, permission)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_wins_and_japanese_is_the_fallback() {
        assert_eq!(Locale::from_accept_language("fr-FR,en;q=0.8,ja;q=0.5"), Locale::En);
        assert_eq!(Locale::from_accept_language("fr"), Locale::Ja);
        assert_eq!(Locale::from_accept_language(""), Locale::Ja);
    }
}
