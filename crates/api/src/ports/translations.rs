//! Machine translation.

use async_trait::async_trait;
use model::CaseId;

use crate::caller::Caller;
use crate::problem::Answer;
use crate::translation::{NewTranslation, NewTranslator, Translation, TranslatorView};

/// Machine translation.
#[async_trait]
pub trait Translations: Send + Sync {
    /// The translator.
    async fn translator(&self, by: &Caller) -> Answer<TranslatorView>;
    /// Tries a translator and keeps it.
    async fn set_translator(&self, by: &Caller, input: NewTranslator) -> Answer<TranslatorView>;
    /// Does without one from now on.
    async fn remove_translator(&self, by: &Caller) -> Answer<()>;
    /// Translates a message of a case, or a text for it.
    async fn translate(
        &self,
        by: &Caller,
        case: CaseId,
        input: NewTranslation,
    ) -> Answer<Translation>;
}
