//! A browser takes a link: from now on it is one of this customer's, and its chat goes on in the
//! case.

use api::handover::{HandoverState, HandoverTaken};
use api::{Answer, Code, Problem};
use model::event::{EventBody, NewEvent};
use model::{Actor, CaseStatus, IdentityKind, IdentityStrength, Medium, VisitorId};
use serde_json::json;
use store::handover::{self, Handover};
use store::identity::{self, Identity};
use store::{StoreError, Tx};

use super::door::{find, state};
use crate::App;
use crate::cases::flow::Moving;
use crate::cases::written_line;
use crate::failure::{Failure, OrProblem};
use crate::inbound::{self, NewSession};
use crate::tokens::{self, VisitorClaim};

pub(super) async fn take(app: &App, typed: &str) -> Answer<HandoverTaken> {
    let found = find(app, typed).await?;
    if state(&found.link, app.now()) != HandoverState::Open {
        return Err(too_late());
    }
    let visitor: VisitorId = app.store.id(app.now());
    let (tenant, channel, link) = (found.tenant, found.channel.id, found.link);
    app.of(tenant)
        .write(app.now(), move |tx| Box::pin(async move { write(tx, &link, visitor).await }))
        .await
        .map_err(|failure| match failure {
            Failure::Store(StoreError::Version { what: "handover", .. }) => too_late().into(),
            other => other,
        })
        .or_problem()?;
    let claim = VisitorClaim { tenant, channel, visitor };
    let visitor = tokens::visitor_token(app.store.sealer(), claim);
    Ok(HandoverTaken { channel: found.key, visitor })
}

async fn write(tx: &mut Tx<'_>, link: &Handover, visitor: VisitorId) -> Result<(), Failure> {
    handover::take(tx, link.id, visitor).await?;
    let moving = Moving::read(tx, link.case).await?;
    let now = tx.now();
    let browser = Identity {
        kind: IdentityKind::Visitor,
        value: visitor.to_string(),
        customer: moving.case.customer,
        // Whoever has the link; it was given to the customer, who may have passed it on.
        strength: IdentityStrength::Claimed,
        created_at: now,
        last_seen_at: now,
    };
    identity::insert(tx, &browser).await?;
    let said = EventBody::HandoverTaken { handover: link.id };
    let mut taken = moving.event(Actor::Customer, said);
    // A matter that is settled by now stays so: the next word begins another one.
    if moving.case.status != CaseStatus::Resolved {
        let session = NewSession {
            channel: link.channel,
            medium: Medium::Chat,
            visitor: Some(visitor),
            thread: json!({"handover": link.id}),
        };
        let session = inbound::new_session(tx, Actor::Customer, &moving, session).await?;
        let line = ("handover_taken", "お客様がチャットを開きました".to_owned());
        written_line(tx, &moving, session.id, line).await?;
        taken = NewEvent { interaction: Some(session.id), ..taken };
    }
    tx.append(taken).await?;
    Ok(())
}

fn too_late() -> Problem {
    Problem::new(Code::Conflict).with(
        "このリンクはすでに使われたか、期限が切れています。担当者に新しいリンクをお求めください。",
        "This link was used or is too old. Ask for a new one.",
    )
}
