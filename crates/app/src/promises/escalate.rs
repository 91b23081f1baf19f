//! What happens when time runs short, and when a promise is broken.

use model::event::EventBody;
use model::permission::{Permission, granted};
use model::{Actor, CaseId, Priority, UserId};
use sla::Effect;
use store::{Tx, reading, user_account, work_item};

use super::terms::Escalation;
use crate::cases::flow::Moving;
use crate::failure::Failure;

/// Who is called, read once for many cases.
#[derive(Default)]
pub(super) struct Callers {
    supervisors: Option<Vec<UserId>>,
}

impl Callers {
    /// Does what a policy asks for after these effects.
    pub(super) async fn carry_out(
        &mut self,
        tx: &mut Tx<'_>,
        case: CaseId,
        effects: &[Effect],
        escalation: Escalation,
    ) -> Result<(), Failure> {
        let warned = effects.iter().any(|effect| matches!(effect, Effect::Warned { .. }));
        let broken = effects.iter().any(|effect| matches!(effect, Effect::Breached { .. }));
        if !warned && !broken {
            return Ok(());
        }
        let mut moving = Moving::read(tx, case).await?;
        let mut called: Vec<UserId> = Vec::new();
        if escalation.warn_owner {
            called.extend(moving.case.owner);
        }
        if broken && escalation.call_supervisors {
            called.extend(self.supervisors(tx).await?);
        }
        called.sort_unstable();
        called.dedup();
        for user in called {
            reading::call(tx, user, case, moving.case.last_seq).await?;
        }
        if let Some(priority) = escalation.raise_to.filter(|_| broken) {
            raise(tx, &mut moving, priority).await?;
        }
        Ok(())
    }

    /// People who can act on other people's work.
    async fn supervisors(&mut self, tx: &Tx<'_>) -> Result<Vec<UserId>, Failure> {
        if let Some(known) = &self.supervisors {
            return Ok(known.clone());
        }
        let people = user_account::list(tx).await?;
        let acts = |roles: &[model::permission::Role]| granted(roles, Permission::BoardAct);
        let found = people.into_iter().filter(|user| user.active && acts(&user.roles));
        let found: Vec<UserId> = found.map(|user| user.id).collect();
        self.supervisors = Some(found.clone());
        Ok(found)
    }
}

async fn raise(tx: &mut Tx<'_>, moving: &mut Moving, priority: Priority) -> Result<(), Failure> {
    if moving.case.priority >= priority {
        return Ok(());
    }
    moving.case.priority = priority;
    if let Some(work) = &mut moving.work {
        work.priority = priority;
        work_item::update(tx, work).await?;
        work.version += 1;
    }
    let body = EventBody::CasePriorityChanged { priority };
    tx.append(moving.event(Actor::System, body)).await?;
    moving.save(tx).await?;
    Ok(())
}
