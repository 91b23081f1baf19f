//! The SMTP receiver against a client that knows the protocol and against some that do not.
#![expect(clippy::unwrap_used, reason = "test code: a panic is the report")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use channels::email::receiver::{Arrival, MailSink, ReceiverSettings, Verdict, serve};
use channels::email::smtp::{self, Envelope, SmtpError, SmtpSettings};
use channels::email::{Endpoint, Mailbox, Security};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Keeps what it is given; says what it is told to say.
#[derive(Default)]
struct Sink {
    mails: Mutex<Vec<(Arrival, Vec<u8>)>>,
    verdict: Mutex<Option<Verdict>>,
}

#[async_trait]
impl MailSink for Sink {
    async fn recipient(&self, address: &str) -> Verdict {
        if address.ends_with("@example.jp") || address.ends_with("@docomo.ne.jp") {
            Verdict::Accept
        } else {
            Verdict::Reject
        }
    }

    async fn accept(&self, arrival: Arrival, raw: Vec<u8>) -> Verdict {
        if let Some(verdict) = *self.verdict.lock().unwrap() {
            return verdict;
        }
        self.mails.lock().unwrap().push((arrival, raw));
        Verdict::Accept
    }
}

struct Running {
    address: SocketAddr,
    sink: Arc<Sink>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

async fn running(settings: ReceiverSettings) -> Running {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let sink = Arc::new(Sink::default());
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(serve(listener, sink.clone(), settings, stopped));
    Running { address, sink, stop, task }
}

impl Running {
    fn smtp(&self) -> SmtpSettings {
        SmtpSettings {
            endpoint: Endpoint {
                host: "127.0.0.1".into(),
                port: self.address.port(),
                security: Security::Plain,
                allow_plain: false,
                allow_private: true,
                extra_ca: None,
            },
            credentials: None,
            from: Mailbox { name: None, address: "customer@example.com".into() },
        }
    }

    async fn send(&self, to: &[&str], raw: &[u8]) -> Result<smtp::SmtpReceipt, SmtpError> {
        let to = to.iter().map(|to| (*to).to_owned()).collect();
        let envelope = Envelope { from: Some("customer@example.com".into()), to };
        smtp::send(&self.smtp(), &envelope, raw).await
    }

    fn mails(&self) -> Vec<(Arrival, Vec<u8>)> {
        self.sink.mails.lock().unwrap().clone()
    }

    async fn talk(&self) -> Talk {
        let mut talk = Talk(BufReader::new(TcpStream::connect(self.address).await.unwrap()));
        assert!(talk.answer().await.starts_with("220"));
        talk
    }
}

/// A client that says what it wants.
struct Talk(BufReader<TcpStream>);

impl Talk {
    async fn answer(&mut self) -> String {
        let mut all = String::new();
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(Duration::from_secs(10), self.0.read_line(&mut line));
            if read.await.unwrap().unwrap_or(0) == 0 {
                return all;
            }
            let more = line.as_bytes().get(3) == Some(&b'-');
            all.push_str(&line);
            if !more {
                return all;
            }
        }
    }

    async fn say(&mut self, bytes: impl AsRef<[u8]>) -> String {
        // The receiver may have hung up; the answer then is nothing.
        let _ = self.0.get_mut().write_all(bytes.as_ref()).await;
        self.answer().await
    }
}

#[tokio::test]
async fn a_mail_arrives_byte_for_byte() {
    let server = running(ReceiverSettings::default()).await;
    let raw = "Subject: x\r\n\r\n.\r\n..\r\nあ\r\n.end".as_bytes();
    let receipt = server.send(&["support@example.jp", "other@example.com"], raw).await.unwrap();
    assert_eq!(receipt.refused.len(), 1);
    let mails = server.mails();
    let (arrival, bytes) = mails.first().unwrap();
    assert_eq!(arrival.from.as_deref(), Some("customer@example.com"));
    assert_eq!(arrival.to, ["support@example.jp"]);
    assert_eq!(arrival.peer, IpAddr::from(Ipv4Addr::LOCALHOST));
    assert_eq!(arrival.helo, "example.com");
    assert_eq!(bytes.strip_suffix(b"\r\n").unwrap(), raw);
}

#[tokio::test]
async fn the_sinks_verdict_decides_what_is_said() {
    let server = running(ReceiverSettings::default()).await;
    for (verdict, permanent) in
        [(Verdict::Unavailable, false), (Verdict::Full, false), (Verdict::Reject, true)]
    {
        *server.sink.verdict.lock().unwrap() = Some(verdict);
        let error = server.send(&["support@example.jp"], b"Subject: x\r\n\r\n").await.unwrap_err();
        assert_eq!(matches!(error, SmtpError::Permanent { .. }), permanent, "{error:?}");
        assert_eq!(error.is_transient(), !permanent);
    }
    *server.sink.verdict.lock().unwrap() = None;
    server.send(&["support@example.jp"], b"Subject: x\r\n\r\n").await.unwrap();
    assert_eq!(server.mails().len(), 1);
    let error = server.send(&["stranger@example.com"], b"x").await.unwrap_err();
    assert!(matches!(error, SmtpError::Permanent { .. }), "{error:?}");
}

