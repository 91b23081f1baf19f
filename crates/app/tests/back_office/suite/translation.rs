//! A machine translates what an agent asks it to, and nothing else goes there.

use api::Code;
use api::ports::{Translations as _, Work as _};
use api::translation::{NewTranslation, NewTranslator, Translation};
use app::Config;
use model::CaseId;
use model::permission::Role;
use serde_json::json;
use store::{message, tenant};

use super::case_work::Messenger;
use crate::listener::Listener;
use crate::world::{Backend, World, config, refused};

async fn world<B: Backend>() -> (World, Listener) {
    let config = Config { hooks_allow_private: true, ..config() };
    (World::with::<B>(config).await, Listener::start().await)
}

fn of(url: &str, key: Option<&str>) -> NewTranslator {
    NewTranslator { url: url.to_owned(), key: key.map(str::to_owned) }
}

fn text(text: &str, to: &str) -> NewTranslation {
    NewTranslation { message: None, text: Some(text.to_owned()), to: to.to_owned() }
}

fn languages(codes: &[&str]) -> serde_json::Value {
    codes.iter().map(|code| json!({"code": code, "name": code, "targets": codes})).collect()
}

pub(crate) async fn a_translator_is_tried_before_it_is_kept<B: Backend>() {
    let (world, there) = world::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    assert_eq!(app.translator(by).await.unwrap().url, None);
    assert_eq!(refused(app.set_translator(by, of("ftp://x", None)).await), Code::Invalid);
    there.answers(403, &json!({"error": "Invalid API key"}));
    let problem = app.set_translator(by, of(&there.base, Some("bad"))).await.unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some("url")));
    assert!(problem.detail.unwrap().en.contains("Invalid API key"));
    there.answers(200, &json!({"hello": 1}));
    assert_eq!(refused(app.set_translator(by, of(&there.base, None)).await), Code::Invalid);
    assert_eq!(app.translator(by).await.unwrap().url, None, "nothing of it is kept");

    there.answers(200, &languages(&["ja", "en"]));
    let kept = app.set_translator(by, of(&there.base, Some("opensesame"))).await.unwrap();
    assert_eq!(
        (kept.has_key, kept.languages.as_slice()),
        (true, ["en".to_owned(), "ja".to_owned()].as_slice())
    );
    let settings = tenant::get(&world.store()).await.unwrap().settings.to_string();
    assert!(!settings.contains("opensesame"), "the key is sealed");
    assert!(world.audited().await.contains(&"tenant.translator".to_owned()));
    assert_eq!(app.directory(by).await.unwrap().translates_to, ["en", "ja"]);
    let other = world.other_tenant().await;
    assert_eq!(app.directory(&other).await.unwrap().translates_to, [""; 0]);
    app.remove_translator(by).await.unwrap();
    assert_eq!(app.directory(by).await.unwrap().translates_to, [""; 0]);
}

pub(crate) async fn what_is_asked_is_translated_and_nothing_else_goes_out<B: Backend>() {
    let (world, there) = world::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let case = Messenger::new(&world).await.says(&world, "Where is my parcel?").await.id;
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    assert_eq!(refused(app.translate(&agent, case, text("はい", "en")).await), Code::Conflict);
    there.answers(200, &languages(&["ja", "en"]));
    app.set_translator(by, of(&there.base, Some("opensesame"))).await.unwrap();

    let said = message::thread(&world.store(), case, i64::MAX, 9).await.unwrap().remove(0);
    let asked = NewTranslation { message: Some(said.id), text: None, to: "ja".to_owned() };
    there.answers(
        200,
        &json!({"translatedText": "荷物はどこですか", "detectedLanguage": {"confidence": 90.0, "language": "en"}}),
    );
    let done = app.translate(&agent, case, asked.clone()).await.unwrap();
    let expected =
        Translation { text: "荷物はどこですか".to_owned(), from: Some("en".to_owned()) };
    assert_eq!(done, expected);
    let came = there.heard(2).await.pop().unwrap();
    assert_eq!(came.path, "/translate");
    assert_eq!(
        came.json(),
        json!({"q": said.text, "source": "auto", "target": "ja", "format": "text", "api_key": "opensesame"})
    );

    // A card number that an agent types does not go there either.
    there.answers(200, &json!({"translatedText": "ok"}));
    app.translate(&agent, case, text("4111 1111 1111 1111 です", "en")).await.unwrap();
    assert!(!there.heard(3).await[2].json()["q"].as_str().unwrap().contains("4111 1111 1111 1111"));

    assert_eq!(refused(app.translate(&agent, case, text("はい", "tlh")).await), Code::Invalid);
    let both = NewTranslation { text: Some("x".to_owned()), ..asked.clone() };
    assert_eq!(refused(app.translate(&agent, case, both).await), Code::Invalid);
    let elsewhere: CaseId = app.store.id(app.now());
    assert_eq!(refused(app.translate(&agent, elsewhere, asked.clone()).await), Code::NotFound);
    let other = world.other_tenant().await;
    assert_eq!(refused(app.translate(&other, case, asked).await), Code::NotFound);
    there.answers(500, &json!({"error": "out of memory"}));
    assert_eq!(refused(app.translate(&agent, case, text("はい", "en")).await), Code::Outside);
    there.heard(4).await;

    // Whoever takes the place of a server is not told its key.
    let place = Listener::start().await;
    place.answers(200, &languages(&["en"]));
    assert!(!app.set_translator(by, of(&place.base, None)).await.unwrap().has_key);
}
