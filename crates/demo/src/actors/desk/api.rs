//! The desk's API as far as an agent needs it, with the paths in one place.

use model::{CaseId, CaseStatus, CategoryId, MessageKind, OfferId, Presence, QueueId, UserId};
use reqwest::header::{COOKIE, IF_MATCH, ORIGIN, SET_COOKIE};
use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::http::header as ws;

use super::super::error::ActorError;
use super::super::http::{Client, read, send};
use super::super::socket::Socket;
use super::super::{Login, Stage};

const PING: &str = r#"{"ping":1}"#;

#[derive(Deserialize)]
struct Me {
    id: UserId,
    csrf: String,
}

/// Names of things.
#[derive(Deserialize)]
pub(super) struct Named<Id> {
    pub(super) id: Id,
    pub(super) name: String,
}

#[derive(Deserialize)]
struct Directory {
    queues: Vec<Named<QueueId>>,
    categories: Vec<Named<CategoryId>>,
}

/// A case as an agent looks at it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Case {
    pub(super) id: CaseId,
    pub(super) status: CaseStatus,
    pub(super) owner: Option<UserId>,
    pub(super) category: Option<CategoryId>,
    pub(super) queue: QueueId,
    pub(super) channel_kind: model::ChannelKind,
    pub(super) customer: Customer,
    pub(super) updated_at: jiff::Timestamp,
    pub(super) version: i64,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Customer {
    pub(super) name: String,
}

#[derive(Deserialize)]
struct CaseWhole {
    case: Case,
}

#[derive(Deserialize)]
struct Page<T> {
    items: Vec<T>,
}

/// An entry of a thread.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Message {
    pub(super) seq: i64,
    pub(super) kind: MessageKind,
    pub(super) text: String,
}

#[derive(Deserialize)]
struct Thread {
    messages: Vec<Message>,
}

/// An offer.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Offer {
    pub(super) id: OfferId,
    pub(super) user: UserId,
}

/// A signed-in agent.
pub(super) struct Desk {
    client: Client,
    cookie: String,
    csrf: String,
    pub(super) me: UserId,
    pub(super) family: String,
    queues: Vec<Named<QueueId>>,
    categories: Vec<Named<CategoryId>>,
}

impl Desk {
    /// Signs in and learns the names of things.
    pub(super) async fn sign_in(stage: &Stage, login: &Login) -> Result<Self, ActorError> {
        let client = stage.client.clone();
        let body = json!({ "email": login.email, "password": login.password });
        let request = client
            .request(Method::POST, "/api/v1/sign-in")
            .header(ORIGIN, client.base())
            .json(&body);
        let response = send(request).await?;
        // Kept by hand: the WebSocket needs it, too.
        let cookies = response.headers().get_all(SET_COOKIE).iter();
        let pairs = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        let cookie = pairs.collect::<Vec<_>>().join("; ");
        let me: Me = response.json().await?;
        let mut desk = Self {
            client,
            cookie,
            csrf: me.csrf,
            me: me.id,
            family: login.family.clone(),
            queues: Vec::new(),
            categories: Vec::new(),
        };
        let directory: Directory = read(desk.get("/api/v1/directory")).await?;
        desk.queues = directory.queues;
        desk.categories = directory.categories;
        Ok(desk)
    }

    pub(super) async fn sign_out(&self) -> Result<(), ActorError> {
        send(self.change(Method::POST, "/api/v1/sign-out")).await.map(drop)
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.request(Method::GET, path).header(COOKIE, &self.cookie)
    }