#[tokio::test]
async fn the_order_of_commands_is_kept() {
    let server = running(ReceiverSettings::default()).await;
    let mut talk = server.talk().await;
    assert!(talk.say("MAIL FROM:<a@b.jp>\r\n").await.starts_with("503"));
    assert!(talk.say("EHLO client\r\n").await.contains("250-SIZE"));
    assert!(talk.say("RCPT TO:<support@example.jp>\r\n").await.starts_with("503"));
    assert!(talk.say("DATA\r\n").await.starts_with("503"));
    assert!(talk.say("MAIL FROM:<>\r\n").await.starts_with("250"), "the null sender of reports");
    assert!(talk.say("MAIL FROM:<a@b.jp>\r\n").await.starts_with("503"));
    assert!(talk.say("RCPT TO:<support+cabc.def@example.jp>\r\n").await.starts_with("250"));
    assert!(talk.say("RSET\r\n").await.starts_with("250"));
    assert!(talk.say("DATA\r\n").await.starts_with("503"), "forgotten by RSET");
    assert!(talk.say("FOO\r\n").await.starts_with("500"));
    assert!(talk.say("NOOP\r\n").await.starts_with("250"));
    assert!(talk.say("QUIT\r\n").await.starts_with("221"));
    assert_eq!(talk.answer().await, "", "the connection ends");
}

#[tokio::test]
async fn addresses_of_old_mobile_carriers_are_taken() {
    let server = running(ReceiverSettings::default()).await;
    let mut talk = server.talk().await;
    talk.say("EHLO c\r\n").await;
    assert!(talk.say("MAIL FROM:<taro..yamada.@docomo.ne.jp>\r\n").await.starts_with("250"));
    assert!(talk.say("RCPT TO:<taro..yamada.@docomo.ne.jp>\r\n").await.starts_with("250"));
    assert!(talk.say("RCPT TO:<>\r\n").await.starts_with('5'));
    assert!(talk.say("RCPT TO:<a b@example.jp>\r\n").await.starts_with('5'));
}

#[tokio::test]
async fn commands_sent_in_one_go_are_answered_in_order() {
    let server = running(ReceiverSettings::default()).await;
    let mut talk = server.talk().await;
    let script = "EHLO c\r\nMAIL FROM:<a@b.jp>\r\nRCPT TO:<s@example.jp>\r\nDATA\r\n";
    assert!(talk.say(script).await.starts_with("250-"));
    assert!(talk.answer().await.starts_with("250 2.1.0"));
    assert!(talk.answer().await.starts_with("250 2.1.5"));
    assert!(talk.answer().await.starts_with("354"));
    assert!(talk.say("Subject: x\r\n\r\nhi\r\n.\r\nQUIT\r\n").await.starts_with("250"));
    assert!(talk.answer().await.starts_with("221"));
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn bare_line_ends_cannot_smuggle_a_second_mail() {
    let server = running(ReceiverSettings::default()).await;
    for end in ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r"] {
        let before = server.mails().len();
        let mut talk = server.talk().await;
        for command in
            ["EHLO c\r\n", "MAIL FROM:<a@b.jp>\r\n", "RCPT TO:<s@example.jp>\r\n", "DATA\r\n"]
        {
            talk.say(command).await;
        }
        let body = format!(
            "Subject: x\r\n\r\nhi{end}MAIL FROM:<forged@bank.jp>\r\nRCPT TO:<s@example.jp>\r\nDATA\r\nforged\r\n.\r\n"
        );
        assert!(talk.say(body).await.starts_with("250"), "{end:?}");
        let mails = server.mails();
        assert_eq!(mails.len(), before + 1, "{end:?}");
        assert!(String::from_utf8_lossy(&mails.last().unwrap().1).contains("forged"), "{end:?}");
    }
}

#[tokio::test]
async fn limits_are_kept_and_the_connection_lives_on() {
    let settings = ReceiverSettings {
        mail_bytes_max: 1_000,
        recipients_max: 2,
        ..ReceiverSettings::default()
    };
    let server = running(settings).await;
    let mut talk = server.talk().await;
    talk.say("EHLO c\r\n").await;
    assert!(talk.say("MAIL FROM:<a@b.jp> SIZE=1001\r\n").await.starts_with("552"));
    assert!(talk.say("MAIL FROM:<a@b.jp> SIZE=10\r\n").await.starts_with("250"));
    for (name, answer) in [("a", "250"), ("b", "250"), ("c", "452")] {
        assert!(talk.say(format!("RCPT TO:<{name}@example.jp>\r\n")).await.starts_with(answer));
    }
    talk.say("DATA\r\n").await;
    let big = "x".repeat(5_000);
    assert!(talk.say(format!("{big}\r\n.\r\n")).await.starts_with("552"));
    assert!(server.mails().is_empty());
    assert!(talk.say(format!("NOOP {big}\r\n")).await.starts_with("500"), "a line too long");
    assert!(talk.say("NOOP\r\n").await.starts_with("250"));
}

