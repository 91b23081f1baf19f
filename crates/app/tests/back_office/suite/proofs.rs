//! Proving an address, by code and by link, through mails that really go out and come in.

use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Mutex;
use std::time::Duration;

use api::admin::NewChannel;
use api::customer::{NewCustomer, NewTie};
use api::ports::{Admin as _, Customers as _, Proofs as _};
use api::proof::{NewProof, ProofCode, ProofState};
use api::{Caller, Code};
use app::{Config, mail, outbox};
use channels::email::parse;
use jiff::SignedDuration;
use model::{ChannelId, ChannelKind, CustomerId, IdentityStrength, TieKind};
use store::customer::{self, Customer};
use store::{StoreError, intake};
use tokio::task::JoinSet;

use crate::world::{Backend, World, config, refused};

/// The mailbox of whoever is asked: a door of the same server, so that the mail comes back.
const THEIRS: &str = "hana@shop.jp";

struct Asked {
    world: World,
    theirs: ChannelId,
    /// Links of the mails that were looked at: the world's clock stands, so nothing else orders them.
    seen: Mutex<HashSet<String>>,
    _jobs: JoinSet<()>,
}

/// A centre that sends mail to itself.
async fn centre<B: Backend>() -> Asked {
    let free = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address: SocketAddr = free.local_addr().unwrap();
    drop(free);
    let world = World::with::<B>(Config { smtp_listen: Some(address), ..config() }).await;
    let (app, by) = (&world.app, &world.admin);
    let port = address.port().to_string();
    let sending = [
        ("address", "help@shop.jp"),
        ("smtp_host", "127.0.0.1"),
        ("smtp_port", port.as_str()),
        ("smtp_security", "plain"),
        ("allow_plain", "true"),
    ];
    mailbox(&world, &sending).await;
    let theirs = mailbox(&world, &[("address", THEIRS)]).await;
    let mut jobs = JoinSet::new();
    mail::spawn(app, &mut jobs);
    outbox::spawn(app, &mut jobs);
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(address).await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(app.queues(by).await.is_ok());
    Asked { world, theirs, seen: Mutex::default(), _jobs: jobs }
}

async fn mailbox(world: &World, pairs: &[(&str, &str)]) -> ChannelId {
    let queue = world.app.queues(&world.admin).await.unwrap()[0].id;
    let settings = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let (kind, name) = (ChannelKind::Email, pairs[0].1.to_owned());
    let new = NewChannel { kind, name, queue, settings: settings.collect() };
    world.app.create_channel(&world.admin, new).await.unwrap().id
}

impl Asked {
    fn by(&self) -> &Caller {
        &self.world.admin
    }

    async fn customer(&self, name: &str) -> CustomerId {
        let new = NewCustomer {
            name: name.to_owned(),
            kana: String::new(),
            company: String::new(),
            phone: String::new(),
            email: None,
        };
        self.world.app.create(self.by(), new).await.unwrap().id
    }

    /// One that the company knows under a number.
    async fn numbered(&self, name: &str, number: &str) -> CustomerId {
        let id = self.customer(name).await;
        let store = self.world.store();
        let before = customer::by_id(&store, id).await.unwrap().unwrap();
        let fresh: CustomerId = self.world.app.store.id(self.world.app.now());
        let new = Customer { id: fresh, external_id: Some(number.to_owned()), ..before };
        let done = store.write::<_, StoreError, _>(self.world.app.now(), move |tx| {
            Box::pin(async move { customer::insert(tx, &new).await })
        });
        done.await.unwrap();
        fresh
    }

    async fn ask(&self, customer: CustomerId) -> model::ProofId {
        let new = NewProof { address: THEIRS.to_owned(), case: None };
        let asked = self.world.app.ask_proof(self.by(), customer, new).await.unwrap();
        assert_eq!((asked.state, asked.address.as_str()), (ProofState::Waiting, THEIRS));
        asked.id
    }

