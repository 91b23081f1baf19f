//! Translating one text.

use api::translation::{NewTranslation, Translation};
use api::{Answer, Caller, Code, Problem};
use language::mask;
use model::CaseId;
use model::limits::MESSAGE_CHARS_MAX;
use store::{case, message};

use super::settings::translator;
use crate::App;
use crate::failure::OrProblem;
use crate::validate;

pub(super) async fn translate(
    app: &App,
    by: &Caller,
    case: CaseId,
    input: NewTranslation,
) -> Answer<Translation> {
    let store = app.of(by.tenant);
    case::get(&store, case).await.or_problem()?.ok_or(Problem::new(Code::NotFound))?;
    let text = match (input.message, input.text) {
        (Some(id), None) => {
            let found = message::find(&store, id).await.or_problem()?;
            found.filter(|found| found.case == case).ok_or(Problem::new(Code::NotFound))?.text
        }
        (None, Some(text)) => validate::required("text", &text, MESSAGE_CHARS_MAX)?,
        _ => {
            return Err(Problem::invalid(
                "text",
                "メッセージか文のどちらか一方を指定してください。",
                "Name a message or a text, one of the two.",
            ));
        }
    };
    let Some((translator, languages)) = translator(app, by.tenant).await.or_problem()? else {
        return Err(Problem::new(Code::Conflict).with(
            "翻訳サーバーが設定されていません。管理者に依頼してください。",
            "There is no translator. Ask an administrator to set one.",
        ));
    };
    if !languages.contains(&input.to) {
        return Err(Problem::invalid(
            "to",
            format!("次の言語から選んでください: {}", languages.join(", ")),
            format!("Choose one of: {}", languages.join(", ")),
        ));
    }
    if text.trim().is_empty() {
        return Ok(Translation { text: String::new(), from: None });
    }
    // What goes outside is masked as what comes in is, also what came before that was done.
    let done = translator.translate(&mask(&text), &input.to).await.map_err(|error| {
        let text = error.message();
        let (ja, en) = (text.in_language("ja").to_owned(), text.in_language("en").to_owned());
        Problem::new(Code::Outside).with(ja, en)
    })?;
    Ok(Translation { text: done.text, from: done.from })
}