#[tokio::test]
async fn the_silent_the_many_and_the_stubborn_are_let_go() {
    let settings = ReceiverSettings {
        idle: Duration::from_millis(300),
        connections_per_address: 2,
        errors_max: 3,
        ..ReceiverSettings::default()
    };
    let server = running(settings).await;
    let mut silent = server.talk().await;
    let mut stubborn = server.talk().await;
    let third = TcpStream::connect(server.address).await.unwrap();
    assert!(Talk(BufReader::new(third)).answer().await.starts_with("421"), "too many at once");
    for _ in 0..3 {
        assert!(stubborn.say("FOO\r\n").await.starts_with("500"));
    }
    assert!(stubborn.say("FOO\r\n").await.starts_with("500"));
    assert!(stubborn.answer().await.starts_with("421"), "too many errors");
    assert!(silent.answer().await.starts_with("421"), "silent for too long");
    assert_eq!(silent.answer().await, "");
    // The places are free again.
    let _ = server.talk().await;
}

/// Says everything up to DATA.
async fn announced(server: &Running) -> Talk {
    let mut talk = server.talk().await;
    for command in ["EHLO c\r\n", "MAIL FROM:<a@b.jp>\r\n", "RCPT TO:<s@example.jp>\r\n"] {
        talk.say(command).await;
    }
    talk
}

#[tokio::test]
async fn mails_that_do_not_fit_into_memory_are_asked_to_come_again() {
    let settings = ReceiverSettings { all_bytes_max: 64 * 1024, ..ReceiverSettings::default() };
    let server = running(settings).await;
    let mut greedy = announced(&server).await;
    let mut other = announced(&server).await;
    assert!(greedy.say("DATA\r\n").await.starts_with("354"));
    assert!(other.say("DATA\r\n").await.starts_with("354"));
    let big = "x\r\n".repeat(40_000);
    assert!(greedy.say(format!("{big}.\r\n")).await.starts_with("452"), "more than there is");
    assert!(other.say("Subject: small\r\n\r\n.\r\n").await.starts_with("250"), "room is back");
    assert!(greedy.say("NOOP\r\n").await.starts_with("250"), "the connection lives on");

    let mut all = Vec::new();
    for _ in 0..4 {
        let mut talk = announced(&server).await;
        assert!(talk.say("DATA\r\n").await.starts_with("354"));
        all.push(talk);
    }
    let mut fifth = announced(&server).await;
    assert!(fifth.say("DATA\r\n").await.starts_with("452"), "nothing is left");
    all.clear();
    let whole = tokio::time::timeout(Duration::from_secs(10), async {
        while server.send(&["s@example.jp"], b"Subject: whole\r\n\r\n").await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    whole.await.unwrap();
    assert_eq!(server.mails().len(), 2);
}

#[tokio::test]
async fn a_mail_that_trickles_in_is_let_go() {
    let settings =
        ReceiverSettings { mail_time: Duration::from_millis(500), ..ReceiverSettings::default() };
    let server = running(settings).await;
    let mut talk = announced(&server).await;
    assert!(talk.say("DATA\r\n").await.starts_with("354"));
    let trickle = async {
        loop {
            if talk.0.get_mut().write_all(b"x").await.is_err() {
                return;
            }
            tokio::select! {
                answer = talk.answer() => {
                    assert!(answer.starts_with("421"), "{answer}");
                    return;
                }
                () = tokio::time::sleep(Duration::from_millis(50)) => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), trickle).await.unwrap();
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn a_broken_transfer_leaves_nothing_behind() {
    let server = running(ReceiverSettings::default()).await;
    let mut talk = server.talk().await;
    for command in
        ["EHLO c\r\n", "MAIL FROM:<a@b.jp>\r\n", "RCPT TO:<s@example.jp>\r\n", "DATA\r\n"]
    {
        talk.say(command).await;
    }
    talk.0.get_mut().write_all(b"Subject: half").await.unwrap();
    drop(talk);
    server.send(&["s@example.jp"], b"Subject: whole\r\n\r\n").await.unwrap();
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn stopping_says_good_bye() {
    let server = running(ReceiverSettings::default()).await;
    let mut talk = server.talk().await;
    talk.say("EHLO c\r\n").await;
    server.stop.send(true).unwrap();
    assert!(talk.answer().await.starts_with("421"));
    tokio::time::timeout(Duration::from_secs(5), server.task).await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn garbage_is_survived() {
    let server = running(ReceiverSettings::default()).await;
    for garbage in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\xff\xfe\0\0\n\n\n",
    ] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(garbage).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.starts_with(b"220"));
    }
    server.send(&["s@example.jp"], b"Subject: x\r\n\r\n").await.unwrap();
}
