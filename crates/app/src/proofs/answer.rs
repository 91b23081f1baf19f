//! Answering: by the code that a colleague is told, or by the link.

use api::proof::{ProofDoor, ProofState, Proven};
use api::{Answer, Caller, Code, Problem};
use model::event::EventBody;
use model::limits::PROOF_ATTEMPTS_MAX;
use model::{Actor, IdentityKind, IdentityStrength, ProofId, TenantId};
use serde_json::json;
use store::address_proof::{self, AddressProof};
use store::customer::Customer;
use store::identity::{self, Identity};
use store::{Scope, StoreError, Tx, customer_pair, customer_tie, tenant};
use subtle::ConstantTimeEq as _;

use super::ask::tell;
use super::{code_hash, state};
use crate::App;
use crate::audit::{Who, record};
use crate::customers::create::about;
use crate::customers::get::{Person, present};
use crate::customers::merge::merge;
use crate::failure::{Failure, OrProblem};
use crate::handover::code::HandoverCode;

/// Ties of one person that are looked at.
const TIES_MAX: u64 = 1_000;

/// What became of a code that was told.
enum Told {
    Right(Proven),
    /// How many more may be tried.
    Wrong(u64),
}

pub(super) async fn by_code(app: &App, by: &Caller, id: ProofId, typed: &str) -> Answer<Proven> {
    let code = digits(typed);
    let (caller, sealer) = (by.clone(), app.store.sealer().clone());
    let told = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let proof = address_proof::get(tx, id).await?;
            let proof = proof.ok_or(Problem::new(Code::NotFound))?;
            answerable(state(&proof, tx.now()))?;
            let right = code_hash(&sealer, id, &code).ct_eq(&proof.code_hash);
            if !bool::from(right) {
                address_proof::count_attempt(tx, id).await?;
                return Ok(Told::Wrong(PROOF_ATTEMPTS_MAX.saturating_sub(proof.attempts + 1)));
            }
            let proven = proven(tx, caller.actor(), &proof).await?;
            let detail = json!({"proof": id, "joined": proven.joined});
            let subject = proof.customer.to_string();
            record(tx, &Who::from(&caller), "customer.proven", &subject, detail).await?;
            Ok::<_, Failure>(Told::Right(proven))
        })
    });
    match told.await.or_problem()?.value {
        Told::Right(proven) => Ok(proven),
        Told::Wrong(0) => Err(answerable(ProofState::Locked).err().unwrap_or_else(wrong)),
        Told::Wrong(left) => Err(wrong().with(
            format!("コードが違います。あと{left}回入力できます。"),
            format!("The code is wrong. You may try {left} more."),
        )),
    }
}

fn wrong() -> Problem {
    let mut problem = Problem::new(Code::CodeWrong);
    problem.field = Some("code".to_owned());
    problem
}

/// Full-width digits are digits; what stands between them is nothing.
fn digits(typed: &str) -> String {
    typed
        .chars()
        .take(40)
        .filter_map(|c| match c {
            '0'..='9' => Some(c),
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
            _ => None,
        })
        .collect()
}

fn answerable(state: ProofState) -> Result<(), Problem> {
    let (ja, en) = match state {
        ProofState::Waiting => return Ok(()),
        ProofState::Proven => ("この確認はすでに済んでいます。", "This was proven already."),
        ProofState::Locked => (
            "違うコードが続いたため、この確認は使えません。もう一度送ってください。",
            "Too many wrong codes. Send a new mail.",
        ),
        ProofState::Expired => (
            "この確認は期限が切れています。もう一度送ってください。",
            "This is too old. Send a new mail.",
        ),
        ProofState::Undelivered => (
            "確認メールを届けられませんでした。アドレスを確かめてください。",
            "The mail did not go out. Look at the address.",
        ),
    };
    Err(Problem::new(Code::Conflict).with(ja, en))
}

struct Found {
    tenant: TenantId,
    proof: AddressProof,
}

async fn find(app: &App, link: &str) -> Answer<Found> {
    let missing = || Problem::new(Code::NotFound);
    let code = HandoverCode::read(link).ok_or_else(missing)?;
    let found = address_proof::by_link_hash(&app.store.system(), &code.hash()).await;
    let (tenant, proof) = found.or_problem()?.ok_or_else(missing)?;
    Ok(Found { tenant, proof })
}

pub(super) async fn door(app: &App, link: &str) -> Answer<ProofDoor> {
    let Found { tenant, proof } = find(app, link).await?;
    Ok(ProofDoor {
        company: tenant::get(&app.of(tenant)).await.or_problem()?.name,
        state: state(&proof, app.now()),
        address: hinted(&proof.address),
    })
}