    fn change(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, path)
            .header(COOKIE, &self.cookie)
            .header(ORIGIN, self.client.base())
            .header("x-csrf-token", &self.csrf)
    }

    pub(super) fn category(&self, name: &str) -> Option<CategoryId> {
        self.categories.iter().find(|category| category.name == name).map(|category| category.id)
    }

    /// The queue of the specialists, by its name.
    pub(super) fn specialists(&self) -> Option<QueueId> {
        self.queues.iter().find(|queue| queue.name.starts_with("専門窓口")).map(|queue| queue.id)
    }

    /// The live stream of this desk.
    pub(super) async fn stream(&self) -> Result<Socket, ActorError> {
        let url = self.client.socket_url("/api/v1/stream");
        let headers = [(ws::COOKIE, self.cookie.as_str()), (ws::ORIGIN, self.client.base())];
        let mut socket = Socket::open(&url, &headers, PING).await?;
        socket.say(json!({ "subscribe": ["inbox"] }).to_string()).await?;
        Ok(socket)
    }

    pub(super) async fn set_presence(&self, state: Presence) -> Result<(), ActorError> {
        let request = self.change(Method::PUT, "/api/v1/work/presence");
        send(request.json(&json!({ "state": state }))).await.map(drop)
    }

    pub(super) async fn presence(&self) -> Result<Presence, ActorError> {
        #[derive(Deserialize)]
        struct Own {
            state: Presence,
        }
        let own: Own = read(self.get("/api/v1/work/presence")).await?;
        Ok(own.state)
    }

    pub(super) async fn offers(&self) -> Result<Vec<Offer>, ActorError> {
        read(self.get("/api/v1/work/offers")).await
    }

    pub(super) async fn accept(&self, offer: OfferId) -> Result<(), ActorError> {
        let path = format!("/api/v1/work/offers/{offer}/accept");
        send(self.change(Method::POST, &path)).await.map(drop)
    }

    pub(super) async fn decline(&self, offer: OfferId) -> Result<(), ActorError> {
        let path = format!("/api/v1/work/offers/{offer}/decline");
        send(self.change(Method::POST, &path)).await.map(drop)
    }

    /// My open cases, at most one page of them.
    pub(super) async fn mine(&self) -> Result<Vec<Case>, ActorError> {
        let page: Page<Case> = read(self.get("/api/v1/cases?view=mine&limit=50")).await?;
        Ok(page.items)
    }

    pub(super) async fn case(&self, case: CaseId) -> Result<Case, ActorError> {
        let whole: CaseWhole = read(self.get(&format!("/api/v1/cases/{case}"))).await?;
        Ok(whole.case)
    }

    pub(super) async fn thread(&self, case: CaseId) -> Result<Vec<Message>, ActorError> {
        let path = format!("/api/v1/cases/{case}/messages?limit=50");
        let thread: Thread = read(self.get(&path)).await?;
        Ok(thread.messages)
    }

    /// Marks a case as read.
    pub(super) async fn read_up_to(&self, case: CaseId, seq: i64) -> Result<(), ActorError> {
        let request = self.change(Method::POST, &format!("/api/v1/cases/{case}/read"));
        send(request.json(&json!({ "seq": seq }))).await.map(drop)
    }

    /// Answers; the same `client_id` twice has no effect twice.
    pub(super) async fn reply(&self, case: CaseId, body: &Value) -> Result<(), ActorError> {
        let request = self.change(Method::POST, &format!("/api/v1/cases/{case}/replies"));
        send(request.json(body)).await.map(drop)
    }

    pub(super) async fn note(&self, case: CaseId, body: &Value) -> Result<(), ActorError> {
        let request = self.change(Method::POST, &format!("/api/v1/cases/{case}/notes"));
        send(request.json(body)).await.map(drop)
    }

    /// Changes a case that was read with this version.
    pub(super) async fn adjust(&self, case: &Case, change: &Value) -> Result<(), ActorError> {
        let request = self.change(Method::PATCH, &format!("/api/v1/cases/{}", case.id));
        let version = format!("\"{}\"", case.version);
        send(request.header(IF_MATCH, version).json(change)).await.map(drop)
    }

    pub(super) async fn transfer(
        &self,
        case: CaseId,
        queue: QueueId,
        note: &str,
    ) -> Result<(), ActorError> {
        let request = self.change(Method::POST, &format!("/api/v1/cases/{case}/transfer"));
        send(request.json(&json!({ "queue": queue, "note": note }))).await.map(drop)
    }

    pub(super) async fn resolve(&self, case: CaseId) -> Result<(), ActorError> {
        send(self.change(Method::POST, &format!("/api/v1/cases/{case}/resolve"))).await.map(drop)
    }
}
