//! Connections that are slow, idle, stuck or too many harm nobody else.

use std::net::SocketAddr;
use std::time::Duration;

use api::file::Download;
use model::limits::{
    CONNECTIONS_PER_ADDRESS_MAX, DOWNLOADS_PER_ADDRESS_MAX, NEXT_REQUEST_SECONDS_MAX,
    WRITE_BLOCKED_SECONDS_MAX,
};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;
use web::WebConfig;

use crate::support::fakes::download;
use crate::support::sockets::{connect, pass};
use crate::support::{Ask, Edge, samples};

const SOON: Duration = Duration::from_secs(10);
const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: desk.example\r\n\r\n";

async fn open(address: SocketAddr, from: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
    socket.connect(address).await.unwrap()
}

/// Whether a request on this connection is answered.
async fn answered(stream: &mut TcpStream) -> bool {
    if stream.write_all(HEALTH).await.is_err() {
        return false;
    }
    let mut head = [0; 15];
    let read = timeout(SOON, stream.read_exact(&mut head)).await.expect("it says nothing");
    if read.is_err() {
        return false;
    }
    // The rest of this answer must not be taken for the next one.
    let mut rest = vec![0; 8192];
    tokio::time::sleep(Duration::from_millis(1)).await;
    let _ = stream.try_read(&mut rest);
    &head == b"HTTP/1.1 200 OK"
}

async fn ended(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    timeout(SOON, stream.read_to_end(&mut rest)).await.is_ok()
}

#[tokio::test]
async fn half_a_header_and_an_idle_connection_are_not_waited_for() {
    let edge = Edge::new();
    let address = edge.listen().await;
    let (mut slow, mut idle) = (open(address, "127.0.0.1").await, open(address, "127.0.0.1").await);
    let mut silent = open(address, "127.0.0.1").await;
    slow.write_all(&HEALTH[..20]).await.unwrap();
    assert!(answered(&mut idle).await);
    let limit = u64::from(NEXT_REQUEST_SECONDS_MAX);
    pass(Duration::from_secs(limit - 10)).await;
    assert!(answered(&mut idle).await, "not yet");
    pass(Duration::from_secs(20)).await;
    assert!(ended(&mut slow).await, "half a header");
    assert!(ended(&mut silent).await, "no header");
    assert!(answered(&mut idle).await, "its time began anew with its second request");
    pass(Duration::from_secs(limit + 1)).await;
    assert!(ended(&mut idle).await, "idle");
    assert!(answered(&mut open(address, "127.0.0.1").await).await, "others are served");
}

#[tokio::test]
async fn a_socket_outlives_the_limit_of_a_request() {
    let edge = Edge::new();
    edge.fake.answers("chat.line", Value::Null);
    let address = edge.listen().await;
    let mut socket = connect(address, "/chat/v1/stream", &[]).await.ok().unwrap();
    socket.say(r#"{"t":"hello","visitor":"visitor-1"}"#).await;
    for _ in 0..4 {
        pass(Duration::from_secs(30)).await;
        socket.say(r#"{"t":"ping"}"#).await;
        assert_eq!(socket.hear().await["t"], "pong");
    }
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_gets_them_back() {
    let proxies = vec!["127.0.0.9".parse().unwrap()];
    let edge = Edge::with(WebConfig { trusted_proxies: proxies, ..WebConfig::default() });
    let address = edge.listen().await;
    let mut held = Vec::new();
    loop {
        let mut stream = open(address, "127.0.0.1").await;
        if !answered(&mut stream).await {
            break;
        }
        held.push(stream);
        assert!(held.len() <= CONNECTIONS_PER_ADDRESS_MAX as usize);
    }
    // Fewer where this process may open few files.
    assert!(held.len() >= 100, "{}", held.len());
    assert!(answered(&mut open(address, "127.0.0.2").await).await, "another address");
    let mut proxied = open(address, "127.0.0.9").await;
    assert!(answered(&mut proxied).await, "a proxy brings many people");
    held.pop();
    for _ in 0..100 {
        if answered(&mut open(address, "127.0.0.1").await).await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the place was not given back");
}

#[tokio::test]
async fn when_the_server_stops_nobody_holds_it_up() {
    let edge = Edge::new();
    edge.fake.answers("chat.line", Value::Null);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = edge.serve(listener, async { stopped.await.unwrap() });
    let mut idle = open(address, "127.0.0.1").await;
    assert!(answered(&mut idle).await);
    let _socket = connect(address, "/chat/v1/stream", &[]).await.ok().unwrap();
    stop.send(()).unwrap();
    timeout(SOON, serving).await.expect("it stops").unwrap();
    assert!(ended(&mut idle).await);
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

fn file() -> Ask {
    Ask::get(&format!("/chat/v1/files/{}?sig=abc", samples::ID))
}

/// A client that neither reads nor leaves: what it downloads is let go.
#[tokio::test]
async fn a_download_that_nobody_takes_is_dropped() {
    let edge = Edge::new();
    edge.fake.answers("chat.download", Value::Null);
    let (mut feed, content) = tokio::io::duplex(64 * 1024);
    let endless =
        Download { bytes: 1 << 40, content: Box::new(content), ..download("a", "", false) };
    *edge.fake.file.lock().unwrap() = Some(endless);
    let address = edge.listen().await;
    let mut stream = open(address, "127.0.0.1").await;
    let ask = format!("GET /chat/v1/files/{}?sig=abc HTTP/1.1\r\nhost: a\r\n\r\n", samples::ID);
    stream.write_all(ask.as_bytes()).await.unwrap();
    let piece = vec![7; 64 * 1024];
    let full = async { while feed.write_all(&piece).await.is_ok() {} };
    assert!(timeout(Duration::from_secs(2), full).await.is_err(), "the buffers end somewhere");
    pass(Duration::from_secs(u64::from(WRITE_BLOCKED_SECONDS_MAX) + 1)).await;
    let gone = async { while feed.write_all(&piece).await.is_ok() {} };
    timeout(SOON, gone).await.expect("the file is still held");
    assert!(ended(&mut stream).await);
}

#[tokio::test]
async fn an_address_has_so_many_downloads_under_way() {
    let edge = Edge::new();
    edge.fake.answers("chat.download", Value::Null);
    let begin = async |peer: &str| {
        *edge.fake.file.lock().unwrap() = Some(download("a.png", "image/png", true));
        edge.begin(file().peer(peer)).await
    };
    let mut under_way = Vec::new();
    for _ in 0..DOWNLOADS_PER_ADDRESS_MAX {
        let response = begin("203.0.113.5").await;
        assert_eq!(
            (response.status().as_u16(), response.headers()["content-length"].as_bytes()),
            (200, &b"7"[..])
        );
        under_way.push(response);
    }
    assert_eq!(begin("203.0.113.5").await.status().as_u16(), 429);
    assert_eq!(begin("203.0.113.6").await.status().as_u16(), 200, "another address");
    drop(under_way.pop());
    assert_eq!(begin("203.0.113.5").await.status().as_u16(), 200, "a place was given back");
}
