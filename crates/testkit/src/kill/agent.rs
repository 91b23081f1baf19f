//! An agent: accepts offers, answers, takes, hands over and resolves cases, over the desk's API.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::Dice;
use super::ledger::{Ledger, Way};
use crate::server::Client;

const PAUSE: Duration = Duration::from_millis(40);
/// Silence after which a request is given up.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Agent {
    name: String,
    client: Client,
    dice: Dice,
}

impl Agent {
    pub(super) const fn new(name: String, client: Client, seed: u64) -> Self {
        Self { name, client, dice: Dice::new(seed) }
    }

    /// Works until told to stop; ends when the last reply was taken over.
    pub(super) async fn work(mut self, ledger: Arc<Ledger>, stopped: watch::Receiver<bool>) {
        let mut n = 0;
        while !*stopped.borrow() {
            let Some(case) = self.choose(&ledger).await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            if !self.dice.next().is_multiple_of(4) {
                n += u32::from(self.reply(&case, n, &ledger).await);
            } else {
                self.move_on(&case, &ledger).await;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// A case to do something about: an offered one first, otherwise any open one.
    async fn choose(&mut self, ledger: &Ledger) -> Option<String> {
        let state = json!({"state": "available"});
        let _ = self.ask((Method::PUT, "/api/v1/work/presence"), Some(&state), ledger).await?;
        let (_, offers) = self.ask((Method::GET, "/api/v1/work/offers"), None, ledger).await?;
        if let Some(offer) = offers[0]["id"].as_str() {
            let path = format!("/api/v1/work/offers/{offer}/accept");
            let (status, case) = self.ask((Method::POST, &path), None, ledger).await?;
            if status.is_success() {
                return case["id"].as_str().map(str::to_owned);
            }
        }
        let list = (Method::GET, "/api/v1/cases?view=open&limit=40");
        let (_, page) = self.ask(list, None, ledger).await?;
        let rows = page["items"].as_array()?;
        let at = usize::try_from(self.dice.next()).unwrap_or_default() % rows.len().max(1);
        Some(rows.get(at)?["id"].as_str()?.to_owned())
    }

    /// Answers; repeats the same answer until it is taken over or refused for good.
    async fn reply(&mut self, case: &str, n: u32, ledger: &Ledger) -> bool {
        let text = format!("{} answers {n}", self.name);
        let then = self.dice.pick(["keep", "pending_customer", "resolve"]);
        let reply = json!({"text": text, "client_id": self.dice.uuid(), "then": then});
        let path = format!("/api/v1/cases/{case}/replies");
        loop {
            match self.ask((Method::POST, &path), Some(&reply), ledger).await {
                Some((status, _)) if status.is_success() => {
                    ledger.acknowledged(&self.name, text, Way::Reply);
                    return true;
                }
                Some((status, _)) if status.is_client_error() => return false,
                _ => {
                    ledger.repeated();
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Takes, hands over or resolves; whether that got through is of no interest.
    async fn move_on(&mut self, case: &str, ledger: &Ledger) {
        let what = self.dice.pick(["take", "resolve", "reopen"]);
        let path = format!("/api/v1/cases/{case}/{what}");
        let _ = self.ask((Method::POST, &path), None, ledger).await;
    }

    /// Status and answer, or nothing when the server is gone.
    async fn ask(
        &self,
        (method, path): (Method, &str),
        body: Option<&Value>,
        ledger: &Ledger,
    ) -> Option<(StatusCode, Value)> {
        let mut request = self.client.request(method, path).timeout(PATIENCE);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.ok()?;
        let status = answer.status();
        let text = answer.text().await.ok()?;
        let unexpected = status == StatusCode::INTERNAL_SERVER_ERROR
            || status == StatusCode::UNAUTHORIZED
            || status == StatusCode::FORBIDDEN;
        if unexpected {
            ledger.complain(format!("{}: {path}: {status} {text}", self.name));
        }
        Some((status, serde_json::from_str(&text).unwrap_or_default()))
    }
}
