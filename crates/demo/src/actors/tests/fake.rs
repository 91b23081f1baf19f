//! A server of two doors in one small state: the chat of customers and the desk of agents.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::extract::{Json, Multipart, Path, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use uuid::Uuid;

#[derive(Clone)]
pub(super) struct Said {
    pub(super) n: i64,
    pub(super) from: &'static str,
    pub(super) cid: Option<String>,
    pub(super) text: String,
}

pub(super) struct Case {
    id: Uuid,
    visitor: String,
    owner: Option<usize>,
    offer: Option<(Uuid, usize)>,
    queue: usize,
    version: i64,
    pub(super) resolved: bool,
    pub(super) category: Option<String>,
    pub(super) messages: Vec<Said>,
    cut: bool,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) cases: Vec<Case>,
    /// What somebody did against the rules.
    pub(super) strictness: Vec<String>,
    visitors: usize,
    agents: usize,
    n: i64,
}

#[derive(Default)]
pub(super) struct Seen {
    pub(super) cut: AtomicUsize,
    pub(super) resent: AtomicUsize,
    pub(super) typing: AtomicUsize,
    pub(super) reads: AtomicUsize,
    pub(super) pictures: AtomicUsize,
    pub(super) identities: AtomicUsize,
    pub(super) sign_outs: AtomicUsize,
    pub(super) transfers: AtomicUsize,
}

#[derive(Clone)]
pub(super) struct Fake {
    pub(super) url: String,
    pub(super) seen: Arc<Seen>,
    state: Arc<Mutex<State>>,
    changed: broadcast::Sender<()>,
}

const CHAT: usize = 50;
const SPECIALISTS: usize = 60;

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128)
}

impl Fake {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self {
            url,
            seen: Arc::default(),
            state: Arc::default(),
            changed: broadcast::channel(1_024).0,
        };
        let routes = Router::new()
            .route("/chat/v1/sessions", post(session))
            .route("/chat/v1/stream", get(chat_stream))
            .route("/chat/v1/uploads", post(upload))
            .route("/api/v1/sign-in", post(sign_in))
            .route("/api/v1/sign-out", post(sign_out))
            .route("/api/v1/directory", get(directory))
            .route("/api/v1/stream", get(desk_stream))
            .route("/api/v1/work/presence", get(presence).put(set_presence))
            .route("/api/v1/work/offers", get(async || Json(json!([]))))
            .route("/api/v1/work/offers/{id}/accept", post(accept))
            .route("/api/v1/work/offers/{id}/decline", post(decline))
            .route("/api/v1/cases", get(mine))
            .route("/api/v1/cases/{id}", get(case).patch(change))
            .route("/api/v1/cases/{id}/messages", get(thread))
            .route("/api/v1/cases/{id}/read", post(async || StatusCode::NO_CONTENT))
            .route("/api/v1/cases/{id}/notes", post(note))
            .route("/api/v1/cases/{id}/replies", post(reply))
            .route("/api/v1/cases/{id}/transfer", post(transfer))
            .route("/api/v1/cases/{id}/resolve", post(resolve))
            .with_state(fake.clone());
        tokio::spawn(async { axum::serve(listener, routes).await.unwrap() });
        fake
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn rule(&self, kept: bool, rule: &str) -> bool {
        if !kept {
            self.state().strictness.push(rule.to_owned());
        }
        kept
    }

    fn tell(&self) {
        let _ = self.changed.send(());
    }

    /// The agent of a request; changing ones need the token.
    fn agent(&self, headers: &HeaderMap, changing: bool) -> usize {
        let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("");
        let agent = text("cookie").strip_prefix("madoguchi_session=a").and_then(|n| n.parse().ok());
        self.rule(agent.is_some(), "session cookie");
        if changing {
            self.rule(text("x-csrf-token") == "csrf", "CSRF token");
            self.rule(text("origin") == self.url, "origin");
        }
        agent.unwrap_or(0)
    }
}

fn problem(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "code": code, "title": code }))).into_response()
}

async fn session(Extract(fake): Extract<Fake>, Json(body): Json<Value>) -> Json<Value> {
    fake.rule(body["channel"] == "koyori", "channel key");
    if body["identity"].is_string() {
        fake.seen.identities.fetch_add(1, Ordering::Relaxed);
    }
    let mut state = fake.state();
    state.visitors += 1;
    Json(json!({ "visitor": format!("v{}", state.visitors), "messages": [], "last": 0 }))
}

