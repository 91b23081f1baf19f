//! Ending a conversation, letting it go on, saying when its answer must be there.

use api::side::{Side as View, SideChange};
use api::{Answer, Caller, Code, Problem};
use model::event::EventBody;
use model::limits::SIDE_MESSAGES_MAX;
use model::{CaseId, SideId, SideState, SideWay};
use store::side::{self, Side};
use store::{StoreError, Tx, message};

use super::list::view;
use crate::App;
use crate::cases::flow::Moving;
use crate::cases::{hold, rows};
use crate::failure::{Failure, OrProblem};

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (case, id, version): (CaseId, SideId, i64),
    change: SideChange,
) -> Answer<View> {
    if let Some(Some(at)) = change.remind_at {
        hold::within_a_year("remind_at", app.now(), at)?;
    }
    let actor = by.actor();
    let changed = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let moving = Moving::read(tx, case).await?;
            let found = side::get(tx, id).await?.filter(|side| side.case == case);
            let mut side = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            if side.version != version {
                let expected = version;
                return Err(Failure::from(StoreError::Version { what: "side", expected }));
            }
            match change.closed {
                Some(true) => close(&mut side),
                Some(false) if side.state == SideState::Closed => reopen(tx, &mut side).await?,
                _ => {}
            }
            if let Some(at) = change.remind_at {
                if at.is_some() && side.state != SideState::Waiting {
                    return Err(Problem::new(Code::Conflict)
                        .with(
                            "回答を待っていないため、確認日時は設定できません。",
                            "No answer is waited for.",
                        )
                        .into());
                }
                side.remind_at = at;
            }
            side::save(tx, &mut side).await?;
            let body = EventBody::SideChanged { side: side.id, state: side.state };
            tx.append(moving.event(actor, body)).await?;
            Ok(side)
        })
    });
    Ok(view(changed.await.or_problem()?.value))
}

fn close(side: &mut Side) {
    side.state = SideState::Closed;
    side.waiting_since = None;
    side.remind_at = None;
    side.wakes = false;
}

/// It stands again as its last word says.
async fn reopen(tx: &Tx<'_>, side: &mut Side) -> Result<(), StoreError> {
    let said = message::of_sides(tx, &[side.id], SIDE_MESSAGES_MAX).await?;
    let mut said = said.into_iter().map(rows::message).filter(|one| {
        // What a machine wrote is no answer.
        one.mail.as_ref().is_none_or(|mail| mail.automatic.is_none())
    });
    let answered =
        said.next().is_some_and(|last| last.side.is_some_and(|mark| mark.way == SideWay::In));
    side.state = if answered { SideState::Answered } else { SideState::Waiting };
    side.waiting_since = (!answered).then(|| tx.now());
    Ok(())
}
