//! Machine translation for the desk (翻訳): a centre names a server that speaks LibreTranslate's HTTP
//! API; whoever reads a message or writes one asks it by hand. Nothing of it is kept.

mod ask;
mod settings;

pub(crate) use settings::languages;

use api::ports::Translations;
use api::translation::{NewTranslation, NewTranslator, Translation, TranslatorView};
use api::{Answer, Caller};
use async_trait::async_trait;
use model::CaseId;

use crate::App;

#[async_trait]
impl Translations for App {
    async fn translator(&self, by: &Caller) -> Answer<TranslatorView> {
        settings::get(self, by).await
    }
    async fn set_translator(&self, by: &Caller, input: NewTranslator) -> Answer<TranslatorView> {
        settings::set(self, by, input).await
    }
    async fn remove_translator(&self, by: &Caller) -> Answer<()> {
        settings::remove(self, by).await
    }
    async fn translate(
        &self,
        by: &Caller,
        case: CaseId,
        input: NewTranslation,
    ) -> Answer<Translation> {
        ask::translate(self, by, case, input).await
    }
}
