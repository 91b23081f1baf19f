//! One good request per route, so that every route can be tried without knowing it.

use api::Locale;
use api::form::{FormField, FormView};
use api::problem::Detail;
use model::FormInput;
use serde_json::{Value, json};
use web::RouteRow;

use super::Ask;

pub(crate) const ID: &str = "0199a1b2-0000-7000-8000-000000000001";

/// A request that is right in everything but who sends it.
pub(crate) fn request(row: &RouteRow) -> Ask {
    let ask = Ask::new(row.method.as_str(), &path(row)).header("if-match", "\"1\"");
    let ask = match row.name.as_str() {
        "account.sign_on_code" | "pages.sign-in/with/{id}/callback" => {
            ask.header("cookie", "madoguchi_sign_on=ticket-1")
        }
        _ => ask,
    };
    match row.name.as_str() {
        "files.upload" | "chat.upload" => ask.file("a.png", b"png"),
        "pages.f/{key}.post" => ask.form(&[("a.name", "花子")]),
        name => match body(name) {
            Some(body) => ask.json(&body),
            None => ask,
        },
    }
}

fn path(row: &RouteRow) -> String {
    let kept =
        ui_assets::all().iter().find_map(|asset| asset.url().strip_prefix("/widget/assets/"));
    let file = if row.path.starts_with("/demo") { "index.html" } else { kept.unwrap_or("none") };
    let parts = row.path.split('/').map(|part| match part {
        "{id}" | "{message}" | "{tie}" | "{side}" => ID,
        "{key}" | "{*rest}" => "something",
        "{*file}" => file,
        "{file}" => "form.js",
        "{direction}" => "in",
        part => part,
    });
    let path = parts.collect::<Vec<_>>().join("/");
    if row.name == "chat.messages" { path + "?before=9" } else { path }
}

fn body(name: &str) -> Option<Value> {
    let password = "a long enough one";
    Some(match name {
        "account.sign_in" => json!({ "email": "a@example.jp", "password": password }),
        "account.sign_on_code" => json!({ "code": "123456" }),
        "account.change_me" => json!({ "name": "佐藤" }),
        "account.begin_factor" => json!({ "password": password }),
        "account.confirm_factor" => json!({ "code": "123456" }),
        "account.remove_factor" => json!({ "password": password, "code": "123456" }),
        "account.change_password" => json!({ "current": password, "new": password }),
        "cases.open" => json!({
            "customer": ID, "channel": ID, "to": "a@example.jp", "subject": "件名", "text": "本文",
            "client_id": ID,
        }),
        "cases.change" => json!({ "priority": "high" }),
        "cases.reply" | "cases.note" => json!({ "text": "はい", "client_id": ID }),
        "cases.transfer" => json!({ "queue": ID }),
        "cases.relate" | "cases.join" => json!({ "case": ID }),
        "cases.split" => json!({ "messages": [ID], "subject": "別件" }),
        "cases.mark_step" => json!({ "step": ID, "done": true }),
        "cases.bulk" => json!({ "cases": [ID], "act": { "do": "resolve" } }),
        "views.save" => json!({ "name": "急ぎ", "query": { "view": "open" } }),
        "admin.procedures.create" => {
            json!({ "name": "返品", "category": ID, "steps": [{ "text": "状態を確認する" }] })
        }
        "admin.procedures.change" => json!({ "name": "返品" }),
        "cases.hold" => json!({ "until": "2026-12-01T00:00:00Z" }),
        "cases.give_back" => json!({ "note": "直りました" }),
        "admin.dispositions.create" | "admin.dispositions.change" => json!({ "name": "返金" }),
        "admin.dispositions.set_rule" => json!({ "category": true }),
        "cases.offer_handover" => json!({}),
        "cases.use_template" => json!({ "template": ID, "locale": "ja" }),
        "cases.read" => json!({ "seq": 7 }),
        "cases.identify" => json!({ "customer": ID }),
        "customers.merge" => json!({ "other": ID }),
        "customers.tell_apart" => json!({ "a": ID, "b": ID, "different": true }),
        "customers.set_lookalike_threshold" => json!({ "score_min": 60 }),
        "customers.set_tie" => json!({ "other": ID, "kind": "household" }),
        "admin.retention.set" | "admin.retention.preview" => {
            json!({ "email": { "contents": 730 } })
        }
        "admin.translation.set" => json!({ "url": "https://translate.example" }),
        "cases.translate" => json!({ "text": "hello", "to": "ja" }),
        "customers.place_hold" => json!({ "reason": "係争中" }),
        "customers.ask_proof" => json!({ "address": "hana@example.jp" }),
        "customers.check_proof" => json!({ "code": "012345" }),
        "consents.record" => json!({
            "purpose": ID, "channels": ["mail"], "decision": "granted", "source": "phone",
            "note": "電話で伺いました",
        }),
        "consents.create_purpose" => json!({
            "basis": "consent", "name_ja": "ご案内", "wording_ja": "同意します。",
        }),
        "consents.change_purpose" => json!({ "name_ja": "ご案内" }),
        "customers.erase" => json!({ "confirm": "田中", "reason": "本人の申し出" }),
        "customers.create" | "customers.change" => json!({ "name": "田中" }),
        "work.set_presence" | "board.set_agent_presence" => json!({ "state": "away" }),
        "admin.users.create" => json!({
            "email": "a@example.jp", "name": "佐藤", "roles": ["agent"], "password": password,
        }),
        "admin.users.change" => json!({ "active": false }),
        "admin.users.reset_password" => json!({ "password": password }),
        "admin.queues.create" | "admin.queues.change" => json!({ "name": "配送" }),
        "admin.hours.create" | "admin.hours.change" => json!({
            "name": "平日", "holidays": { "rule": "closed" },
            "week": [["9:00-18:00"], [], [], [], [], [], []],
        }),
        "admin.policies.create" | "admin.policies.change" => json!({
            "name": "標準", "goals": { "first_response": { "minutes": 60, "warn_percent": 80 } },
        }),
        "admin.categories.create" | "admin.categories.change" => json!({ "name": "苦情" }),
        "cases.open_side" => json!({
            "channel": ID, "to": ["workshop@example.jp"], "subject": "部品の在庫", "text": "ありますか",
            "client_id": ID,
        }),
        "cases.write_side" => json!({ "text": "いかがですか", "client_id": ID }),
        "cases.change_side" => json!({ "closed": true }),
        "admin.partners.create" => json!({ "name": "修理工場", "address": "w@example.jp" }),
        "admin.partners.change" => json!({ "name": "修理工場" }),
        "admin.templates.create" | "admin.templates.change" => {
            json!({ "name": "お礼", "ja": "ありがとうございます。" })
        }
        "admin.templates.preview" => json!({ "text": "{{ today }}", "locale": "ja" }),
        "admin.tokens.create" => json!({ "name": "基幹連携", "scopes": ["case.read"] }),
        "admin.webhooks.create" | "admin.webhooks.change" => json!({
            "name": "基幹連携", "url": "https://crm.example/hook", "kinds": ["case.opened"],
        }),
        "admin.webhooks.replay" => json!({ "since": "2026-11-23T00:00:00Z" }),
        "admin.channels.create" => json!({ "kind": "web_chat", "name": "チャット", "queue": ID }),
        "admin.channels.preview_form" => json!({ "settings": {}, "locale": "ja" }),
        "admin.channels.change" => json!({ "active": true }),
        "admin.sign_on.create" => json!({ "name": "社内ID", "issuer": "https://id.example.jp" }),
        "admin.sign_on.change" => json!({ "active": true }),
        "admin.tenants.create" => json!({
            "slug": "b", "name": "B", "admin_email": "a@example.jp", "admin_name": "A",
            "admin_password": password,
        }),
        "chat.start" => json!({ "channel": "key" }),
        "hooks.receive" => json!({ "type": "message.created" }),
        "demo.identity" => json!({ "member": "tanaka" }),
        _ => return None,
    })
}