    /// Code and link of the mail that arrives next.
    async fn letter(&self) -> (String, String) {
        let store = self.world.store();
        for _ in 0..200 {
            for one in intake::of_channel(&store, self.theirs, None, 20).await.unwrap() {
                let raw = store.blobs().get(one.blob.as_ref().unwrap()).await.unwrap();
                let text = parse(&raw).unwrap().text;
                let mut lines = text.lines().map(str::trim);
                let link = lines.clone().find_map(|line| line.split_once("/v/")).unwrap().1;
                if self.seen.lock().unwrap().insert(link.to_owned()) {
                    let digits =
                        |line: &&str| line.len() == 6 && line.chars().all(|c| c.is_ascii_digit());
                    return (lines.find(digits).unwrap().to_owned(), link.to_owned());
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no mail came");
    }

    async fn strength(&self, customer: CustomerId) -> Option<IdentityStrength> {
        let shown = self.world.app.get(self.by(), customer).await.unwrap();
        shown.identities.iter().find(|one| one.value == THEIRS).map(|one| one.strength)
    }
}

fn code(text: &str) -> ProofCode {
    ProofCode { code: text.to_owned() }
}

/// Another code than this one.
fn other_than(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..5])
}

pub(crate) async fn a_code_that_is_told_makes_an_address_the_customer_s<B: Backend>() {
    let asked = centre::<B>().await;
    let (app, by) = (&asked.world.app, asked.by());
    let hana = asked.customer("高橋 花").await;
    let first = asked.ask(hana).await;
    let (right, _) = asked.letter().await;
    for left in (0..5).rev() {
        let problem = app.check_proof(by, first, code(&other_than(&right))).await.unwrap_err();
        let expected = if left == 0 { Code::Conflict } else { Code::CodeWrong };
        assert_eq!(problem.code, expected, "{left} left");
    }
    assert_eq!(refused(app.check_proof(by, first, code(&right)).await), Code::Conflict, "locked");
    assert_eq!(app.proofs(by, hana).await.unwrap()[0].state, ProofState::Locked);
    assert_eq!(asked.strength(hana).await, None);

    let second = asked.ask(hana).await;
    let (right, _) = asked.letter().await;
    let wide: String =
        right.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap()).collect();
    let bolt = asked.world.other_tenant().await;
    assert_eq!(refused(app.check_proof(&bolt, second, code(&right)).await), Code::NotFound);
    let proven = app.check_proof(by, second, code(&wide)).await.unwrap();
    assert_eq!((proven.joined, proven.other_customer), (false, None));
    assert_eq!(asked.strength(hana).await, Some(IdentityStrength::Verified));
    assert_eq!(refused(app.check_proof(by, second, code(&right)).await), Code::Conflict);
    let audited = asked.world.audited().await;
    assert!(audited.contains(&"customer.proof_asked".to_owned()));
    assert!(audited.contains(&"customer.proven".to_owned()));

    for _ in 0..3 {
        asked.ask(hana).await;
    }
    let new = NewProof { address: THEIRS.to_owned(), case: None };
    assert_eq!(refused(app.ask_proof(by, hana, new).await), Code::TooMany, "nobody is pestered");
    let shown = app.proofs(by, hana).await.unwrap();
    let waiting = shown.iter().filter(|one| one.state == ProofState::Waiting).count();
    assert_eq!(waiting, 1, "only the newest counts: {shown:?}");
}

pub(crate) async fn a_link_joins_whoever_had_the_address<B: Backend>() {
    let asked = centre::<B>().await;
    let (app, by) = (&asked.world.app, asked.by());
    let member = asked.numbered("高橋 花", "M-1").await;
    asked.ask(member).await;
    let (_, link) = asked.letter().await;
    let door = app.proof_door(&link).await.unwrap();
    assert_eq!((door.state, door.address.as_str()), (ProofState::Waiting, "h•••@shop.jp"));
    assert_eq!(asked.strength(member).await, None, "looking proves nothing");
    assert_eq!(app.prove(&link).await.unwrap().state, ProofState::Proven);
    assert_eq!(app.prove(&link).await.unwrap().state, ProofState::Proven, "pressed twice");
    assert_eq!(asked.strength(member).await, Some(IdentityStrength::Verified));

    // Somebody without a number says that the address is theirs, and it is.
    let visitor = asked.customer("花").await;
    asked.ask(visitor).await;
    let (_, link) = asked.letter().await;
    app.prove(&link).await.unwrap();
    assert_eq!(app.get(by, visitor).await.unwrap().id, member, "one person");
    let merges = app.merges(by, member).await.unwrap();
    assert_eq!((merges.len(), merges[0].reason.as_str()), (1, "proven"));
    app.undo_merge(by, merges[0].id).await.unwrap();
    assert_eq!(app.get(by, visitor).await.unwrap().id, visitor, "and back");

    // Two numbers: the company holds them apart, so somebody has to decide.
    let other = asked.numbered("高橋 太郎", "M-2").await;
    let id = asked.ask(other).await;
    let (right, _) = asked.letter().await;
    let proven = app.check_proof(by, id, code(&right)).await.unwrap();
    assert_eq!((proven.joined, proven.other_customer), (false, Some(member)));
    assert_eq!(app.get(by, other).await.unwrap().id, other);

    // A household shares its address: who was told apart is not made one by it.
    let son = asked.customer("高橋 一郎").await;
    let household = NewTie { other: member, kind: Some(TieKind::Household) };
    app.set_tie(by, son, household).await.unwrap();
    let id = asked.ask(son).await;
    let (right, _) = asked.letter().await;
    let proven = app.check_proof(by, id, code(&right)).await.unwrap();
    assert_eq!((proven.joined, proven.other_customer), (false, Some(member)));

    asked.ask(other).await;
    let (_, late) = asked.letter().await;
    asked.world.clock.forward(SignedDuration::from_mins(61));
    assert_eq!(app.prove(&late).await.unwrap().state, ProofState::Expired);
    assert_eq!(refused(app.proof_door("000000000000").await), Code::NotFound);
}
