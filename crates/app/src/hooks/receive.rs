//! A signed request into the journal. Answered when it is durable; the same one twice is one.

use api::hook::{HookRequest, HookTaken};
use api::{Answer, Code, Problem};
use channels::hooks::{HookBody, read, redact, verify};
use model::{ChannelKind, IntakeId};
use store::channel;

use super::secret::{self, HookDirection};
use crate::App;
use crate::failure::{Failure, OrProblem};
use crate::intake::journal::{RawArrival, insert};
use crate::validate::masked;

pub(super) async fn receive(app: &App, key: &str, request: HookRequest) -> Answer<HookTaken> {
    let system = app.store.system();
    let found = channel::by_public_key(&system, key).await.or_problem()?;
    let (tenant, channel) = found
        .filter(|(_, channel)| channel.kind == ChannelKind::Api)
        .ok_or(Problem::new(Code::NotFound))?;
    if !channel.active {
        return Err(Problem::new(Code::ChannelOff));
    }
    let secrets = secret::good(app, tenant, (&channel, HookDirection::In)).or_problem()?;
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let headers = (request.id.as_str(), request.timestamp.as_str(), request.signature.as_str());
    verify(&secrets, headers, &request.body, app.now()).map_err(|error| {
        Problem::new(Code::Signature).with(
            format!("署名を確認できません({error})。"),
            format!("The signature was not accepted: {error}."),
        )
    })?;
    // What cannot be read is refused at once: nobody was told that it is kept.
    let hook = read(&request.body).map_err(|refused| {
        Problem::invalid(refused.field, refused.text.ja.as_ref(), refused.text.en.as_ref())
    })?;
    let provider_id = match &hook.body {
        HookBody::Message(message) => format!("msg:{}", message.id),
        _ => format!("evt:{}", request.id),
    };
    let store = app.of(tenant);
    // Signed and read as it came, kept without numbers that may not be.
    let body = redact(&request.body, &masked).map_or(request.body, Into::into);
    let bytes = body.len() as u64;
    let blob = store.blobs().put(body).await.or_problem()?;
    let id: IntakeId = app.store.id(app.now());
    let arrival = RawArrival { id: Some(id), channel: channel.id, provider_id, blob, bytes };
    let written = store
        .write(app.now(), move |tx| {
            Box::pin(async move { Ok::<_, Failure>(insert(tx, arrival).await?) })
        })
        .await
        .or_problem()?;
    app.journal_bell.notify_one();
    Ok(HookTaken { duplicate: !written.value })
}
