//! How long after a message is acknowledged it is found, while many come in.

use std::time::{Duration, Instant};

use api::Caller;
use api::chat::{ChatSend, Visitor};
use api::ports::{Chat as _, Search as _};
use api::search::{SearchKind, SearchQuery};
use app::App;
use model::VisitorId;
use tokio::task::JoinSet;
use tokio::time::interval;

use super::fill::Filled;
use super::now;
use crate::figures::{Figures, Spread};

/// Visitors who write in turns.
const VISITORS: usize = 200;
/// Time between two questions whether a message is found.
const LOOK: Duration = Duration::from_millis(25);
/// Longest wait for one message.
const GIVE_UP: Duration = Duration::from_secs(20);

pub(crate) async fn measure(
    app: &App,
    by: &Caller,
    filled: &Filled,
    (rate, seconds): (u32, u32),
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let visitors: Vec<Visitor> = (0..VISITORS).map(|_| visitor(app, filled)).collect();
    let talking = tokio::spawn(talk(app.clone(), visitors, filled.texts.clone(), (rate, seconds)));
    let probe = visitor(app, filled);
    let mut lags = Vec::new();
    let mut searches = Vec::new();
    let begun = Instant::now();
    let mut number = 0;
    while begun.elapsed() < Duration::from_secs(seconds.into()) {
        number += 1;
        let word = format!("probe{number:05}qz");
        send(app, &probe, &format!("印 {word} をつけた便り")).await?;
        let acknowledged = Instant::now();
        loop {
            let query = SearchQuery {
                q: Some(word.clone()),
                kind: Some(SearchKind::Message),
                ..SearchQuery::default()
            };
            let asked = Instant::now();
            let page = app.find(by, query).await?;
            searches.push(asked.elapsed());
            if !page.items.is_empty() || acknowledged.elapsed() > GIVE_UP {
                lags.push(acknowledged.elapsed());
                break;
            }
            tokio::time::sleep(LOOK).await;
        }
    }
    let sent = talking.await??;
    let (lags, searches) = (Spread::of(lags), Spread::of(searches));
    figures.add("lag_messages_per_s", sent / begun.elapsed().as_secs_f64(), "1/s acknowledged");
    figures.add("lag_p50_ms", lags.millis(0.5), "ms from acknowledged to found");
    figures.add("lag_p95_ms", lags.millis(0.95), "ms");
    figures.add("lag_max_ms", lags.millis(1.0), "ms (budget 2000)");
    figures.add("search_under_load_p95_ms", searches.millis(0.95), "ms");
    Ok(())
}

fn visitor(app: &App, filled: &Filled) -> Visitor {
    let id: VisitorId = app.store.id(now());
    Visitor { tenant: filled.tenant, channel: filled.channel, id, locale: api::Locale::Ja }
}

async fn send(app: &App, by: &Visitor, text: &str) -> anyhow::Result<()> {
    let id: VisitorId = app.store.id(now());
    let input = ChatSend { cid: format!("cid-{id}"), text: text.to_owned(), files: vec![] };
    app.send(by, input).await.map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
    Ok(())
}

/// Sends at a steady rate; answers how many were acknowledged.
async fn talk(
    app: App,
    visitors: Vec<Visitor>,
    texts: Vec<String>,
    (rate, seconds): (u32, u32),
) -> anyhow::Result<f64> {
    let mut pace = interval(Duration::from_millis(20));
    let per_tick = (rate / 50).max(1);
    let mut sends = JoinSet::new();
    let (mut at, mut sent) = (0_usize, 0.0);
    for _ in 0..seconds * 50 {
        pace.tick().await;
        for _ in 0..per_tick {
            let visitor = visitors.get(at % visitors.len().max(1)).cloned();
            let text = texts.get(at % texts.len().max(1)).cloned();
            let (Some(visitor), Some(text)) = (visitor, text) else { continue };
            at += 1;
            let app = app.clone();
            sends.spawn(async move { send(&app, &visitor, &text).await });
        }
        while let Some(done) = sends.try_join_next() {
            done??;
            sent += 1.0;
        }
    }
    while let Some(done) = sends.join_next().await {
        done??;
        sent += 1.0;
    }
    Ok(sent)
}
