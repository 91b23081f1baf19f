//! Canned replies: texts with gaps, kept by the centre and filled for the case at hand.

mod apply;
mod keep;
mod list;
mod values;

use api::ports::Templates;
use api::template::{
    NewTemplate, Template, TemplateChange, TemplateDraft, TemplateRow, TemplateText, TemplateUse,
    TemplateUsed, TemplateVariable,
};
use api::{Answer, Caller};
use async_trait::async_trait;
use model::{CaseId, TemplateId};

use crate::App;

#[async_trait]
impl Templates for App {
    async fn templates(&self, by: &Caller) -> Answer<Vec<TemplateRow>> {
        list::list(self, by).await
    }
    async fn template(&self, by: &Caller, template: TemplateId) -> Answer<Template> {
        list::get(self, by, template).await
    }
    async fn create_template(&self, by: &Caller, input: NewTemplate) -> Answer<Template> {
        keep::create(self, by, input).await
    }
    async fn change_template(
        &self,
        by: &Caller,
        template: TemplateId,
        version: i64,
        change: TemplateChange,
    ) -> Answer<Template> {
        keep::change(self, by, (template, version), change).await
    }
    async fn template_variables(&self, _by: &Caller) -> Answer<Vec<TemplateVariable>> {
        Ok(values::variables())
    }
    async fn preview_template(&self, _by: &Caller, draft: TemplateDraft) -> Answer<TemplateText> {
        list::preview(self, &draft)
    }
    async fn use_template(
        &self,
        by: &Caller,
        case: CaseId,
        input: TemplateUse,
    ) -> Answer<TemplateUsed> {
        apply::apply(self, by, case, input).await
    }
}
