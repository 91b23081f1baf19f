//! Sign-in and one's own account.

pub(crate) mod factor;
mod housekeeping;
mod limit;
mod own;
pub(crate) mod password;
mod session;
mod sign_in;
pub mod sign_on;

pub use housekeeping::spawn_housekeeping;
pub use limit::{Attempt, SignInLimit};
pub use password::hash as password_hash;

use api::account::{
    FactorCode, FactorRemoval, FactorSetup, FactorStart, FactorState, Me, MyChange, PasswordChange,
    RecoveryCodes, Session, SignIn,
};
use api::ports::{Accounts, Origin};
use api::{Answer, Caller};
use async_trait::async_trait;

use crate::App;

#[async_trait]
impl Accounts for App {
    async fn sign_in(&self, origin: &Origin, input: SignIn) -> Answer<Session> {
        sign_in::sign_in(self, origin, input).await
    }
    async fn sign_out(&self, by: &Caller) -> Answer<()> {
        session::sign_out(self, by).await
    }
    async fn resolve(&self, token: &str, origin: &Origin) -> Answer<Option<(Caller, String)>> {
        session::resolve(self, token, origin).await
    }
    async fn peek(&self, token: &str, origin: &Origin) -> Answer<Option<Caller>> {
        session::peek(self, token, origin).await
    }
    async fn me(&self, by: &Caller) -> Answer<Me> {
        own::me(self, by).await
    }
    async fn change_me(&self, by: &Caller, change: MyChange) -> Answer<Me> {
        own::change(self, by, change).await
    }
    async fn change_password(&self, by: &Caller, change: PasswordChange) -> Answer<()> {
        own::change_password(self, by, change).await
    }
    async fn second_factor(&self, by: &Caller) -> Answer<FactorState> {
        factor::state(self, by).await
    }
    async fn begin_second_factor(&self, by: &Caller, start: FactorStart) -> Answer<FactorSetup> {
        factor::begin(self, by, start).await
    }
    async fn confirm_second_factor(&self, by: &Caller, code: FactorCode) -> Answer<RecoveryCodes> {
        factor::confirm(self, by, code).await
    }
    async fn remove_second_factor(&self, by: &Caller, removal: FactorRemoval) -> Answer<()> {
        factor::remove(self, by, removal).await
    }
}