async fn upload(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    mut form: Multipart,
) -> (StatusCode, Json<Value>) {
    fake.rule(headers.contains_key(header::AUTHORIZATION), "visitor's bearer token");
    let field = form.next_field().await.unwrap().unwrap();
    fake.rule(field.name() == Some("file"), "field name");
    let bytes = field.bytes().await.unwrap();
    fake.rule(bytes.starts_with(b"\x89PNG"), "PNG");
    fake.seen.pictures.fetch_add(1, Ordering::Relaxed);
    (StatusCode::CREATED, Json(json!({ "id": id(77), "name": "a.png", "mime": "image/png" })))
}

async fn chat_stream(Extract(fake): Extract<Fake>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |socket| chat(fake, socket).await)
}

async fn chat(fake: Fake, mut socket: WebSocket) {
    let Some(Ok(Frame::Text(hello))) = socket.recv().await else { return };
    let hello: Value = serde_json::from_str(&hello).unwrap();
    if !fake.rule(hello["t"] == "hello", "hello first") {
        return;
    }
    let visitor = hello["visitor"].as_str().unwrap().to_owned();
    let mut sent = hello["since"].as_i64().unwrap();
    let mut changes = fake.changed.subscribe();
    let mut ready = false;
    loop {
        let mut out: Vec<Value> = Vec::new();
        let mut ended = false;
        if let Some(case) = fake.state().cases.iter().find(|case| case.visitor == visitor) {
            ended = case.resolved;
            for said in case.messages.iter().filter(|said| said.n > sent) {
                out.push(json!({ "t": "message", "m": message(said) }));
            }
            sent = case.messages.last().map_or(sent, |said| said.n.max(sent));
        }
        let state = if ended { "ended" } else { "active" };
        out.push(if ready {
            json!({ "t": "state", "state": state, "agent": null })
        } else {
            json!({ "t": "ready", "last": sent, "state": state, "agent": null })
        });
        ready = true;
        for frame in out {
            if socket.send(Frame::text(frame.to_string())).await.is_err() {
                return;
            }
        }
        tokio::select! {
            _ = changes.recv() => {}
            heard = socket.recv() => {
                let Some(Ok(Frame::Text(text))) = heard else { return };
                let frame: Value = serde_json::from_str(&text).unwrap();
                if !take(&fake, &visitor, &frame, &mut socket).await {
                    return;
                }
            }
        }
    }
}

fn message(said: &Said) -> Value {
    json!({
        "n": said.n, "id": id(1), "cid": said.cid, "from": said.from, "text": said.text,
        "files": [], "at": "2026-11-23T03:00:00Z",
    })
}

/// Takes a customer's frame; `false` cuts the line.
async fn take(fake: &Fake, visitor: &str, frame: &Value, socket: &mut WebSocket) -> bool {
    match frame["t"].as_str().unwrap() {
        "send" => {
            let cid = frame["cid"].as_str().unwrap().to_owned();
            fake.rule(Uuid::parse_str(&cid).is_ok(), "cid is a UUID");
            let (said, cut) = store(fake, visitor, cid.clone(), frame);
            fake.tell();
            if cut {
                fake.seen.cut.fetch_add(1, Ordering::Relaxed);
                return false;
            }
            let ack = json!({ "t": "ack", "cid": cid, "m": message(&said) });
            return socket.send(Frame::text(ack.to_string())).await.is_ok();
        }
        "typing" => _ = fake.seen.typing.fetch_add(1, Ordering::Relaxed),
        "read" => _ = fake.seen.reads.fetch_add(1, Ordering::Relaxed),
        "ping" => {}
        "end" => {
            if let Some(case) = fake.state().cases.iter_mut().find(|case| case.visitor == visitor) {
                case.resolved = true;
            }
            fake.tell();
        }
        other => _ = fake.rule(false, other),
    }
    true
}

/// Stores a message once; the line of every first message is cut before it is acknowledged.
fn store(fake: &Fake, visitor: &str, cid: String, frame: &Value) -> (Said, bool) {
    let mut state = fake.state();
    let state = &mut *state;
    let known = state.cases.iter().position(|case| case.visitor == visitor);
    let at = known.unwrap_or_else(|| {
        state.cases.push(Case {
            id: id(1_000 + state.cases.len()),
            visitor: visitor.to_owned(),
            owner: None,
            offer: None,
            queue: CHAT,
            version: 1,
            resolved: false,
            category: None,
            messages: Vec::new(),
            cut: false,
        });
        state.cases.len() - 1
    });
    let case = &mut state.cases[at];
    if let Some(said) = case.messages.iter().find(|said| said.cid.as_deref() == Some(&cid)) {
        fake.seen.resent.fetch_add(1, Ordering::Relaxed);
        return (said.clone(), false);
    }
    state.n += 3;
    let text = frame["text"].as_str().unwrap().to_owned();
    let said = Said { n: state.n, from: "customer", cid: Some(cid), text };
    case.messages.push(said.clone());
    if case.owner.is_none() && case.offer.is_none() && state.agents > 0 {
        case.offer = Some((id(2_000 + at), 1 + at % state.agents));
    }
    let cut = !std::mem::replace(&mut case.cut, true);
    (said, cut)
}

