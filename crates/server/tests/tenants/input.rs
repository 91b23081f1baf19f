//! What is sent to each route: addresses with every foreign id, bodies that name foreign things.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use web::RouteRow;

use super::estate::Estate;
use crate::suite::fresh_id;

/// One request.
pub(super) struct Attempt {
    pub(super) path: String,
    pub(super) body: Option<Value>,
    /// Whether it names something of the other tenant where something of one's own belongs, so
    /// that it must not succeed.
    pub(super) names_foreign: bool,
}

/// Every way in which a route can be given what is the other tenant's.
pub(super) fn attempts(row: &RouteRow, own: &Estate, other: &Estate) -> Vec<Attempt> {
    let mut all = Vec::new();
    if row.path.contains("{id}") {
        for id in other.all() {
            let path = row.path.replace("{id}", id).replace("{message}", other.id("message"));
            let path = path.replace("{direction}", "in").replace("{tie}", own.id("tie"));
            let path = path.replace("{side}", own.id("side"));
            all.push(Attempt { path, body: own_body(row, own), names_foreign: true });
        }
    }
    if row.path.contains("{message}") {
        for id in other.all() {
            let path = row.path.replace("{id}", own.id("case")).replace("{message}", id);
            all.push(Attempt { path, body: None, names_foreign: true });
        }
    }
    if row.path.contains("{tie}") {
        for id in other.all() {
            let path = row.path.replace("{id}", own.id("case")).replace("{tie}", id);
            all.push(Attempt { path, body: None, names_foreign: true });
        }
    }
    if row.path.contains("{side}") {
        for id in other.all() {
            let path = row.path.replace("{id}", own.id("side_case")).replace("{side}", id);
            all.push(Attempt { path, body: own_body(row, own), names_foreign: true });
        }
    }
    for body in foreign_bodies(row, own, other) {
        all.push(Attempt { path: own.path(&row.path), body: Some(body), names_foreign: true });
    }
    if row.method == "GET" {
        let path = own.path(&row.path);
        all.push(Attempt { path: path.clone(), body: None, names_foreign: false });
        // Filters and cursors of the other tenant: whatever the route makes of them.
        let filters = ["customer", "queue", "channel", "category", "user"];
        let filters = filters.map(|key| (key, other.id(key)));
        let cursors = other.all().map(|id| ("cursor", id));
        let more = [("owner", other.id("user")), ("q", other.id("case"))];
        for (key, id) in filters.into_iter().chain(more).chain(cursors) {
            let path = format!("{path}?{key}={id}");
            all.push(Attempt { path, body: None, names_foreign: false });
        }
        let path = format!("{path}?q={}", "%E5%86%85%E7%B7%92");
        all.push(Attempt { path, body: None, names_foreign: false });
    }
    all
}

