//! What can go wrong between us and a mail server, typed so that an administrator is told what to
//! change.

use crate::text::Text;

/// Why a mail server could not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerError {
    /// The host name cannot be resolved.
    #[error("cannot resolve {host}")]
    Dns {
        /// The name that was looked up.
        host: String,
    },
    /// Nothing listens there.
    #[error("{host}:{port} refuses connections")]
    Refused {
        /// Host of the server.
        host: String,
        /// Its port.
        port: u16,
    },
    /// The network does not reach the server.
    #[error("{host}:{port} cannot be reached: {detail}")]
    Unreachable {
        /// Host of the server.
        host: String,
        /// Its port.
        port: u16,
        /// What the operating system says.
        detail: String,
    },
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// TLS failed: wrong certificate, wrong port, wrong kind of security.
    #[error("TLS: {detail}")]
    Tls {
        /// What the TLS library says.
        detail: String,
    },
    /// STARTTLS is asked for and not offered.
    #[error("the server does not offer STARTTLS")]
    StartTlsMissing,
    /// A password would go over the network in clear and nobody has confirmed that.
    #[error("an unencrypted connection to another machine has not been confirmed")]
    PlainNotAllowed,
    /// The name leads to this machine or a private network only, and the operator has not allowed
    /// that.
    #[error(
        "{host} is on this machine or a private network; start the server with \
         --mail-allow-private (MADOGUCHI_MAIL_ALLOW_PRIVATE=true) if it may be used"
    )]
    PrivateNotAllowed {
        /// The name that was looked up.
        host: String,
    },
    /// User name or password is wrong.
    #[error("sign-in refused: {detail}")]
    Auth {
        /// What the server says.
        detail: String,
    },
    /// The folder does not exist.
    #[error("no folder {folder}")]
    FolderMissing {
        /// The folder that was asked for.
        folder: String,
        /// Folders there are, at most twenty.
        available: Vec<String>,
    },
    /// The connection ended in the middle.
    #[error("the connection was lost")]
    Lost,
    /// The server said something else than the protocol allows, or refused a command.
    #[error("unexpected answer: {detail}")]
    Protocol {
        /// What it said, shortened.
        detail: String,
    },
}

impl ServerError {
    /// A stable word for logs and translations.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Dns { .. } => "dns",
            Self::Refused { .. } => "refused",
            Self::Unreachable { .. } => "unreachable",
            Self::Timeout => "timeout",
            Self::Tls { .. } => "tls",
            Self::StartTlsMissing => "starttls_missing",
            Self::PlainNotAllowed => "plain_not_allowed",
            Self::PrivateNotAllowed { .. } => "private_not_allowed",
            Self::Auth { .. } => "auth",
            Self::FolderMissing { .. } => "folder_missing",
            Self::Lost => "lost",
            Self::Protocol { .. } => "protocol",
        }
    }

    /// Whether trying again later can help without anybody changing a setting.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Dns { .. }
                | Self::Refused { .. }
                | Self::Unreachable { .. }
                | Self::Timeout
                | Self::Lost
                | Self::Protocol { .. }
        )
    }

    /// What an administrator reads.
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            Self::Dns { host } => Text::owned(
                format!("サーバー名「{host}」が見つかりません。綴りと DNS を確認してください。"),
                format!(
                    "The server name “{host}” cannot be found. Check its spelling and the DNS."
                ),
            ),
            Self::Refused { host, port } => Text::owned(
                format!(
                    "{host} のポート {port} に接続できません。ポート番号とサーバーの稼働を確認してください。"
                ),
                format!(
                    "{host} accepts no connection on port {port}. Check the port and whether the server runs."
                ),
            ),
            Self::Unreachable { host, port, detail } => Text::owned(
                format!(
                    "{host}:{port} に到達できません({detail})。ネットワークとファイアウォールを確認してください。"
                ),
                format!(
                    "{host}:{port} cannot be reached ({detail}). Check the network and the firewall."
                ),
            ),
            Self::Timeout => Text::fixed(
                "時間内に応答がありません。ホスト・ポート・ファイアウォールを確認してください。",
                "No answer in time. Check host, port and firewall.",
            ),
            Self::Tls { detail } => Text::owned(
                format!(
                    "暗号化通信を開始できません({detail})。証明書と「接続の保護」の設定を確認してください。"
                ),
                format!(
                    "No encrypted connection could be made ({detail}). Check the certificate and the security setting."
                ),
            ),
            Self::StartTlsMissing => Text::fixed(
                "サーバーが STARTTLS に対応していません。「TLS」を選ぶか、サーバーの設定を確認してください。",
                "The server does not offer STARTTLS. Choose “TLS”, or check the server's settings.",
            ),
            Self::PlainNotAllowed => Text::fixed(
                "暗号化なしの接続は、同じマシン以外では許可されていません。TLS を使うか、設定で明示的に許可してください。",
                "Unencrypted connections to other machines are not allowed. Use TLS, or allow it explicitly in the settings.",
            ),
            Self::PrivateNotAllowed { host } => Text::owned(
                format!(
                    "「{host}」はこのサーバー自身か社内ネットワークのアドレスのため、接続しません。社内のメールサーバーを使う場合は、システム管理者に依頼し、サーバーを --mail-allow-private(MADOGUCHI_MAIL_ALLOW_PRIVATE=true)を付けて起動してください。"
                ),
                format!(
                    "“{host}” is on this machine or a private network, so it is not connected to. If your mail server is there, ask whoever runs the server to start it with --mail-allow-private (MADOGUCHI_MAIL_ALLOW_PRIVATE=true)."
                ),
            ),
            Self::Auth { detail } => Text::owned(
                format!(
                    "ログインが拒否されました。ユーザー名とパスワードを確認してください(サーバーの応答: {detail})。"
                ),
                format!(
                    "Sign-in was refused. Check user name and password (the server says: {detail})."
                ),
            ),
            Self::FolderMissing { folder, available } => Text::owned(
                format!(
                    "フォルダー「{folder}」がありません。存在するフォルダー: {}",
                    available.join("、")
                ),
                format!(
                    "There is no folder “{folder}”. Existing folders: {}",
                    available.join(", ")
                ),
            ),
            Self::Lost => Text::fixed(
                "サーバーとの接続が途中で切れました。",
                "The connection to the server was lost.",
            ),
            Self::Protocol { detail } => Text::owned(
                format!(
                    "サーバーから予期しない応答がありました({detail})。ポートとサーバーの種類を確認してください。"
                ),
                format!(
                    "The server answered unexpectedly ({detail}). Check the port and the kind of server."
                ),
            ),
        }
    }
}

/// Shortens what a server said: answers may quote whole messages, which belong into no log.
pub(super) fn excerpt(text: &str) -> String {
    const CHARS: usize = 200;
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    if line.chars().count() <= CHARS {
        return line.to_owned();
    }
    line.chars().take(CHARS).chain(['…']).collect()
}