/// A signed-in person as a port describes it.
pub(crate) fn me() -> Value {
    json!({
        "id": ID, "email": "a@example.jp", "name": "佐藤", "locale": "ja", "roles": ["agent"],
        "permissions": ["case.read"], "csrf": "csrf-1", "version": "",
        "tenant": { "id": ID, "slug": "shop", "name": "店", "demo": false },
    })
}

/// A case as a port describes it.
pub(crate) fn case(version: i64) -> Value {
    let at = "2026-11-23T00:00:00Z";
    json!({
        "id": ID, "number": 12, "subject": "届かない", "status": "assigned", "priority": "normal",
        "category": null, "queue": ID, "owner": ID, "channel": ID, "channel_kind": "email",
        "customer": { "id": ID, "name": "田中", "anonymous": false, "rank": null },
        "created_at": at, "updated_at": at, "last_message_at": at, "waiting_since": null,
        "queued_at": at, "snippet": "まだ", "last_seq": 7, "disposition": null, "held_until": null, "returns": null, "joined_into": null,
        "version": version,
    })
}

/// A form as a port describes it.
pub(crate) fn form(key: &str, locale: Locale) -> FormView {
    let field = |key: &str, input, choices: &[(&str, &str)]| FormField {
        key: key.to_owned(),
        input,
        label: format!("<{key}>"),
        help: String::new(),
        required: true,
        ways: String::new(),
        choices: choices.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        chars_max: 200,
        files_max: 3,
        types: vec!["image/png".to_owned()],
    };
    FormView {
        key: key.to_owned(),
        locale,
        title: "お問い合わせ".to_owned(),
        intro: "ご案内 & 注意".to_owned(),
        done: String::new(),
        fields: vec![
            field("name", FormInput::Name, &[]),
            field("colour", FormInput::Choice, &[("赤", "red"), ("青", "blue")]),
            field("text", FormInput::LongText, &[]),
            field("files", FormInput::Files, &[]),
        ],
    }
}

/// A sentence in both languages.
pub(crate) fn detail(ja: &str, en: &str) -> Detail {
    Detail { ja: ja.to_owned(), en: en.to_owned() }
}

/// A message as a visitor sees it.
pub(crate) fn chat_message(n: i64, cid: &str) -> Value {
    json!({
        "n": n, "id": ID, "cid": cid, "from": "customer", "text": "こんにちは", "files": [],
        "at": "2026-11-23T00:00:00Z",
    })
}