/// Bodies that are right but for one thing that belongs to the other tenant.
fn foreign_bodies(row: &RouteRow, own: &Estate, other: &Estate) -> Vec<Value> {
    let (case, customer, queue) = (other.id("case"), other.id("customer"), other.id("queue"));
    let (user, category, channel) = (other.id("user"), other.id("category"), other.id("channel"));
    let (known, other_hours) = (other.id("mail_customer"), other.id("hours"));
    let (file, taken) = (other.id("spare_file"), other.id("file"));
    let words = |extra: Value| {
        let mut body = json!({"text": "はい", "client_id": fresh_id()});
        if let (Some(body), Some(extra)) = (body.as_object_mut(), extra.as_object()) {
            body.extend(extra.clone());
        }
        body
    };
    let mail = |customer: &str, channel: &str| {
        json!({
            "customer": customer, "channel": channel, "to": "x@customer.example",
            "subject": "件名", "text": "本文", "client_id": fresh_id(),
        })
    };
    match row.name.as_str() {
        "cases.open" => vec![mail(known, channel), mail(customer, channel)],
        "cases.reply" => vec![words(json!({"files": [file]})), words(json!({"files": [taken]}))],
        "cases.note" => vec![words(json!({"files": [file]})), words(json!({"mentions": [user]}))],
        "cases.use_template" => vec![json!({"template": other.id("template"), "locale": "ja"})],
        "cases.offer_handover" => vec![json!({"channel": channel})],
        "cases.transfer" => {
            vec![json!({"queue": queue}), json!({"user": user}), json!({"queue": case})]
        }
        "cases.change" => {
            vec![json!({"category": category}), json!({"disposition": other.id("disposition")})]
        }
        "cases.relate" | "cases.join" => vec![json!({"case": case})],
        "cases.split" => vec![
            json!({"messages": [other.id("message")], "subject": "別件"}),
            json!({"messages": [own.id("message")], "subject": "別件", "queue": queue}),
        ],
        "cases.open_side" => {
            let ask = |channel: &str, enclosed: Value| {
                json!({
                    "channel": channel, "to": ["w@workshop.example"], "subject": "件名",
                    "text": "本文", "client_id": fresh_id(), "enclosed": enclosed,
                })
            };
            vec![
                ask(channel, json!({})),
                ask(own.id("channel"), json!({"files": [file]})),
                ask(own.id("channel"), json!({"case_files": [taken]})),
                ask(own.id("channel"), json!({"quotes": [other.id("message")]})),
            ]
        }
        "cases.write_side" => vec![
            words(json!({"enclosed": {"files": [file]}})),
            words(json!({"enclosed": {"case_files": [taken]}})),
            words(json!({"enclosed": {"quotes": [other.id("message")]}})),
        ],
        "cases.mark_step" => vec![json!({"step": other.id("step"), "done": true})],
        "cases.bulk" => {
            let act = |act: Value| json!({"cases": [own.id("mail_case")], "act": act});
            vec![
                json!({"cases": [case], "act": {"do": "resolve"}}),
                json!({"cases": [own.id("mail_case"), case], "act": {"do": "resolve"}}),
                act(json!({"do": "assign", "user": user})),
                act(json!({"do": "queue", "queue": queue})),
                act(json!({"do": "category", "category": category})),
                act(json!({"do": "disposition", "disposition": other.id("disposition")})),
            ]
        }
        "admin.procedures.create" => vec![json!({
            "name": "返品", "category": category, "steps": [{"text": "確認する"}],
        })],
        "admin.procedures.change" => vec![json!({"category": category})],
        "cases.translate" => vec![json!({"message": other.id("message"), "to": "ja"})],
        "customers.place_hold" => vec![json!({"reason": "係争中", "case": case})],
        "customers.ask_proof" => vec![json!({"address": "x@customer.example", "case": case})],
        "cases.identify" => vec![json!({"customer": known}), json!({"customer": customer})],
        "consents.record" => vec![
            json!({
                "purpose": other.id("purpose"), "channels": ["mail"], "decision": "granted",
                "source": "phone", "note": "電話で伺いました",
            }),
            json!({
                "purpose": own.id("purpose"), "channels": ["mail"], "decision": "granted",
                "source": "case", "note": "案件で伺いました", "case": case,
            }),
        ],
        "customers.merge" => vec![json!({"other": known}), json!({"other": customer})],
        "customers.tell_apart" => {
            vec![json!({"a": known, "b": customer, "different": true, "tie": "household"})]
        }
        "customers.set_tie" => vec![json!({"other": known, "kind": "household"})],
        "admin.users.create" => vec![json!({
            "email": "new@alpha.example", "name": "新人", "roles": ["agent"],
            "password": "a long enough one", "queues": [queue],
        })],
        "admin.users.change" => vec![json!({"queues": [queue]})],
        "admin.queues.create" => vec![json!({"name": "新しい", "members": [user]})],
        "admin.queues.change" => vec![json!({"members": [user]})],
        "admin.hours.create" => vec![hours(json!({"queues": [queue]}))],
        "admin.hours.change" => vec![json!({"queues": [queue]})],
        "admin.policies.create" => vec![
            policy(json!({"conditions": {"queues": [queue]}})),
            policy(json!({"conditions": {"categories": [category]}})),
            policy(json!({"conditions": {"channels": [channel]}})),
            policy(json!({"hours": other_hours})),
        ],
        "admin.policies.change" => {
            vec![json!({"conditions": {"queues": [queue]}}), json!({"hours": other_hours})]
        }
        "admin.categories.create" => vec![json!({"name": "新しい", "parent": category})],
        "admin.templates.create" => vec![
            json!({"name": "新しい", "ja": "はい", "category": category}),
            json!({"name": "新しい", "ja": "はい", "actions": {"category": category}}),
        ],
        "admin.templates.change" => vec![json!({"category": category})],
        "admin.channels.create" => {
            vec![json!({"kind": "web_chat", "name": "新しい", "queue": queue})]
        }
        "admin.channels.change" => vec![json!({"queue": queue})],
        _ => Vec::new(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the server under test has the machine's clock")]
fn later() -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(1)
}

/// Business hours, with something more.
pub(super) fn hours(extra: Value) -> Value {
    let week = [["9:00-18:00"], ["9:00-18:00"], ["9:00-18:00"], ["9:00-18:00"], ["9:00-18:00"]];
    let mut week: Vec<Vec<&str>> = week.iter().map(|day| day.to_vec()).collect();
    week.resize(7, Vec::new());
    with(json!({"name": "平日", "holidays": {"rule": "closed"}, "week": week}), extra)
}

/// A policy, with something more.
pub(super) fn policy(extra: Value) -> Value {
    let goals = json!({"first_response": {"minutes": 60, "warn_percent": 80}});
    with(json!({"name": "標準", "goals": goals}), extra)
}

fn with(mut body: Value, extra: Value) -> Value {
    if let (Some(body), Value::Object(extra)) = (body.as_object_mut(), extra) {
        body.extend(extra);
    }
    body
}

/// A body that is right, for routes that take one.
pub(super) fn own_body(row: &RouteRow, own: &Estate) -> Option<Value> {
    let words = || json!({"text": "はい", "client_id": fresh_id()});
    let password = "a long enough one";
    let body = match row.name.as_str() {
        "account.change_me" => json!({}),
        "account.begin_factor" => json!({"password": password}),
        "account.confirm_factor" => json!({"code": "123456"}),
        "account.remove_factor" => json!({"password": password, "code": "123456"}),
        "account.change_password" => json!({"current": password, "new": password}),
        "cases.open" => json!({
            "customer": own.id("mail_customer"), "channel": own.id("channel"),
            "to": "x@customer.example", "subject": "件名", "text": "本文", "client_id": fresh_id(),
        }),
        "cases.change" => json!({"priority": "high"}),
        "cases.reply" | "cases.note" => words(),
        "cases.transfer" => json!({"queue": own.id("queue")}),
        "cases.relate" | "cases.join" => json!({"case": own.id("mail_case")}),
        "cases.split" => json!({"messages": [own.id("message")], "subject": "別件"}),
        "cases.open_side" => json!({
            "channel": own.id("channel"), "to": ["w@workshop.example"], "subject": "件名",
            "text": "本文", "client_id": fresh_id(),
        }),
        "cases.write_side" => words(),
        "cases.change_side" => json!({"closed": true}),
        "cases.mark_step" => json!({"step": fresh_id(), "done": true}),
        "cases.bulk" => {
            json!({"cases": [own.id("mail_case")], "act": {"do": "priority", "priority": "low"}})
        }
        "views.save" => json!({"name": "急ぎ", "query": {"view": "open"}}),
        "admin.procedures.create" => json!({
            "name": "返品", "category": own.id("category"), "steps": [{"text": "確認する"}],
        }),
        "admin.procedures.change" => json!({"name": "返品"}),
        "cases.hold" => json!({"until": later()}),
        "cases.give_back" => json!({}),
        "admin.dispositions.create" | "admin.dispositions.change" => json!({"name": "交換"}),
        "admin.dispositions.set_rule" => json!({"category": false}),
        "cases.offer_handover" => json!({}),
        "cases.use_template" => json!({"template": own.id("template"), "locale": "ja"}),
        "cases.read" => json!({"seq": 7}),
        "cases.identify" => json!({"customer": own.id("mail_customer")}),
        "customers.create" | "customers.change" => json!({"name": "田中"}),
        "customers.merge" => json!({"other": own.id("mail_customer")}),
        "customers.tell_apart" => json!({
            "a": own.id("customer"), "b": own.id("mail_customer"), "different": true,
        }),
        "admin.retention.set" | "admin.retention.preview" => {
            json!({"email": {"contents": 36_500}})
        }
        "admin.translation.set" => json!({"url": "https://127.0.0.1:9"}),
        "cases.translate" => json!({"text": "hello", "to": "ja"}),
        "customers.place_hold" => json!({"reason": "係争中"}),
        "customers.ask_proof" => json!({"address": "whose@example.jp"}),
        "customers.check_proof" => json!({"code": "012345"}),
        "consents.record" => json!({
            "purpose": own.id("purpose"), "channels": ["mail"], "decision": "granted",
            "source": "phone", "note": "電話で伺いました",
        }),
        "consents.create_purpose" => json!({
            "basis": "consent", "name_ja": "会報", "wording_ja": "同意します。",
        }),
        "consents.change_purpose" => json!({"name_en": "News"}),
        "customers.erase" => json!({"confirm": "誰か", "reason": "本人の申し出"}),
        "customers.set_lookalike_threshold" => json!({"score_min": 60}),
        "customers.set_tie" => json!({"other": own.id("mail_customer"), "kind": "household"}),
        "work.set_presence" | "board.set_agent_presence" => json!({"state": "away"}),
        "admin.users.create" => json!({
            "email": "new@alpha.example", "name": "新人", "roles": ["agent"], "password": password,
        }),
        "admin.users.change" | "admin.channels.change" => json!({"active": false}),
        "admin.users.reset_password" => json!({"password": password}),
        "admin.hours.create" | "admin.hours.change" => hours(json!({})),
        "admin.policies.create" | "admin.policies.change" => policy(json!({})),
        "admin.queues.create"
        | "admin.queues.change"
        | "admin.categories.create"
        | "admin.categories.change" => json!({"name": "苦情"}),
        "admin.sign_on.create" => json!({"name": "社内ID", "issuer": "https://id.example.jp"}),
        "admin.sign_on.change" => json!({"name": "別のID"}),
        "admin.partners.create" => json!({"name": "運送会社", "address": "c@carrier.example"}),
        "admin.partners.change" => json!({"note": "集荷"}),
        "admin.templates.create" => json!({"name": "お礼", "ja": "はい"}),
        "admin.templates.change" => json!({"ja": "はい"}),
        "admin.templates.preview" => json!({"text": "{{ today }}", "locale": "ja"}),
        "admin.webhooks.create" => json!({
            "name": "基幹連携", "url": "https://crm.invalid/hook", "kinds": ["case.opened"],
        }),
        "admin.webhooks.change" => json!({"name": "受注連携"}),
        "admin.webhooks.replay" => json!({"since": "2026-11-23T00:00:00Z"}),
        "admin.tokens.create" => json!({"name": "基幹連携", "scopes": ["case.read"]}),
        "admin.channels.create" => {
            json!({"kind": "web_chat", "name": "チャット", "queue": own.id("queue")})
        }
        "admin.channels.preview_form" => json!({"settings": {}, "locale": "ja"}),
        "admin.tenants.create" => json!({
            "slug": "gamma", "name": "gamma", "admin_email": "admin@gamma.example",
            "admin_name": "gamma", "admin_password": password,
        }),
        name if row.method == "GET" || takes_nothing(name) => return None,
        name => panic!("what does {name} take? Describe it here."),
    };
    Some(body)
}

/// Changing routes without a body, and uploads, whose body is no JSON.
fn takes_nothing(name: &str) -> bool {
    matches!(
        name,
        "account.sign_out"
            | "cases.take"
            | "cases.resolve"
            | "cases.reopen"
            | "cases.end_hold"
            | "cases.untie"
            | "cases.undo_bulk"
            | "views.remove"
            | "customers.end_hold"
            | "admin.translation.remove"
            | "work.accept"
            | "work.decline"
            | "admin.channels.test"
            | "admin.channels.issue_secret"
            | "customers.undo_merge"
            | "admin.users.reset_factor"
            | "admin.users.forget_sign_on"
            | "admin.sign_on.test"
            | "admin.tokens.revoke"
            | "admin.webhooks.issue_secret"
            | "admin.webhooks.test"
            | "admin.webhooks.replay_one"
            | "files.upload"
    )
}
