//! The inquiry form: its page's questions and answers, the inquiry in the journal, and from there to
//! a case. Answers to the customer go by mail ([`crate::cases::reply`]).

mod check;
mod customer;
mod door;
mod file_away;
mod keep;
mod token;

pub(crate) use door::view_of;
pub(crate) use file_away::file;

use api::form::{FormChecked, FormInquiry, FormOpened, FormPost, FormReceipt, FormSent};
use api::ports::Forms;
use api::{Answer, Code, Locale, Problem};
use async_trait::async_trait;

use self::door::Door;
use crate::App;

#[async_trait]
impl Forms for App {
    async fn page(&self, key: &str, locale: Locale) -> Answer<FormOpened> {
        let door = Door::open(self, key).await?;
        let claim = token::Claim::fresh(self, door.channel.id);
        Ok(FormOpened { view: door.view(locale), token: claim.text(self.store.sealer()) })
    }

    async fn check(&self, key: &str, locale: Locale, post: FormPost) -> Answer<FormChecked> {
        let door = Door::open(self, key).await?;
        check::check(self, &door, locale, post).await
    }

    async fn keep(&self, inquiry: FormInquiry) -> Answer<FormSent> {
        keep::keep(self, inquiry).await
    }

    async fn receipt(&self, key: &str, locale: Locale, token: &str) -> Answer<FormReceipt> {
        // What was sent is kept, also when the form was switched off meanwhile.
        let door = Door::find(self, key).await?;
        let sealer = self.store.sealer();
        let id = token::read_receipt(sealer, door.channel.id, token)
            .ok_or(Problem::new(Code::NotFound))?;
        Ok(FormReceipt { view: door.view(locale), number: token::receipt_number(sealer, id) })
    }
}
