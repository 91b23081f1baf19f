//! The actors against a small server that keeps to the protocols and is strict about them.

mod fake;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_trait::async_trait;
use channels::email::receiver::{Arrival, MailSink, ReceiverSettings, Verdict, serve};
use channels::email::{InboundMail, parse};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use self::fake::Fake;
use super::*;
use crate::world::{Volumes, generate};

const NOON: &str = "2026-11-23T03:00:00Z";

fn options(base_url: &str) -> ActorOptions {
    let now: Timestamp = NOON.parse().unwrap();
    let volumes = Volumes { customers: 60, orders: 200, case_days: 0, ..Volumes::default() };
    let world = generate(5, now, &volumes);
    ActorOptions {
        speed: 2_000.0,
        members: cast(&world, 40),
        seed: 9,
        ..ActorOptions::new(base_url, "koyori", Arc::new(move || now))
    }
}

struct Play {
    stop: watch::Sender<bool>,
    done: JoinHandle<()>,
}

impl Play {
    fn begin(options: ActorOptions) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, done: tokio::spawn(run(options, stopped)) }
    }

    async fn end(self) {
        self.stop.send(true).unwrap();
        timeout(Duration::from_secs(15), self.done).await.expect("ends promptly").unwrap();
    }
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_and_agents_talk_to_the_end_over_a_bad_line() {
    let fake = Fake::start().await;
    let agents = ["hojo", "hayase"].map(|name| Login {
        email: format!("{name}@koyori.example"),
        password: "demo-password".to_owned(),
        family: "北条".to_owned(),
    });
    let play = Play::begin(ActorOptions {
        agents: agents.to_vec(),
        identity_secret: Some("secret".to_owned()),
        chat_per_hour: 8.0,
        ..options(&fake.url)
    });
    until("conversations resolved and categorised", || {
        let state = fake.state();
        state.cases.iter().filter(|c| c.resolved && c.messages.len() >= 5).count() >= 6
            && state.cases.iter().filter(|c| c.category.is_some()).count() >= 4
    })
    .await;
    let seen = &fake.seen;
    until("a picture and a transfer", || {
        [&seen.pictures, &seen.transfers].iter().all(|count| count.load(Ordering::Relaxed) > 0)
    })
    .await;
    play.end().await;
    let state = fake.state();
    assert!(seen.cut.load(Ordering::Relaxed) > 0, "no line was cut");
    assert!(seen.resent.load(Ordering::Relaxed) > 0, "nothing was sent again after a cut");
    assert!(seen.typing.load(Ordering::Relaxed) > 0 && seen.reads.load(Ordering::Relaxed) > 0);
    assert!(seen.identities.load(Ordering::Relaxed) > 0, "nobody signed in");
    assert_eq!(seen.sign_outs.load(Ordering::Relaxed), 2);
    for case in &state.cases {
        let mut cids: Vec<_> = case.messages.iter().filter_map(|m| m.cid.clone()).collect();
        let count = cids.len();
        cids.sort();
        cids.dedup();
        assert_eq!(cids.len(), count, "an id was used for two messages");
        assert!(case.messages.first().is_none_or(|m| m.from == "customer"));
        assert!(case.messages.iter().all(|m| !m.text.contains('{')));
    }
    assert_eq!(state.strictness, Vec::<String>::new(), "the protocols were kept");
}

#[tokio::test]
async fn a_server_that_is_not_there_harms_nobody() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let agent =
        Login { email: "a@b.example".into(), password: "x".into(), family: "北条".into() };
    let mail = MailStage {
        to: ("127.0.0.1".to_owned(), address.port()),
        shop: crate::SHOP_MAIL.to_owned(),
        inbox: None,
    };
    let play = Play::begin(ActorOptions {
        agents: vec![agent],
        mail: Some(mail),
        ..options(&format!("http://{address}"))
    });
    sleep(Duration::from_millis(1_500)).await;
    assert!(!play.done.is_finished());
    play.end().await;
}

#[tokio::test]
async fn an_address_that_is_none_ends_the_play_without_a_panic() {
    let play = Play::begin(ActorOptions { chat_per_hour: f64::NAN, ..options("not an address") });
    sleep(Duration::from_millis(50)).await;
    play.end().await;
}

struct Shop(mpsc::Sender<(Arrival, InboundMail)>);

#[async_trait]
impl MailSink for Shop {
    async fn recipient(&self, address: &str) -> Verdict {
        if address == crate::SHOP_MAIL { Verdict::Accept } else { Verdict::Reject }
    }

    async fn accept(&self, arrival: Arrival, raw: Vec<u8>) -> Verdict {
        self.0.send((arrival, parse(&raw).expect("readable"))).await.unwrap();
        Verdict::Accept
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_customers_write_and_answer_what_they_get() {
    let shop = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let inbox = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (to, back) = (shop.local_addr().unwrap(), inbox.local_addr().unwrap());
    let (sender, mut received) = mpsc::channel(1_000);
    let (_stop, stopped) = watch::channel(false);
    tokio::spawn(serve(shop, Arc::new(Shop(sender)), ReceiverSettings::default(), stopped));
    let mail = MailStage {
        to: ("127.0.0.1".to_owned(), to.port()),
        shop: crate::SHOP_MAIL.to_owned(),
        inbox: Some(inbox),
    };
    let play = Play::begin(ActorOptions {
        mail: Some(mail),
        mail_per_hour: 8.0,
        ..options("http://127.0.0.1:9")
    });
    let answers = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(back.port())
        .build();
    let (mut firsts, mut replies) = (0, 0);
    while firsts < 10 || replies < 3 {
        let (arrival, mail) =
            timeout(Duration::from_secs(120), received.recv()).await.unwrap().unwrap();
        let from = mail.from.unwrap();
        assert_eq!(arrival.from.as_deref(), Some(from.address.as_str()));
        assert!(from.name.is_some() && !mail.subject.is_empty() && !mail.text.contains('{'));
        let id = mail.message_id.unwrap();
        if mail.in_reply_to.is_empty() {
            firsts += 1;
            let answer = Message::builder()
                .from(crate::SHOP_MAIL.parse().unwrap())
                .reply_to(crate::SHOP_MAIL.parse().unwrap())
                .to(from.address.parse().unwrap())
                .message_id(Some(format!("<answer-{id}>")))
                .in_reply_to(format!("<{id}>"))
                .subject(format!("Re: {}", mail.subject))
                .body("ありがとうございます。郵便番号を教えていただけますか。".to_owned())
                .unwrap();
            answers.send(answer).await.unwrap();
        } else {
            replies += 1;
            assert!(mail.in_reply_to[0].starts_with("answer-"), "{:?}", mail.in_reply_to);
            assert!(mail.references.iter().any(|id| id.starts_with("answer-")));
            assert!(
                mail.subject.starts_with("Re: ") && !mail.new_text.contains("郵便番号を教えて")
            );
        }
    }
    play.end().await;
}