async fn sign_in(Extract(fake): Extract<Fake>, Json(body): Json<Value>) -> Response {
    if body["password"] != "demo-password" {
        return problem(StatusCode::UNAUTHORIZED, "sign_in_failed");
    }
    let agent = {
        let mut state = fake.state();
        state.agents += 1;
        state.agents
    };
    let cookie = format!("madoguchi_session=a{agent}; Path=/; HttpOnly; SameSite=Lax");
    let me = json!({ "id": id(agent), "csrf": "csrf" });
    ([(header::SET_COOKIE, cookie)], Json(me)).into_response()
}

async fn sign_out(Extract(fake): Extract<Fake>, headers: HeaderMap) -> StatusCode {
    fake.agent(&headers, true);
    fake.seen.sign_outs.fetch_add(1, Ordering::Relaxed);
    StatusCode::NO_CONTENT
}

async fn directory() -> Json<Value> {
    let named = |(at, name): (usize, &str)| json!({ "id": id(at), "name": name });
    let categories: Vec<Value> =
        crate::talk::TOPICS.iter().map(|topic| topic.category).enumerate().map(named).collect();
    let queues = [named((CHAT, "チャット窓口")), named((SPECIALISTS, "専門窓口(修理・不良品)"))];
    Json(json!({ "queues": queues, "categories": categories }))
}

async fn presence(Extract(fake): Extract<Fake>, headers: HeaderMap) -> Json<Value> {
    fake.agent(&headers, false);
    Json(json!({ "state": "available" }))
}

