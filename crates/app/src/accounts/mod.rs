//! Sign-in and one's own account.

mod housekeeping;
mod limit;
mod own;
pub(crate) mod password;
mod session;
mod sign_in;

pub use housekeeping::spawn_housekeeping;
pub use limit::{Attempt, SignInLimit};
pub use password::hash as password_hash;

use api::account::{Me, MyChange, PasswordChange, Session, SignIn};
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
}
