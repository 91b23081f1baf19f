//! A provider of OpenID Connect on this machine that says what a test wants. It signs by itself
//! (Ed25519, RFC 8037), so that signer and verifier are not the same code.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How an answer is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signing {
    /// By the key that the provider shows.
    Own,
    /// By another key under the same name.
    Foreign,
    /// By the client secret.
    Shared,
    /// Not at all.
    Unsigned,
}

struct Next {
    claims: Value,
    signing: Signing,
    challenge: String,
}

/// The provider; it ends with the test's runtime.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    next: Arc<Mutex<Next>>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let next = Next { claims: json!({}), signing: Signing::Own, challenge: String::new() };
        let next = Arc::new(Mutex::new(next));
        let (base, shared) = (issuer.clone(), Arc::clone(&next));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, base.clone(), Arc::clone(&shared)));
            }
        });
        Self { issuer, next }
    }

    /// Signs somebody in: what the next code is exchanged for, to whoever began with `challenge`.
    pub(crate) fn says(&self, claims: Value, signing: Signing, challenge: &str) {
        *self.next.lock().unwrap() = Next { claims, signing, challenge: challenge.to_owned() };
    }
}

fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn token(next: &Next) -> String {
    let alg = match next.signing {
        Signing::Own | Signing::Foreign => "EdDSA",
        Signing::Shared => "HS256",
        Signing::Unsigned => "none",
    };
    let header = json!({"alg": alg, "kid": "k1", "typ": "JWT"}).to_string();
    let signed = format!("{}.{}", B64.encode(header), B64.encode(next.claims.to_string()));
    let signature = match next.signing {
        Signing::Own => key(1).sign(signed.as_bytes()).as_ref().to_vec(),
        Signing::Foreign => key(2).sign(signed.as_bytes()).as_ref().to_vec(),
        Signing::Shared => {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"client secret");
            ring::hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
        }
        Signing::Unsigned => Vec::new(),
    };
    format!("{signed}.{}", B64.encode(signature))
}

fn answer(path: &str, body: &str, base: &str, next: &Next) -> (u16, Value) {
    match path {
        "/.well-known/openid-configuration" => (
            200,
            json!({
                "issuer": base,
                "authorization_endpoint": format!("{base}/authorize"),
                "token_endpoint": format!("{base}/token"),
                "jwks_uri": format!("{base}/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
            }),
        ),
        "/keys" => {
            let x = B64.encode(key(1).public_key().as_ref());
            let key = json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "k1", "x": x});
            (200, json!({"keys": [key]}))
        }
        "/token" => {
            let form: HashMap<&str, &str> =
                body.split('&').filter_map(|pair| pair.split_once('=')).collect();
            let verifier = form.get("code_verifier").copied().unwrap_or_default();
            let proven = B64.encode(Sha256::digest(verifier)) == next.challenge;
            if form.get("code") == Some(&"good") && proven {
                let id_token = token(next);
                (200, json!({"access_token": "a", "token_type": "Bearer", "id_token": id_token}))
            } else {
                (400, json!({"error": "invalid_grant"}))
            }
        }
        _ => (404, json!({})),
    }
}

async fn serve(mut stream: TcpStream, base: String, next: Arc<Mutex<Next>>) {
    let mut read = Vec::new();
    let mut chunk = [0_u8; 4096];
    let (head, body) = loop {
        let Ok(count @ 1..) = stream.read(&mut chunk).await else { return };
        read.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            break (head.to_owned(), body.to_owned());
        }
    };
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let (status, value) = answer(&path, &body, &base, &next.lock().unwrap());
    let text = value.to_string();
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
}
