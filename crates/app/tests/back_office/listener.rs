//! A real HTTP listener: it keeps what comes and answers what it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What it answers when it is not told what.
const SAID: &str = "said\u{0}!";

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Came {
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Came {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Somebody who listens.
#[derive(Clone)]
pub(crate) struct Listener {
    pub(crate) base: String,
    pub(crate) came: Arc<Mutex<Vec<Came>>>,
    /// What is answered next; 200 when nothing is said.
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
}

impl Listener {
    pub(crate) async fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", socket.local_addr().unwrap());
        let listener = Self { base, came: Arc::default(), answers: Arc::default() };
        let serving = listener.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                serving.serve(stream).await;
            }
        });
        listener
    }

    async fn serve(&self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.unwrap();
            if line.trim().is_empty() {
                break;
            }
            lines.push(line);
        }
        let path = lines.first().and_then(|line| line.split(' ').nth(1)).unwrap_or("").to_owned();
        let headers: Vec<(String, String)> = lines
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(key, value)| (key.to_lowercase(), value.trim().to_owned()))
            .collect();
        let mut came = Came { path, headers, body: Vec::new() };
        came.body = vec![0; came.header("content-length").parse().unwrap_or(0)];
        stream.read_exact(&mut came.body).await.unwrap();
        let answer = self.answers.lock().unwrap().pop_front();
        let (status, body) = answer.unwrap_or_else(|| (200, SAID.to_owned()));
        self.came.lock().unwrap().push(came);
        let length = body.len();
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n{body}");
        stream.write_all(answer.as_bytes()).await.unwrap();
    }

    pub(crate) fn says(&self, answers: &[u16]) {
        let answers = answers.iter().map(|status| (*status, SAID.to_owned()));
        self.answers.lock().unwrap().extend(answers);
    }

    pub(crate) fn answers(&self, status: u16, body: &Value) {
        self.answers.lock().unwrap().push_back((status, body.to_string()));
    }

    /// What came, once it is so many; and no more than that.
    pub(crate) async fn heard(&self, count: usize) -> Vec<Came> {
        for _ in 0..400 {
            let came = self.came.lock().unwrap().clone();
            if came.len() >= count {
                assert_eq!(came.len(), count, "{came:?}");
                return came;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{count} requests did not come: {:?}", self.came.lock().unwrap());
    }
}
