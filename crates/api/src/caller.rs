//! Who asks.

use std::net::IpAddr;

use model::permission::{Permission, Role, granted};
use model::{Actor, ApiTokenId, TenantId, UserId, text_enum};

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

/// A signed-in person, bound to one tenant. Made only from a valid session or API token.
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
    /// The API token with which a program acts for the person; absent at the desk.
    pub token: Option<UsedToken>,
}

/// An API token in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedToken {
    /// Which.
    pub id: ApiTokenId,
    /// What it is called.
    pub name: String,
    /// What it may do of what its owner may.
    pub scopes: Vec<Permission>,
}

impl Caller {
    /// Whether the person may do this; by a token, only what is among its scopes as well.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        let within = self
            .token
            .as_ref()
            .is_none_or(|token| permission.for_tokens() && token.scopes.contains(&permission));
        within && granted(&self.roles, permission)
    }

    /// As whom events name the caller.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::User { id: self.user, token: self.token.as_ref().map(|token| token.id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_never_does_more_than_its_scopes_and_its_owner() {
        let caller = |roles: &[Role], scopes: &[Permission]| Caller {
            tenant: TenantId::from_u128(1),
            user: UserId::from_u128(2),
            roles: roles.to_vec(),
            locale: Locale::Ja,
            ip: None,
            session: Vec::new(),
            token: Some(UsedToken {
                id: ApiTokenId::from_u128(3),
                name: "基幹連携".to_owned(),
                scopes: scopes.to_vec(),
            }),
        };
        let by = caller(&[Role::Admin], &[Permission::CaseRead]);
        assert!(by.may(Permission::CaseRead));
        assert!(!by.may(Permission::CaseWrite), "no scope");
        let by = caller(&[Role::Analyst], &[Permission::CaseRead, Permission::CaseWrite]);
        assert!(!by.may(Permission::CaseWrite), "the owner may not, by now");
        let every = caller(&[Role::Admin, Role::SystemAdmin], Permission::ALL);
        for refused in [
            Permission::SelfManage,
            Permission::UserManage,
            Permission::IntegrationManage,
            Permission::PrivacyManage,
            Permission::TenantManage,
        ] {
            assert!(!every.may(refused), "{refused}");
        }
        assert_eq!(
            every.actor(),
            Actor::User { id: every.user, token: Some(ApiTokenId::from_u128(3)) }
        );
    }

    #[test]
    fn the_first_known_language_wins_and_japanese_is_the_fallback() {
        assert_eq!(Locale::from_accept_language("fr-FR,en;q=0.8,ja;q=0.5"), Locale::En);
        assert_eq!(Locale::from_accept_language("fr"), Locale::Ja);
        assert_eq!(Locale::from_accept_language(""), Locale::Ja);
    }
}