/// The link may lie about in a browser's history: the page names the address only so far that its
/// owner knows it.
fn hinted(address: &str) -> String {
    let (name, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}•••@{domain}")
}

/// Pressing the button twice is no error.
pub(super) async fn by_link(app: &App, link: &str) -> Answer<ProofDoor> {
    let Found { tenant, proof } = find(app, link).await?;
    if state(&proof, app.now()) == ProofState::Waiting {
        let id = proof.id;
        let done = app.of(tenant).write(app.now(), move |tx| {
            Box::pin(async move {
                let proof = address_proof::get(tx, id).await?;
                let proof = proof.ok_or(Problem::new(Code::NotFound))?;
                if state(&proof, tx.now()) == ProofState::Waiting {
                    proven(tx, Actor::Customer, &proof).await?;
                }
                Ok::<_, Failure>(())
            })
        });
        done.await.or_problem()?;
    }
    door(app, link).await
}

/// The address is this customer's. Where another record has it, the two are one person, unless the
/// company knows both under numbers of their own, or somebody has told them apart (a household has
/// one address often enough): then somebody has to decide.
async fn proven(tx: &mut Tx<'_>, actor: Actor, proof: &AddressProof) -> Result<Proven, Failure> {
    address_proof::prove(tx, proof.id).await?;
    let person = present(tx, proof.customer).await?;
    let (kind, strength) = (IdentityKind::Email, IdentityStrength::Verified);
    let known = identity::find(tx, kind, &proof.address).await?;
    let mut came = Proven { other_customer: None, joined: false };
    let owner = match &known {
        None => {
            let now = tx.now();
            let (value, customer) = (proof.address.clone(), person.leader.id);
            let new =
                Identity { kind, value, customer, strength, created_at: now, last_seen_at: now };
            if !identity::insert(tx, &new).await? {
                return Err(StoreError::Busy.into());
            }
            Some(customer)
        }
        Some(known) if person.ids().contains(&known.customer) => Some(known.customer),
        Some(known) => {
            let other = present(tx, known.customer).await?;
            let apart = numbered(&person) && numbered(&other);
            if apart || told_apart(tx, (&person, &other)).await? {
                came.other_customer = Some(other.leader.id);
                None
            } else {
                let pair = who_joins(&person.leader, &other.leader, numbered(&person));
                let reason = json!({"kind": "proven", "proof": proof.id});
                merge(tx, actor, pair, reason).await?;
                came.joined = true;
                Some(known.customer)
            }
        }
    };
    if let Some(owner) = owner {
        identity::seen(tx, kind, &proof.address, strength).await?;
        let said = EventBody::CustomerIdentified { identity: kind, strength };
        tx.append(about(owner, actor, said)).await?;
    }
    if let Some(case) = proof.case {
        let text = format!("{} が本人のアドレスと確認されました", proof.address);
        let records = present(tx, proof.customer).await?.ids();
        // The case may have become another customer's meanwhile.
        match tell(tx, (case, &records), ("proof_done", text)).await {
            Err(Failure::Problem(problem)) if problem.code == Code::NotFound => {}
            told => told?,
        }
    }
    Ok(came)
}

/// Whether the company knows the person under a number.
fn numbered(person: &Person) -> bool {
    person.records.iter().any(|record| record.external_id.is_some())
}

/// Whether somebody holds two people apart, or has tied them as two.
async fn told_apart(
    scope: &Scope<'_>,
    (one, other): (&Person, &Person),
) -> Result<bool, StoreError> {
    let (ones, others) = (one.ids(), other.ids());
    let between = |a, b| {
        (ones.contains(&a) && others.contains(&b)) || (ones.contains(&b) && others.contains(&a))
    };
    let pairs = customer_pair::of_records(scope, &ones).await?;
    let ties = customer_tie::of_records(scope, &ones, TIES_MAX).await?;
    Ok(pairs.iter().any(|pair| pair.dismissed.is_some() && between(pair.a, pair.b))
        || ties.iter().any(|tie| between(tie.a, tie.b)))
}

/// Who is absorbed, and into whom: whoever is known better goes on.
fn who_joins(
    mine: &Customer,
    other: &Customer,
    numbered: bool,
) -> (model::CustomerId, model::CustomerId) {
    if numbered || (!mine.anonymous && other.anonymous) {
        (other.id, mine.id)
    } else {
        (mine.id, other.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_typed() {
        assert_eq!(digits("012 345"), "012345");
        assert_eq!(digits("０１２－３４５ "), "012345");
        assert_eq!(digits("code"), "");
    }

    #[test]
    fn an_address_is_hinted_at() {
        assert_eq!(hinted("hana@example.jp"), "h•••@example.jp");
        assert_eq!(hinted("花@例え.jp"), "花•••@例え.jp");
    }
}