async fn set_presence(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Json<Value> {
    fake.agent(&headers, true);
    fake.rule(body["state"] == "available" || body["state"] == "away", "presence");
    Json(body)
}

async fn desk_stream(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let agent = fake.agent(&headers, false);
    let origin = headers.get(header::ORIGIN).is_some_and(|origin| origin == fake.url.as_str());
    fake.rule(origin, "origin of the stream");
    upgrade.on_upgrade(async move |socket| desk(fake, agent, socket).await)
}

async fn desk(fake: Fake, agent: usize, mut socket: WebSocket) {
    let mut changes = fake.changed.subscribe();
    let mut offered = Vec::new();
    loop {
        let mut events = Vec::new();
        for case in &fake.state().cases {
            if case.owner == Some(agent) {
                let data = json!({ "case": case.id });
                events.push(json!({ "topic": "me", "type": "message.created", "id": case.id, "data": data }));
            }
            if let Some((offer, _)) =
                case.offer.filter(|(offer, to)| *to == agent && !offered.contains(offer))
            {
                offered.push(offer);
                let data = json!({ "id": offer, "user": id(agent) });
                events.push(
                    json!({ "topic": "me", "type": "offer.created", "id": offer, "data": data }),
                );
            }
        }
        let frame = json!({ "seq": 1, "events": events }).to_string();
        if socket.send(Frame::text(frame)).await.is_err() {
            return;
        }
        tokio::select! {
            _ = changes.recv() => {}
            heard = socket.recv() => if !matches!(heard, Some(Ok(_))) { return },
        }
    }
}

async fn accept(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    Path(offer): Path<Uuid>,
) -> Response {
    let agent = fake.agent(&headers, true);
    let mut state = fake.state();
    let Some(case) = state.cases.iter_mut().find(|c| c.offer == Some((offer, agent))) else {
        return problem(StatusCode::CONFLICT, "offer_gone");
    };
    case.offer = None;
    case.owner = Some(agent);
    Json(row(case)).into_response()
}

/// A declined offer comes again under another id.
async fn decline(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    Path(offer): Path<Uuid>,
) -> StatusCode {
    let agent = fake.agent(&headers, true);
    if let Some(case) = fake.state().cases.iter_mut().find(|c| c.offer == Some((offer, agent))) {
        case.offer = Some((id(9_000_000 + offer.as_u128() as usize), agent));
    }
    fake.tell();
    StatusCode::NO_CONTENT
}

fn row(case: &Case) -> Value {
    json!({
        "id": case.id, "status": if case.resolved { "resolved" } else { "assigned" },
        "owner": case.owner.map(id), "category": case.category, "queue": id(case.queue),
        "channel_kind": "web_chat", "customer": { "id": id(3), "name": "森 純" },
        "updated_at": "2026-11-23T03:00:00Z", "version": case.version,
    })
}

async fn mine(Extract(fake): Extract<Fake>, headers: HeaderMap) -> Json<Value> {
    let agent = fake.agent(&headers, false);
    let state = fake.state();
    let own = state.cases.iter().filter(|case| case.owner == Some(agent) && !case.resolved);
    Json(json!({ "items": own.map(row).collect::<Vec<_>>() }))
}

fn with(fake: &Fake, case: Uuid, edit: impl FnOnce(&mut Case, &mut i64) -> Response) -> Response {
    let answer = {
        let mut state = fake.state();
        let state = &mut *state;
        match state.cases.iter_mut().find(|found| found.id == case) {
            Some(case) => edit(case, &mut state.n),
            None => problem(StatusCode::NOT_FOUND, "not_found"),
        }
    };
    fake.tell();
    answer
}

async fn case(Extract(fake): Extract<Fake>, Path(case): Path<Uuid>) -> Response {
    let state = fake.state();
    let found = state.cases.iter().find(|found| found.id == case).unwrap();
    Json(json!({ "case": row(found) })).into_response()
}

async fn thread(Extract(fake): Extract<Fake>, Path(case): Path<Uuid>) -> Json<Value> {
    let state = fake.state();
    let found = state.cases.iter().find(|found| found.id == case).unwrap();
    let entry = |said: &Said| {
        let kind = if said.from == "customer" { "inbound" } else { "outbound" };
        json!({ "seq": said.n, "kind": kind, "text": said.text })
    };
    Json(json!({ "messages": found.messages.iter().map(entry).collect::<Vec<_>>(), "more": false }))
}

async fn change(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    Path(case): Path<Uuid>,
    Json(body): Json<Value>,
) -> Response {
    fake.agent(&headers, true);
    let Some(version) = headers.get(header::IF_MATCH).cloned() else {
        fake.rule(false, "If-Match");
        return problem(StatusCode::PRECONDITION_REQUIRED, "version_needed");
    };
    with(&fake, case, |case, _| {
        if version != format!("\"{}\"", case.version).as_str() {
            return problem(StatusCode::PRECONDITION_FAILED, "changed");
        }
        case.version += 1;
        case.category = body["category"].as_str().map(str::to_owned);
        Json(row(case)).into_response()
    })
}

async fn note(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> StatusCode {
    fake.agent(&headers, true);
    fake.rule(body["text"].as_str().is_some_and(|text| !text.is_empty()), "text of a note");
    StatusCode::CREATED
}

async fn reply(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    Path(case): Path<Uuid>,
    Json(body): Json<Value>,
) -> Response {
    fake.agent(&headers, true);
    let id = body["client_id"].as_str().is_some_and(|id| Uuid::parse_str(id).is_ok());
    fake.rule(id, "client_id is a UUID");
    with(&fake, case, |case, n| {
        *n += 3;
        let text = body["text"].as_str().unwrap().to_owned();
        case.messages.push(Said { n: *n, from: "agent", cid: None, text });
        case.resolved |= body["then"] == "resolve";
        StatusCode::CREATED.into_response()
    })
}

/// Offers the case to the other agent.
async fn transfer(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    Path(case): Path<Uuid>,
    Json(body): Json<Value>,
) -> Response {
    let agent = fake.agent(&headers, true);
    fake.rule(body["queue"] == json!(id(SPECIALISTS)), "the queue of the specialists");
    fake.seen.transfers.fetch_add(1, Ordering::Relaxed);
    let next = agent % fake.state().agents + 1;
    with(&fake, case, |case, n| {
        *n += 3;
        case.owner = None;
        case.queue = SPECIALISTS;
        case.offer = Some((id(5_000_000 + usize::try_from(*n).unwrap()), next));
        Json(row(case)).into_response()
    })
}

async fn resolve(
    Extract(fake): Extract<Fake>,
    headers: HeaderMap,
    Path(case): Path<Uuid>,
) -> Response {
    fake.agent(&headers, true);
    with(&fake, case, |case, _| {
        case.resolved = true;
        Json(row(case)).into_response()
    })
}
