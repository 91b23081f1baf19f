//! Sign-in and one's own account.

use model::permission::{Permission, Role};
use model::{TenantId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::Locale;

/// What a person types to sign in.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// The tenant's short name; needed only when several know the address.
    pub tenant: Option<String>,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").finish_non_exhaustive()
    }
}

/// A fresh session: the token goes into an HttpOnly cookie and nowhere else.
pub struct Session {
    /// The secret of the cookie.
    pub token: String,
    /// Who it is.
    pub me: Me,
}

/// The signed-in person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Who.
    pub id: UserId,
    /// E-mail address.
    pub email: String,
    /// Name as colleagues and customers see it.
    pub name: String,
    /// Language of the desk.
    pub locale: Locale,
    /// Roles in this tenant.
    pub roles: Vec<Role>,
    /// What the roles allow.
    pub permissions: Vec<Permission>,
    /// The tenant.
    pub tenant: TenantView,
    /// Send it as `x-csrf-token` with every changing request.
    pub csrf: String,
    /// Build of the server; when it changes, the desk offers a reload.
    pub version: String,
}

/// A tenant as its people see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TenantView {
    /// Its id.
    pub id: TenantId,
    /// Short name, used at sign-in.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Whether this is the demonstration.
    pub demo: bool,
}

/// Changes to one's own account; absent fields stay.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MyChange {
    /// Name.
    pub name: Option<String>,
    /// Language of the desk.
    pub locale: Option<Locale>,
}

/// A new password for oneself.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    pub current: String,
    /// The new one, 10 to 200 characters.
    pub new: String,
}

impl std::fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordChange").finish_non_exhaustive()
    }
}
