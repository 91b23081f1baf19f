//! The folder, the disk, the key, and what the server was told.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::finding::{Findings, both};
use crate::cli::DoctorArgs;

/// Free bytes below which writing will soon fail, and below which somebody should look.
const SPACE: (u64, u64) = (200 << 20, 2 << 30);
/// How long a server on this machine may take to answer.
const ANSWER: Duration = Duration::from_secs(5);

pub(super) async fn look(args: &DoctorArgs, findings: &mut Findings) {
    let folder = &args.store.data_dir;
    private(folder, findings);
    if folder.join("restoring").exists() {
        findings.bad(
            "restore",
            both("復元が途中で止まっています", "a restore did not end"),
            both(
                "フォルダーを空にして、もう一度復元してください。",
                "Empty the folder and restore again.",
            ),
        );
    }
    space(folder, findings);
    told(args, findings);
    running(args.listen, findings).await;
}

/// The folder holds secrets and people's words: nobody else may look into it.
fn private(folder: &Path, findings: &mut Findings) {
    let shown = folder.display();
    match std::fs::metadata(folder) {
        Ok(found) if found.permissions().mode() & 0o077 != 0 => findings.bad(
            "folder",
            both(format!("{shown} をほかのユーザーが読めます"), format!("others can read {shown}")),
            both(format!("chmod 700 {shown}"), format!("chmod 700 {shown}")),
        ),
        Ok(_) => findings.good(
            "folder",
            both(format!("{shown} は保護されています"), "nobody else can read the data folder"),
        ),
        Err(error) => findings.bad(
            "folder",
            both(
                format!("{shown} を読めません: {error}"),
                format!("{shown} cannot be read: {error}"),
            ),
            both(
                "--data-dir と実行ユーザーを確認してください。",
                "Check --data-dir and as whom this runs.",
            ),
        ),
    }
}

fn space(folder: &Path, findings: &mut Findings) {
    let Ok(disk) = rustix::fs::statvfs(folder) else { return };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let mebibytes = free >> 20;
    let text = both(format!("空き容量 {mebibytes} MB"), format!("{mebibytes} MiB are free"));
    let todo = both(
        "空きを増やしてください。なくなると受信は止まり、空けば自動で再開します。",
        "Make room. When none is left, nothing is taken in until there is some again.",
    );
    match free {
        _ if free < SPACE.0 => findings.bad("space", text, todo),
        _ if free < SPACE.1 => findings.warn("space", text, todo),
        _ => findings.good("space", text),
    }
}

/// What the server was told about where it stands.
fn told(args: &DoctorArgs, findings: &mut Findings) {
    let url = args.public_url.as_deref();
    let secure = url.is_some_and(|url| url.starts_with("https://"));
    let local = args.listen.ip().is_loopback();
    let named = url.is_some_and(|url| !url.contains("//127.0.0.1") && !url.contains("//localhost"));
    if (named || !local) && !secure {
        findings.bad(
            "tls",
            both(
                "HTTPS ではない公開設定です。Cookie とパスワードが暗号化されずに流れます",
                "people reach it without HTTPS: cookies and passwords travel in clear",
            ),
            both(
                "TLS を終端するリバースプロキシを置き、--public-url https://… を指定してください。",
                "Put a reverse proxy with TLS in front, and set --public-url https://….",
            ),
        );
    } else if secure && args.trusted_proxy.is_empty() {
        findings.warn(
            "tls",
            both(
                "リバースプロキシが信頼されていません。全員が同じアドレスから来たように見え、制限が全員に効きます",
                "no proxy is trusted: everybody seems to come from one address and shares its limits",
            ),
            both(
                "--trusted-proxy にプロキシのアドレスを指定してください。",
                "Name the proxy's address with --trusted-proxy.",
            ),
        );
    } else {
        let text = if secure {
            both("HTTPS で公開され、Cookie は保護されています", "HTTPS; cookies are secure")
        } else {
            both("このマシンからだけ使えます", "reachable from this machine only")
        };
        findings.good("tls", text);
    }
}

/// Whether a server answers where it should.
async fn running(listen: SocketAddr, findings: &mut Findings) {
    let answer = tokio::time::timeout(ANSWER, ask(listen)).await;
    match answer {
        Ok(Ok(true)) => findings.good(
            "server",
            both(format!("{listen} でサーバーが動いています"), format!("a server answers at {listen}")),
        ),
        Ok(Ok(false)) | Err(_) => findings.bad(
            "server",
            both(
                format!("{listen} は正しく応答しません"),
                format!("what listens at {listen} does not answer as it should"),
            ),
            both(
                "サーバーのログを確認し、必要なら再起動してください。",
                "Look at the server's log; start it again if need be.",
            ),
        ),
        Ok(Err(_)) => findings.warn(
            "server",
            both(format!("{listen} でサーバーは動いていません"), format!("no server runs at {listen}")),
            both(
                "止めてあるのでなければ起動してください。別のアドレスなら --listen で指定してください。",
                "Start it unless that is meant. If it listens elsewhere, say so with --listen.",
            ),
        ),
    }
}

async fn ask(listen: SocketAddr) -> std::io::Result<bool> {
    let mut line = TcpStream::connect(listen).await?;
    line.write_all(b"GET /healthz HTTP/1.1\r\nHost: doctor\r\nConnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    line.take(16 * 1024).read_to_end(&mut answer).await?;
    Ok(answer.starts_with(b"HTTP/1.1 200"))
}
