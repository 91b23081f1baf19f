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
    /// The code of the second factor, or a recovery code; asked for with `code_needed`.
    pub code: Option<String>,
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

/// Whether somebody signs in with a second factor.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FactorState {
    /// Whether a code is asked for at sign-in.
    pub active: bool,
    /// Recovery codes that are left.
    pub recovery_left: usize,
}

/// Begins a second factor.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorStart {
    /// The present password.
    pub password: String,
}

/// What an authenticator app needs; shown once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct FactorSetup {
    /// The secret, to be typed (base32).
    pub secret: String,
    /// The same as an `otpauth://` address.
    pub uri: String,
    /// The address as a QR code: an SVG document.
    pub qr: String,
}

/// A code that an app shows.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorCode {
    /// Six digits.
    pub code: String,
}

/// Codes for who loses the device; shown once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each lets in once.
    pub codes: Vec<String>,
}

/// Ends the second factor.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorRemoval {
    /// The present password.
    pub password: String,
    /// A code of the app, or a recovery code.
    pub code: String,
}

macro_rules! printed_without_content {
    ($($kind:ident),*) => {
        $(impl std::fmt::Debug for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($kind)).finish_non_exhaustive()
            }
        })*
    };
}

printed_without_content!(FactorStart, FactorSetup, FactorCode, RecoveryCodes, FactorRemoval);
